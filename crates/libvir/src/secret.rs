//! Secrets: passwords and keys that other objects use.

use vir_driver::EventStream;
use vir_types::{
    ConnectListAllSecretsFlags, NoFlags, Result, SecretDefineFlags, SecretEventId, SecretKey,
    SecretUsageType, SecretValue, Uuid,
};

use crate::Connect;
use crate::api::Api;

const GET_XML_DESC: Api = Api::read("virSecretGetXMLDesc", "0.7.1");
const SET_VALUE: Api = Api::write("virSecretSetValue", "0.7.1");
const GET_VALUE: Api = Api::write("virSecretGetValue", "0.7.1");
const UNDEFINE: Api = Api::write("virSecretUndefine", "0.7.1");
const LIST_ALL_SECRETS: Api = Api::read("virConnectListAllSecrets", "0.10.2");
const NUM_OF_SECRETS: Api = Api::read("virConnectNumOfSecrets", "0.7.1");
const LIST_SECRETS: Api = Api::read("virConnectListSecrets", "0.7.1");
const SECRET_LOOKUP_BY_UUID: Api = Api::read("virSecretLookupByUUID", "0.7.1");
const SECRET_LOOKUP_BY_USAGE: Api = Api::read("virSecretLookupByUsage", "0.7.1");
const SECRET_DEFINE_XML: Api = Api::write("virSecretDefineXML", "0.7.1");
const EVENT_REGISTER_ANY: Api = Api::read("virConnectSecretEventRegisterAny", "3.0.0");

/// A secret: a password or key that other objects use. A light handle; making or cloning one asks nobody.
///
/// C API: `virSecretPtr`. Since: 0.7.1.
#[derive(Debug, Clone)]
pub struct Secret {
    conn: Connect,
    pub(crate) key: SecretKey,
}

impl Secret {
    pub(crate) fn new(conn: Connect, key: SecretKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on. C API: `virSecretGetConnect`. Since: 0.7.1.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &SecretKey {
        &self.key
    }

    /// Its UUID. C API: `virSecretGetUUID`, as text `virSecretGetUUIDString`. Since: 0.7.1.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.key.uuid
    }

    /// What kind of object uses it. C API: `virSecretGetUsageType`. Since: 0.7.1.
    #[must_use]
    pub fn usage_type(&self) -> SecretUsageType {
        self.key.usage_type
    }

    /// Which object uses it; empty if none. C API: `virSecretGetUsageID`. Since: 0.7.1.
    #[must_use]
    pub fn usage_id(&self) -> &str {
        &self.key.usage_id
    }

    /// The secret as a document, which never has the value.
    ///
    /// C API: `virSecretGetXMLDesc`. Since: 0.7.1.
    ///
    /// # Errors
    /// `NoSecret`: it is gone.
    pub async fn get_xml_desc(&self, flags: NoFlags) -> Result<String> {
        self.conn.call(&GET_XML_DESC, |drv| Ok(drv.secrets()?.secret_get_xml_desc(&self.key, flags))).await
    }

    /// Sets its value, of 65,536 bytes at most.
    ///
    /// C API: `virSecretSetValue`. Since: 0.7.1.
    ///
    /// # Errors
    /// `NoSecret`: it is gone. `OperationDenied`: the connection is read-only.
    pub async fn set_value(&self, value: &SecretValue, flags: NoFlags) -> Result<()> {
        self.conn.call(&SET_VALUE, |drv| Ok(drv.secrets()?.secret_set_value(&self.key, value, flags))).await
    }

    /// Its value.
    ///
    /// C API: `virSecretGetValue`. Since: 0.7.1.
    ///
    /// # Errors
    /// `NoSecret`: it is gone, or has no value. `InvalidSecret`: it is private, and never leaves its host.
    /// `OperationDenied`: the connection is read-only.
    pub async fn get_value(&self, flags: NoFlags) -> Result<SecretValue> {
        self.conn.call(&GET_VALUE, |drv| Ok(drv.secrets()?.secret_get_value(&self.key, flags))).await
    }

