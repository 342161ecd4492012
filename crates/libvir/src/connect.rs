//! Connections.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use tracing::Instrument as _;
use vir_driver::Driver;
use vir_types::feature::Feature;
use vir_types::info::NodeInfo;
use vir_types::{
    DomainCheckpointKey, DomainKey, DomainSnapshotKey, InterfaceKey, NetworkKey, NetworkPortKey, NoFlags,
    NodeDeviceKey, NwfilterBindingKey, NwfilterKey, Result, SecretKey, StoragePoolKey, StorageVolKey,
    TypedParams,
};

use crate::api::Api;
use crate::{
    Domain, DomainCheckpoint, DomainSnapshot, Interface, Network, NetworkPort, NodeDevice, Nwfilter,
    NwfilterBinding, Secret, StoragePool, StorageVol,
};

/// A connection to a hypervisor. Clones are handles on the same connection.
///
/// C API: `virConnectPtr`. Since: 0.0.1.
#[derive(Clone)]
pub struct Connect(Arc<Inner>);

struct Inner {
    driver: Arc<dyn Driver>,
    read_only: bool,
    closed: AtomicBool,
}

const GET_TYPE: Api = Api::read("virConnectGetType", "0.0.3");
const GET_VERSION: Api = Api::read("virConnectGetVersion", "0.0.3");
const GET_LIB_VERSION: Api = Api::read("virConnectGetLibVersion", "0.7.3");
const GET_HOSTNAME: Api = Api::read("virConnectGetHostname", "0.3.0");
const GET_URI: Api = Api::read("virConnectGetURI", "0.3.0");
const GET_MAX_VCPUS: Api = Api::read("virConnectGetMaxVcpus", "0.2.1");
const GET_CAPABILITIES: Api = Api::read("virConnectGetCapabilities", "0.2.1");
const IS_ALIVE: Api = Api::read("virConnectIsAlive", "0.9.8");
const IS_SECURE: Api = Api::read("virConnectIsSecure", "0.7.3");
const IS_ENCRYPTED: Api = Api::read("virConnectIsEncrypted", "0.7.3");
const SUPPORTS_FEATURE: Api = Api::read("virConnectSupportsFeature", "0.3.2");
const NODE_GET_INFO: Api = Api::read("virNodeGetInfo", "0.1.0");
const SET_IDENTITY: Api = Api::read("virConnectSetIdentity", "5.8.0");
const CLOSE: Api = Api::read("virConnectClose", "0.0.3");

impl Connect {
    pub(crate) fn new(driver: Arc<dyn Driver>, read_only: bool) -> Self {
        Self(Arc::new(Inner { driver, read_only, closed: AtomicBool::new(false) }))
    }

    /// Runs a public method: its guards, a span with its name, the driver's future.
    pub(crate) fn call<'a, T: 'a>(
        &'a self,
        api: &'static Api,
        start: impl FnOnce(&'a dyn Driver) -> Result<BoxFuture<'a, Result<T>>>,
    ) -> impl Future<Output = Result<T>> + 'a {
        self.call_with(api, 0, start)
    }

    /// The same for a method that some flags turn into a write.
    pub(crate) fn call_with<'a, T: 'a>(
        &'a self,
        api: &'static Api,
        flags: u32,
        start: impl FnOnce(&'a dyn Driver) -> Result<BoxFuture<'a, Result<T>>>,
    ) -> impl Future<Output = Result<T>> + 'a {
        let span = tracing::debug_span!(target: "api", "call", api = api.name, since = api.since);
        let started = span.in_scope(|| {
            if self.0.closed.load(Ordering::Acquire) {
                return Err(api.closed());
            }
            if self.0.read_only && api.writes(flags) {
                return Err(api.read_only());
            }
            start(self.0.driver.as_ref())
        });
        async move {
            let result = match started {
                Ok(running) => running.await,
                Err(error) => Err(error),
            };
            result.map_err(|error| api.name_error(error))
        }
        .instrument(span)
    }

    /// The guards of a method that asks no driver by itself.
    pub(crate) fn guard(&self, api: &'static Api) -> Result<()> {
        if self.0.closed.load(Ordering::Acquire) {
            return Err(api.closed());
        }
        if self.0.read_only && api.writes(0) {
            return Err(api.read_only());
        }
        Ok(())
    }

