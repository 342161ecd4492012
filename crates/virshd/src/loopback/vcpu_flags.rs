//! `domain_set_vcpus_flags` and `domain_get_vcpus_flags` travel.

use std::sync::Arc;

use async_trait::async_trait;
use vir_driver::Driver;
use vir_driver::facets::DomainVcpu;
use vir_protocol::remote::{DomainGetVcpusFlagsArgs, DomainGetVcpusFlagsRet, DomainSetVcpusFlagsArgs, Proc};
use vir_types::{DomainKey, DomainVcpuFlags as Flags, Result};

use super::{Loopback, Notes, dom};

struct Recorder(Notes);

impl Driver for Recorder {
    fn name(&self) -> &'static str {
        "recorder"
    }
    fn vcpu(&self) -> Result<&dyn DomainVcpu> {
        Ok(self)
    }
}

#[async_trait]
impl DomainVcpu for Recorder {
    async fn domain_set_vcpus_flags(&self, dom: &DomainKey, nvcpus: u32, flags: Flags) -> Result<()> {
        self.0.lock().unwrap().push(format!("set {} {nvcpus} {flags:?}", dom.name));
        Ok(())
    }
    async fn domain_get_vcpus_flags(&self, dom: &DomainKey, flags: Flags) -> Result<u32> {
        self.0.lock().unwrap().push(format!("get {} {flags:?}", dom.name));
        Ok(6)
    }
}

#[tokio::test]
async fn vcpu_counts_travel() {
    let notes = Notes::default();
    let client = Loopback::open(Arc::new(Recorder(notes.clone()))).await;
    let args = DomainSetVcpusFlagsArgs { dom: dom(), nvcpus: 3, flags: 5 };
    let () = client.call(Proc::DOMAIN_SET_VCPUS_FLAGS, &args).await.unwrap();
    let args = DomainGetVcpusFlagsArgs { dom: dom(), flags: 0x42 };
    let ret: DomainGetVcpusFlagsRet = client.call(Proc::DOMAIN_GET_VCPUS_FLAGS, &args).await.unwrap();
    assert_eq!(ret.num, 6);
    // A bit that nobody here knows reaches the driver, whose business it is.
    let expected = ["set vm 3 DomainVcpuFlags(LIVE | MAXIMUM)", "get vm DomainVcpuFlags(CONFIG | 0x40)"];
    assert_eq!(*notes.lock().unwrap(), expected);
}
