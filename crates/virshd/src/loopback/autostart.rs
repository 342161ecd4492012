//! `domain_set_autostart` and `domain_get_autostart` travel.

use std::sync::Arc;

use async_trait::async_trait;
use vir_driver::Driver;
use vir_driver::facets::DomainTuning;
use vir_protocol::remote::{
    DomainGetAutostartArgs, DomainGetAutostartRet, DomainSetAutostartArgs, DomainSetMemoryArgs, Proc,
};
use vir_types::{Code, DomainKey, Result};

use super::{Loopback, Notes, dom};

struct Recorder(Notes);

impl Driver for Recorder {
    fn name(&self) -> &'static str {
        "recorder"
    }
    fn tuning(&self) -> Result<&dyn DomainTuning> {
        Ok(self)
    }
}

#[async_trait]
impl DomainTuning for Recorder {
    async fn domain_set_autostart(&self, dom: &DomainKey, autostart: bool) -> Result<()> {
        self.0.lock().unwrap().push(format!("domain_set_autostart({}, {autostart})", dom.name));
        Ok(())
    }
    async fn domain_get_autostart(&self, dom: &DomainKey) -> Result<bool> {
        self.0.lock().unwrap().push(format!("domain_get_autostart({})", dom.name));
        Ok(true)
    }
}

#[tokio::test]
async fn autostart_travels() {
    let notes = Notes::default();
    let client = Loopback::open(Arc::new(Recorder(notes.clone()))).await;
    let args = DomainSetAutostartArgs { dom: dom(), autostart: 1 };
    let () = client.call(Proc::DOMAIN_SET_AUTOSTART, &args).await.unwrap();
    let args = DomainGetAutostartArgs { dom: dom() };
    let ret: DomainGetAutostartRet = client.call(Proc::DOMAIN_GET_AUTOSTART, &args).await.unwrap();
    assert_eq!(ret.autostart, 1);
    assert_eq!(*notes.lock().unwrap(), ["domain_set_autostart(vm, true)", "domain_get_autostart(vm)"]);
}

#[tokio::test]
async fn what_the_driver_lacks_is_named_and_the_connection_lives_on() {
    let client = Loopback::open(Arc::new(Recorder(Notes::default()))).await;
    let args = DomainSetMemoryArgs { dom: dom(), memory: 1 };
    let error = client.call::<_, ()>(Proc::DOMAIN_SET_MEMORY, &args).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_SUPPORT);
    assert!(error.message().ends_with(": virDomainSetMemory"), "{error}");
    // Arguments that cannot be understood are an error of this call alone.
    let error = client.call::<_, ()>(Proc::DOMAIN_SET_MEMORY, &7_i32).await.unwrap_err();
    assert_eq!(error.code(), Code::RPC);
    let ret: Result<DomainGetAutostartRet> =
        client.call(Proc::DOMAIN_GET_AUTOSTART, &DomainGetAutostartArgs { dom: dom() }).await;
    assert_eq!(ret.unwrap().autostart, 1);
}
