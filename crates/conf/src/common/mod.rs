//! Words that several kinds of document share.

mod addresses;
mod bandwidth;
mod caps_enum;
mod encryption;
mod filterref;
pub(crate) mod given;
pub mod ip_word;
mod number;
mod pci;
mod permissions;
mod secret_lookup;
mod source_host;
mod switch;
mod virtualport;
mod vlan;

pub use addresses::{GuestIp, IpFamily, Route, ip_text, is_family, network_part};
pub use bandwidth::{Bandwidth, BandwidthRate};
pub use caps_enum::CapsEnum;
pub use encryption::{
    Encryption, EncryptionCipher, EncryptionEngine, EncryptionFormat, EncryptionIvgen, EncryptionSecret,
    EncryptionSecretType,
};
pub use filterref::{FilterParameter, FilterRef};
pub use number::{any_base, base16, octal, optional_id, wrapping};
pub use pci::{HostPciAddress, PciAddress, PciDriver, PciDriverName, Zpci};
pub use permissions::Permissions;
pub use secret_lookup::{AuthSecret, AuthType, SecretLookup, StorageAuth};
pub use source_host::{HostTransport, SourceHost};
pub use switch::Switch;
pub use virtualport::{VirtualPort, VirtualPortParameters, VirtualPortType};
pub use vlan::{NativeMode, Vlan, VlanTag};

use vir_types::{Code, Error, Result};

/// Refuses a document with this code and these words.
pub(crate) fn refuse<T>(code: Code, text: impl AsRef<str>) -> Result<T> {
    Err(Error::new(code, text))
}

/// Refuses a document as libvirt does where it calls the XML wrong.
pub(crate) fn wrong<T>(text: impl AsRef<str>) -> Result<T> {
    refuse(Code::XML_ERROR, text)
}

/// Refuses a document that asks for what is not there.
pub(crate) fn unsupported<T>(text: impl AsRef<str>) -> Result<T> {
    refuse(Code::CONFIG_UNSUPPORTED, text)
}

/// The path without repeated slashes and without one at its end; two at the beginning stay.
#[must_use]
pub fn clean_path(path: &str) -> String {
    let leading = path.len().saturating_sub(path.trim_start_matches('/').len());
    let mut out = String::with_capacity(path.len());
    out.push_str(match leading {
        0 => "",
        2 => "//",
        _ => "/",
    });
    for (at, part) in path.split('/').filter(|part| !part.is_empty()).enumerate() {
        if at > 0 {
            out.push('/');
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::clean_path;

    #[test]
    fn paths() {
        for (path, clean) in
            [("", ""), ("/", "/"), ("//", "//"), ("///", "/"), ("//a//b/", "//a/b"), ("a//b///c/", "a/b/c")]
        {
            assert_eq!(clean_path(path), clean, "{path}");
        }
    }
}
