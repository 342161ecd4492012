//! Secrets: they reach the emulator encrypted with a key that it reads from a file.

use vir_types::Result;

use super::context::{Context, internal};
use super::props::Props;

/// The object with the key of all others.
pub(super) const MASTER_KEY: &str = "masterKey0";

/// The object with the key, read from a file of the guest.
pub(super) fn master_key(cx: &Context<'_>) -> Props {
    Props::object("secret", MASTER_KEY).put("format", "raw").put("file", cx.own_file("master-key.aes"))
}

/// The secret that logs in to the server of an image.
pub(super) fn auth_id(storage: &str) -> String {
    format!("{storage}-auth-secret0")
}

/// The secret in which cookies of a server are.
pub(super) fn cookie_id(storage: &str) -> String {
    format!("{storage}-httpcookie-secret0")
}

/// A secret that decrypts an image.
pub(super) fn encryption_id(node: &str, at: usize) -> String {
    format!("{node}-encryption-secret{at}")
}

/// A secret of something that has only one.
pub(super) fn plain_id(owner: &str) -> String {
    format!("{owner}-secret0")
}

/// The object of a secret.
pub(super) fn object(cx: &Context<'_>, id: &str) -> Result<Props> {
    let Some(sealed) = cx.launch.handed.secrets.get(id) else {
        return Err(internal(format!("the secret '{id}' was not handed over")));
    };
    Ok(Props::object("secret", id)
        .put("data", &sealed.data)
        .put("keyid", MASTER_KEY)
        .put("iv", &sealed.iv)
        .put("format", "base64"))
}

/// The object of certificates.
pub(super) fn tls(id: &str, dir: &str, server: bool, verify: bool, password: Option<String>) -> Props {
    Props::object("tls-creds-x509", id)
        .put("dir", dir)
        .put("endpoint", if server { "server" } else { "client" })
        .put("verify-peer", if server { verify } else { true })
        .maybe("passwordid", password)
}
