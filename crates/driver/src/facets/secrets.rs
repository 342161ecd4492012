//! Passwords and keys that other objects use.

use async_trait::async_trait;
use vir_types::{
    ConnectListAllSecretsFlags, Error, NoFlags, Result, SecretDefineFlags, SecretKey, SecretUsageType,
    SecretValue, Uuid,
};

/// Passwords and keys that other objects use.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// All secrets, or those that fit `flags`: stored or not, private or not.
    ///
    /// C API: `virConnectListAllSecrets`. Since: 0.10.2.
    async fn connect_list_all_secrets(&self, flags: ConnectListAllSecretsFlags) -> Result<Vec<SecretKey>> {
        Err(Error::unsupported())
    }

    /// How many secrets there are.
    ///
    /// C API: `virConnectNumOfSecrets`. Since: 0.7.1.
    async fn connect_num_of_secrets(&self) -> Result<u32> {
        Ok(super::count(&self.connect_list_all_secrets(ConnectListAllSecretsFlags::empty()).await?))
    }

    /// The UUIDs of at most `max` secrets, as text.
    ///
    /// C API: `virConnectListSecrets`. Since: 0.7.1.
    async fn connect_list_secrets(&self, max: u32) -> Result<Vec<String>> {
        let secrets = self.connect_list_all_secrets(ConnectListAllSecretsFlags::empty()).await?;
        Ok(secrets.iter().take(super::limit(max)).map(|secret| secret.uuid.to_string()).collect())
    }

    /// The secret with this UUID.
    ///
    /// # Errors
    /// `NoSecret`: there is none.
    ///
    /// C API: `virSecretLookupByUUID`. Since: 0.7.1.
    async fn secret_lookup_by_uuid(&self, uuid: Uuid) -> Result<SecretKey> {
        Err(Error::unsupported())
    }

    /// The secret for this use.
    ///
    /// # Errors
    /// `NoSecret`: there is none.
    ///
    /// C API: `virSecretLookupByUsage`. Since: 0.7.1.
    async fn secret_lookup_by_usage(&self, usage_type: SecretUsageType, usage_id: &str) -> Result<SecretKey> {
        Err(Error::unsupported())
    }

    /// Defines a secret, or changes its definition; its value is set apart. `VALIDATE` checks the XML
    /// against the schema.
    ///
    /// C API: `virSecretDefineXML`. Since: 0.7.1.
    async fn secret_define_xml(&self, xml: &str, flags: SecretDefineFlags) -> Result<SecretKey> {
        Err(Error::unsupported())
    }

    /// Its XML, which never has the value.
    ///
    /// C API: `virSecretGetXMLDesc`. Since: 0.7.1.
    async fn secret_get_xml_desc(&self, secret: &SecretKey, flags: NoFlags) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Sets its value.
    ///
    /// C API: `virSecretSetValue`. Since: 0.7.1.
    async fn secret_set_value(&self, secret: &SecretKey, value: &SecretValue, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Its value.
    ///
    /// # Errors
    /// `NoSecret`: it has none. `InvalidSecret`: it is private, and the caller is not the house itself.
    ///
    /// C API: `virSecretGetValue`. Since: 0.7.1.
    async fn secret_get_value(&self, secret: &SecretKey, flags: NoFlags) -> Result<SecretValue> {
        Err(Error::unsupported())
    }

    /// Forgets a secret and its value.
    ///
    /// C API: `virSecretUndefine`. Since: 0.7.1.
    async fn secret_undefine(&self, secret: &SecretKey) -> Result<()> {
        Err(Error::unsupported())
    }
}