    /// Forgets the secret and its value.
    ///
    /// C API: `virSecretUndefine`. Since: 0.7.1.
    ///
    /// # Errors
    /// `NoSecret`: it is gone. `OperationDenied`: the connection is read-only.
    pub async fn undefine(&self) -> Result<()> {
        self.conn.call(&UNDEFINE, |drv| Ok(drv.secrets()?.secret_undefine(&self.key))).await
    }
}

impl Connect {
    /// All secrets, or those that the flags choose: stored or not, private or not.
    ///
    /// C API: `virConnectListAllSecrets`. Since: 0.10.2.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no secrets.
    pub async fn list_all_secrets(&self, flags: ConnectListAllSecretsFlags) -> Result<Vec<Secret>> {
        let keys =
            self.call(&LIST_ALL_SECRETS, |drv| Ok(drv.secrets()?.connect_list_all_secrets(flags))).await?;
        Ok(keys.into_iter().map(|key| self.secret(key)).collect())
    }

    /// How many secrets there are.
    ///
    /// C API: `virConnectNumOfSecrets`. Since: 0.7.1.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no secrets.
    pub async fn num_of_secrets(&self) -> Result<u32> {
        self.call(&NUM_OF_SECRETS, |drv| Ok(drv.secrets()?.connect_num_of_secrets())).await
    }

    /// The UUIDs of the secrets as text, `max` at most.
    ///
    /// C API: `virConnectListSecrets`. Since: 0.7.1.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no secrets.
    pub async fn list_secrets(&self, max: u32) -> Result<Vec<String>> {
        self.call(&LIST_SECRETS, |drv| Ok(drv.secrets()?.connect_list_secrets(max))).await
    }

    /// The secret with this UUID.
    ///
    /// C API: `virSecretLookupByUUID`, `virSecretLookupByUUIDString`. Since: 0.7.1.
    ///
    /// # Errors
    /// `NoSecret`: there is none.
    pub async fn secret_lookup_by_uuid(&self, uuid: Uuid) -> Result<Secret> {
        let key =
            self.call(&SECRET_LOOKUP_BY_UUID, |drv| Ok(drv.secrets()?.secret_lookup_by_uuid(uuid))).await?;
        Ok(self.secret(key))
    }

    /// The secret that this object uses: a volume by its path, a Ceph pool, an iSCSI target, a TLS key by their
    /// names.
    ///
    /// C API: `virSecretLookupByUsage`. Since: 0.7.1.
    ///
    /// # Errors
    /// `NoSecret`: there is none.
    pub async fn secret_lookup_by_usage(
        &self,
        usage_type: SecretUsageType,
        usage_id: &str,
    ) -> Result<Secret> {
        let key = self
            .call(&SECRET_LOOKUP_BY_USAGE, |drv| {
                Ok(drv.secrets()?.secret_lookup_by_usage(usage_type, usage_id))
            })
            .await?;
        Ok(self.secret(key))
    }

    /// Defines a secret, or gives one that is defined another definition; its value is set apart. `VALIDATE` checks
    /// the document against its schema.
    ///
    /// C API: `virSecretDefineXML`. Since: 0.7.1.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `InternalError`: another secret has this use. `OperationDenied`: the
    /// connection is read-only.
    pub async fn secret_define_xml(&self, xml: &str, flags: SecretDefineFlags) -> Result<Secret> {
        let key =
            self.call(&SECRET_DEFINE_XML, |drv| Ok(drv.secrets()?.secret_define_xml(xml, flags))).await?;
        Ok(self.secret(key))
    }

    /// The events of one kind, of one secret or of all, from now on. Dropping the stream ends the registration.
    ///
    /// The stream is bounded: one that is not read ends, and says that it overflowed.
    ///
    /// C API: `virConnectSecretEventRegisterAny`, `virConnectSecretEventDeregisterAny`. Since: 3.0.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no events. `InvalidArg`: there is no such kind.
    pub async fn secret_event_register_any(
        &self,
        secret: Option<&Secret>,
        event: SecretEventId,
    ) -> Result<EventStream> {
        let key = secret.map(Secret::key);
        self.call(&EVENT_REGISTER_ANY, |drv| {
            Ok(drv.secret_events()?.connect_secret_event_register_any(key, event))
        })
        .await
    }
}
