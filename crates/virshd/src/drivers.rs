//! The drivers of this host: the one place that links them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use async_trait::async_trait;
use libvir::Connect;
use vir_acl::{GuardedFactory, Policy, Polkit};
use vir_driver::{Caller, Driver, DriverFactory, OpenRequest, Peers};
use vir_types::{ConnectUri, Result};
use vir_util::Environment;

use crate::config::AccessDriver;
use crate::itself::Behind;

/// All drivers, in the order in which they are asked.
pub(crate) struct Drivers {
    factories: Vec<Arc<dyn DriverFactory>>,
    /// What an empty URI stands for.
    default: &'static str,
    /// Kept for the drivers that ask one another.
    _house: Option<Arc<House>>,
}

/// The drivers as they ask one another, in nobody's name.
struct House {
    storage: Arc<dyn DriverFactory>,
    storage_uri: &'static str,
}

#[async_trait]
impl Peers for House {
    async fn storage(&self) -> Result<Arc<dyn Driver>> {
        let uri = ConnectUri::parse(self.storage_uri)?;
        self.storage.open(&OpenRequest::new(uri, Caller::System)).await
    }
}

/// Where the drivers keep their files.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// Whether they are the system's, not a user's.
    pub(crate) system: bool,
    /// The QEMU driver's folders.
    pub(crate) qemu: vir_driver_qemu::Roots,
    /// Its settings.
    pub(crate) qemu_conf: PathBuf,
    /// The storage driver's folders.
    pub(crate) storage: vir_driver_storage::Roots,
}

impl Places {
    /// Under `root` if that is given, else where they usually are.
    pub(crate) fn of(root: Option<&Path>, system: bool, environment: &Environment) -> Option<Self> {
        use vir_driver_qemu::Roots as Qemu;
        use vir_driver_storage::Roots as Storage;
        let (qemu, storage, conf) = match (root, system) {
            (Some(root), _) => (Qemu::under(root), Storage::under(root), root.join("etc")),
            (None, true) => (Qemu::system(), Storage::system(), PathBuf::from("/etc/virshd")),
            (None, false) => {
                let conf = environment.config_dir()?.join("virshd");
                (Qemu::session(environment)?, Storage::session(environment)?, conf)
            }
        };
        Some(Self { system, qemu, qemu_conf: conf.join("qemu.conf"), storage })
    }
}

impl Drivers {
    /// Brings up the drivers that this daemon has.
    pub(crate) async fn of_this_host(places: &Places) -> anyhow::Result<Self> {
        let options = vir_driver_storage::Options::new(places.storage.clone(), places.system);
        // Guests that start with the host may have their disks in pools.
        let storage: Arc<dyn DriverFactory> = Arc::new(vir_driver_storage::Factory::start(options).await?);
        let storage_uri = if places.system { "storage:///system" } else { "storage:///session" };
        let house = Arc::new(House { storage: storage.clone(), storage_uri });
        let peers: Weak<dyn Peers> = Arc::<House>::downgrade(&house);
        let mut options = vir_driver_qemu::Options::new(places.qemu.clone(), places.system);
        options.peers = peers;
        options.settings = vir_driver_qemu::Settings::load(&places.qemu_conf)?;
        if !options.settings.ignored.is_empty() {
            let settings = options.settings.ignored.join(", ");
            tracing::warn!(target: "virshd", file = %places.qemu_conf.display(), settings, "settings without effect in this version");
        }
        let qemu = vir_driver_qemu::Factory::start(options).await?;
        let default = if places.system { "qemu:///system" } else { "qemu:///session" };
        // The order is the one in which facets are asked for.
        let factories: Vec<Arc<dyn DriverFactory>> = vec![
            Arc::new(qemu),
            storage,
            // The last: a node in memory adds nothing to what is real.
            Arc::new(vir_driver_test::Factory::shared()),
        ];
        Ok(Self { factories: with_itself(factories), default, _house: Some(house) })
    }

    /// The same drivers, each of which asks these policies before it does anything for a client.
    pub(crate) fn behind(self, policies: &[AccessDriver]) -> Self {
        policies.iter().fold(self, |drivers, policy| match policy {
            AccessDriver::Polkit => drivers.guarded(Arc::new(Polkit::new())),
        })
    }

    /// The same drivers behind this policy.
    pub(crate) fn guarded(mut self, policy: Arc<dyn Policy>) -> Self {
        for factory in &mut self.factories {
            *factory = Arc::new(GuardedFactory::new(factory.clone(), policy.clone()));
        }
        self
    }

    /// These drivers and no others.
    #[cfg(test)]
    pub(crate) fn these(factories: Vec<Arc<dyn DriverFactory>>) -> Self {
        Self { factories: with_itself(factories), default: "test:///default", _house: None }
    }

    /// Opens a connection for a client; an empty URI means the first driver's default.
    pub(crate) async fn open(&self, uri: &str, caller: Caller) -> Result<Connect> {
        let uri = if uri.is_empty() { self.default } else { uri };
        let mut request = OpenRequest::new(ConnectUri::parse(uri)?, caller);
        request.read_only = request.caller.read_only();
        libvir::server::open(&self.factories, &request).await
    }
}

/// These, and behind them the daemon itself.
fn with_itself(mut factories: Vec<Arc<dyn DriverFactory>>) -> Vec<Arc<dyn DriverFactory>> {
    factories.push(Arc::new(Behind(factories.clone())));
    factories
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn drivers_find_the_pools_of_the_house() {
        let root = std::env::temp_dir().join(format!("virshd-house-{}", std::process::id()));
        let options = vir_driver_storage::Options::new(vir_driver_storage::Roots::under(&root), true);
        let storage = Arc::new(vir_driver_storage::Factory::start(options).await.unwrap());
        let house: Arc<dyn Peers> = Arc::new(House { storage, storage_uri: "storage:///system" });
        let found = house.storage().await.unwrap();
        let pools = found.storage_pool_list().unwrap().connect_num_of_storage_pools().await.unwrap();
        assert_eq!(pools, 0);
        assert!(found.storage_volumes().is_ok());
        assert!(house.network().await.is_err(), "there is no driver of networks yet");
        std::fs::remove_dir_all(root).unwrap();
    }
}