    /// Whether the connection may only look.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.0.read_only
    }

    /// The hypervisor's name: `QEMU`, `TEST` …
    ///
    /// C API: `virConnectGetType`. Since: 0.0.3.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn get_type(&self) -> Result<String> {
        self.call(&GET_TYPE, |drv| Ok(drv.connection()?.connect_get_type())).await
    }

    /// The hypervisor's version: major × 1,000,000 + minor × 1,000 + release.
    ///
    /// C API: `virConnectGetVersion`. Since: 0.0.3.
    ///
    /// # Errors
    /// The hypervisor's version cannot be found out.
    pub async fn get_version(&self) -> Result<u64> {
        self.call(&GET_VERSION, |drv| Ok(drv.connection()?.connect_get_version())).await
    }

    /// The version of libvirt's interface that the other end has, in the same form.
    ///
    /// C API: `virConnectGetLibVersion`. Since: 0.7.3.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn get_lib_version(&self) -> Result<u64> {
        self.call(&GET_LIB_VERSION, |drv| Ok(drv.connection()?.connect_get_lib_version())).await
    }

    /// The name of the host at the other end.
    ///
    /// C API: `virConnectGetHostname`. Since: 0.3.0.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn get_hostname(&self) -> Result<String> {
        self.call(&GET_HOSTNAME, |drv| Ok(drv.connection()?.connect_get_hostname())).await
    }

    /// The URI that reaches the same hypervisor again, in its canonical form.
    ///
    /// C API: `virConnectGetURI`. Since: 0.3.0.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn get_uri(&self) -> Result<String> {
        self.call(&GET_URI, |drv| Ok(drv.connection()?.connect_get_uri())).await
    }

    /// The most virtual CPUs that a domain of this kind (`kvm`, `xen` …) may have; `None` stands for the
    /// hypervisor's own kind.
    ///
    /// C API: `virConnectGetMaxVcpus`. Since: 0.2.1.
    ///
    /// # Errors
    /// The kind is unknown.
    pub async fn get_max_vcpus(&self, kind: Option<&str>) -> Result<u32> {
        self.call(&GET_MAX_VCPUS, |drv| Ok(drv.connection()?.connect_get_max_vcpus(kind))).await
    }

    /// What host and hypervisor can do, as a `<capabilities>` document.
    ///
    /// C API: `virConnectGetCapabilities`. Since: 0.2.1.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn get_capabilities(&self) -> Result<String> {
        self.call(&GET_CAPABILITIES, |drv| Ok(drv.connection()?.connect_get_capabilities())).await
    }

    /// Whether the other end still answers, as far as is known without asking.
    ///
    /// C API: `virConnectIsAlive`. Since: 0.9.8.
    ///
    /// # Errors
    /// This end has been closed.
    pub async fn is_alive(&self) -> Result<bool> {
        self.call(&IS_ALIVE, |drv| Ok(drv.connection()?.connect_is_alive())).await
    }

    /// Whether nobody else can read or alter what travels: the connection is encrypted, or stays on
    /// the host.
    ///
    /// C API: `virConnectIsSecure`. Since: 0.7.3.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn is_secure(&self) -> Result<bool> {
        self.call(&IS_SECURE, |drv| Ok(drv.connection()?.connect_is_secure())).await
    }

    /// Whether what travels is encrypted.
    ///
    /// C API: `virConnectIsEncrypted`. Since: 0.7.3.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn is_encrypted(&self) -> Result<bool> {
        self.call(&IS_ENCRYPTED, |drv| Ok(drv.connection()?.connect_is_encrypted())).await
    }

    /// Whether the driver, or the daemon before it, can do something that has no operation of its own.
    ///
    /// Libvirt has this between its own programs only. Since: 0.3.2.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn supports_feature(&self, feature: Feature) -> Result<bool> {
        self.call(&SUPPORTS_FEATURE, |drv| Ok(drv.connection()?.connect_supports_feature(feature))).await
    }

    /// Makes the connection act for somebody else, whom the parameters describe by the names `CONNECT_IDENTITY_…`.
    /// What they leave out is unknown from then on.
    ///
    /// C API: `virConnectSetIdentity`. Since: 5.8.0.
    ///
    /// # Errors
    /// `AccessDenied`: this client may not speak for others. `ArgumentUnsupported`, `InvalidArg`: a parameter is
    /// unknown or of another kind.
    pub async fn set_identity(&self, params: &TypedParams, flags: NoFlags) -> Result<()> {
        self.call(&SET_IDENTITY, |drv| Ok(drv.connection()?.connect_set_identity(params, flags))).await
    }

    /// The host's CPUs and memory.
    ///
    /// C API: `virNodeGetInfo`. Since: 0.1.0.
    ///
    /// # Errors
    /// The host cannot be asked.
    pub async fn node_get_info(&self) -> Result<NodeInfo> {
        self.call(&NODE_GET_INFO, |drv| Ok(drv.host()?.node_get_info())).await
    }

    /// Ends the connection, for all clones of this handle; every later call fails. Ending twice is no
    /// error. Dropping the last handle does the same, without telling the other end first.
    ///
    /// C API: `virConnectClose`. Since: 0.0.3.
    pub async fn close(&self) {
        self.close_as(&CLOSE).await;
    }

    pub(crate) async fn close_as(&self, api: &'static Api) {
        let closing = self.call(api, |drv| Ok(drv.connection()?.connect_close()));
        self.0.closed.store(true, Ordering::Release);
        if let Err(error) = closing.await {
            tracing::debug!(target: "api", %error, "closing");
        }
    }

    /// The domain with this key; nothing is asked or checked.
    #[must_use]
    pub fn domain(&self, key: DomainKey) -> Domain {
        Domain::new(self.clone(), key)
    }

    /// The snapshot of a domain with this key; nothing is asked or checked.
    #[must_use]
    pub fn domain_snapshot(&self, key: DomainSnapshotKey) -> DomainSnapshot {
        DomainSnapshot::new(self.clone(), key)
    }

    /// The checkpoint of a domain with this key; nothing is asked or checked.
    #[must_use]
    pub fn domain_checkpoint(&self, key: DomainCheckpointKey) -> DomainCheckpoint {
        DomainCheckpoint::new(self.clone(), key)
    }

    /// The network with this key; nothing is asked or checked.
    #[must_use]
    pub fn network(&self, key: NetworkKey) -> Network {
        Network::new(self.clone(), key)
    }

    /// The port of a network with this key; nothing is asked or checked.
    #[must_use]
    pub fn network_port(&self, key: NetworkPortKey) -> NetworkPort {
        NetworkPort::new(self.clone(), key)
    }

    /// The storage pool with this key; nothing is asked or checked.
    #[must_use]
    pub fn storage_pool(&self, key: StoragePoolKey) -> StoragePool {
        StoragePool::new(self.clone(), key)
    }

    /// The storage volume with this key; nothing is asked or checked.
    #[must_use]
    pub fn storage_vol(&self, key: StorageVolKey) -> StorageVol {
        StorageVol::new(self.clone(), key)
    }

    /// The device of the host with this key; nothing is asked or checked.
    #[must_use]
    pub fn node_device(&self, key: NodeDeviceKey) -> NodeDevice {
        NodeDevice::new(self.clone(), key)
    }

    /// The secret with this key; nothing is asked or checked.
    #[must_use]
    pub fn secret(&self, key: SecretKey) -> Secret {
        Secret::new(self.clone(), key)
    }

    /// The filter with this key; nothing is asked or checked.
    #[must_use]
    pub fn nwfilter(&self, key: NwfilterKey) -> Nwfilter {
        Nwfilter::new(self.clone(), key)
    }

    /// The binding of a filter with this key; nothing is asked or checked.
    #[must_use]
    pub fn nwfilter_binding(&self, key: NwfilterBindingKey) -> NwfilterBinding {
        NwfilterBinding::new(self.clone(), key)
    }

    /// The interface with this key; nothing is asked or checked.
    #[must_use]
    pub fn interface(&self, key: InterfaceKey) -> Interface {
        Interface::new(self.clone(), key)
    }
}

impl fmt::Debug for Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connect")
            .field("driver", &self.0.driver.name())
            .field("read_only", &self.0.read_only)
            .field("closed", &self.0.closed)
            .finish()
    }
}
