//! The content of new volumes: copied from another, or made by QEMU's own program.

use std::fs::File;
use std::io;

use vir_conf::StorageVolDef;
use vir_conf::storage_pool::VolumeFormat;
use vir_types::{Code, Result};

use crate::files;
use crate::shared::error;

/// Copies the first `length` bytes. Holes stay holes, unless `dense` says that they are to take space.
pub(super) fn copy(from: &File, to: &File, length: u64, dense: bool) -> io::Result<()> {
    let mut at = 0;
    while let Some(section) = files::section(from, at, length)? {
        if section.data {
            files::copy(from, to, at, section.end)?;
        } else if dense {
            files::write_zeros(to, at, section.end - at)?;
        }
        at = section.end;
    }
    Ok(())
}

/// What `qemu-img` is told to make a volume.
pub(super) fn arguments(
    def: &StorageVolDef,
    origin: Option<&StorageVolDef>,
    preallocate: bool,
) -> Result<Vec<String>> {
    let format = as_image(def.target.format);
    let target = &def.target;
    let refuse = |text: &str| Err(error(Code::CONFIG_UNSUPPORTED, text));
    if format != VolumeFormat::Qcow2 {
        if preallocate {
            return refuse("metadata preallocation only available with qcow2");
        }
        if target.compat.is_some() {
            return refuse("compatibility option only available with qcow2");
        }
        if target.features.is_some() {
            return refuse("format features only available with qcow2");
        }
    }
    let backing = def.backing_store.as_ref();
    if let Some(backing) = backing {
        if format == VolumeFormat::Raw {
            return refuse("cannot set backing store for raw volume");
        }
        if preallocate {
            return refuse("metadata preallocation conflicts with backing store");
        }
        let under = origin.and_then(|origin| origin.backing_store.as_ref());
        if under.is_some_and(|under| under.path != backing.path) {
            let text = "a different backing store cannot be specified.";
            return Err(error(Code::INTERNAL_ERROR, text));
        }
    }
    let kib = |bytes: u64| bytes.div_ceil(1024);
    let capacity = def.capacity.unwrap_or_default();
    let mut arguments = vec![];
    let mut options = vec![];
    let mut tell = |words: &[&str]| arguments.extend(words.iter().map(|word| (*word).to_owned()));
    match origin {
        Some(origin) => {
            let from = as_image(origin.target.format);
            tell(&["convert", "-f", &from.to_string(), "-O", &format.to_string()]);
        }
        None => tell(&["create", "-f", &format.to_string()]),
    }
    // A copy has everything in itself.
    if let (Some(backing), None) = (backing, origin) {
        tell(&["-b", backing.path.as_deref().unwrap_or_default()]);
        options.push(format!("backing_fmt={}", backing.format.unwrap_or(VolumeFormat::Raw)));
    }
    if preallocate {
        let less = kib(def.allocation.unwrap_or_default()) < kib(capacity);
        options.push(format!("preallocation={}", if less { "metadata" } else { "falloc" }));
    }
    if target.nocow {
        options.push("nocow=on".to_owned());
    }
    match &target.compat {
        Some(compat) => options.push(format!("compat={compat}")),
        None if format == VolumeFormat::Qcow2 => options.push("compat=1.1".to_owned()),
        None => {}
    }
    if let Some(size) = target.cluster_size {
        options.push(format!("cluster_size={}", size.0));
    }
    let features = target.features.unwrap_or_default();
    let old = target.compat.as_deref() == Some("0.10");
    if features.lazy_refcounts {
        if old {
            return refuse("lazy_refcounts not supported with compat level 0.10");
        }
        options.push("lazy_refcounts=on".to_owned());
    }
    if features.extended_l2 {
        if old {
            return refuse("'extended_l2' not supported with compat level 0.10");
        }
        options.push("extended_l2=on".to_owned());
    }
    if !options.is_empty() {
        tell(&["-o", &options.join(",")]);
    }
    if let Some(origin) = origin {
        tell(&[origin.target.path.as_deref().unwrap_or_default()]);
    }
    tell(&[target.path.as_deref().unwrap_or_default()]);
    if origin.is_none() && (capacity > 0 || backing.is_none()) {
        tell(&[&format!("{}K", kib(capacity))]);
    }
    Ok(arguments)
}

/// The format as `qemu-img` knows it.
fn as_image(format: Option<VolumeFormat>) -> VolumeFormat {
    match format {
        None | Some(VolumeFormat::Iso) => VolumeFormat::Raw,
        Some(format) => format,
    }
}

#[cfg(test)]
mod tests {
    use vir_conf::storage_pool::PoolType;
    use vir_conf::storage_vol::CapacityRule;

    use super::*;

    fn def(body: &str) -> StorageVolDef {
        let xml = format!("<volume><name>a</name><capacity>1048577</capacity>{body}</volume>");
        let mut def = StorageVolDef::load(&xml, PoolType::Dir, CapacityRule::Required).unwrap();
        def.target.path = Some("/p/a".into());
        def
    }

    fn line(def: &StorageVolDef, origin: Option<&StorageVolDef>, preallocate: bool) -> String {
        arguments(def, origin, preallocate).map_or_else(|error| error.message().into(), |line| line.join(" "))
    }

    #[test]
    fn a_volume_is_asked_for_as_libvirt_asks() {
        let plain = def("<target><format type='qcow2'/></target>");
        assert_eq!(line(&plain, None, false), "create -f qcow2 -o compat=1.1 /p/a 1025K");
        assert_eq!(line(&plain, None, true), "create -f qcow2 -o preallocation=falloc,compat=1.1 /p/a 1025K");
        let sparse = def("<allocation>0</allocation><target><format type='qcow2'/></target>");
        assert_eq!(
            line(&sparse, None, true),
            "create -f qcow2 -o preallocation=metadata,compat=1.1 /p/a 1025K"
        );
        let rich = def(
            "<target><format type='qcow2'/><compat>1.1</compat><clusterSize unit='KiB'>128</clusterSize>\
             <features><lazy_refcounts/><extended_l2/></features></target>\
             <backingStore><path>/p/b</path><format type='raw'/></backingStore>",
        );
        assert_eq!(
            line(&rich, None, false),
            "create -f qcow2 -b /p/b -o backing_fmt=raw,compat=1.1,cluster_size=131072,lazy_refcounts=on,\
             extended_l2=on /p/a 1025K"
        );
        let raw = def("");
        assert_eq!(line(&raw, Some(&plain), false), "convert -f qcow2 -O raw /p/a /p/a");
        assert_eq!(line(&plain, Some(&raw), false), "convert -f raw -O qcow2 -o compat=1.1 /p/a /p/a");
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        let vmdk = def("<target><format type='vmdk'/><compat>1.1</compat></target>");
        assert!(line(&vmdk, None, false).ends_with("compatibility option only available with qcow2"));
        let backed =
            def("<target><format type='qcow2'/></target><backingStore><path>/p/b</path></backingStore>");
        assert!(line(&backed, None, true).ends_with("metadata preallocation conflicts with backing store"));
        let raw = def("<backingStore><path>/p/b</path></backingStore>");
        let qcow2 = def("<target><format type='qcow2'/></target>");
        assert!(line(&raw, Some(&qcow2), false).ends_with("cannot set backing store for raw volume"));
    }
}
