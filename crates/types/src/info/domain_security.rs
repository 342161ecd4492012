//! Labels that confine domains.

info! {
    /// The label of a domain's process. C API: `virSecurityLabel`. Since: 0.6.1.
    pub struct SecurityLabel {
        /// The label, at most 4096 bytes.
        label: String,
        /// Whether the host enforces it.
        enforcing: bool,
    }

    /// Who confines domains on a host. C API: `virSecurityModel`. Since: 0.6.1.
    pub struct SecurityModel {
        /// The model, such as `selinux`; at most 256 bytes.
        model: String,
        /// Its domain of interpretation; at most 256 bytes.
        doi: String,
    }
}
