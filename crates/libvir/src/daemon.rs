//! The daemon at the other end.

use vir_types::Result;
use vir_types::info::DaemonInfo;

use crate::Connect;
use crate::api::Api;

const VIRSHD_GET_DAEMON_INFO: Api = Api::read("virshdConnectGetDaemonInfo", "0.1.0");

impl Connect {
    /// The name of the program that answers at the other end, and its own version, which is not that of libvirt's
    /// interface ([`get_lib_version`](Self::get_lib_version)).
    ///
    /// An operation of virshd's own: libvirt's daemons do not have it, and no daemon is in between where the driver
    /// is in this process.
    ///
    /// C API: `virshdConnectGetDaemonInfo`. Since: 0.1.0.
    ///
    /// # Errors
    /// `NoSupport`: there is no virshd at the other end.
    pub async fn virshd_get_daemon_info(&self) -> Result<DaemonInfo> {
        self.call(&VIRSHD_GET_DAEMON_INFO, |drv| Ok(drv.daemon()?.virshd_connect_get_daemon_info())).await
    }
}
