//! The host's part of `<capabilities>`.

use std::sync::OnceLock;

use vir_conf::capabilities::{
    BaseLabel, HostCache, HostCaps, HostCpu, HostCpuTopology, HostPages, MigrationFeatures, PowerManagement,
    SecurityModel,
};
use vir_types::Uuid;
use vir_util::process::RunAs;

use super::sys::{SYSTEM, Sys};
use super::{processor, topology};

/// What does not change while the host runs and takes a while to find out.
#[derive(Debug, Default)]
pub(crate) struct HostDocument {
    cpu: OnceLock<HostCpu>,
    uuid: OnceLock<Uuid>,
}

impl HostDocument {
    /// The host's processor.
    pub(crate) fn cpu(&self, arch: &str) -> &HostCpu {
        self.cpu.get_or_init(|| {
            let mut cpu = processor::of_host(arch);
            let shape = topology::shape(&Sys::new(SYSTEM));
            let mut threads = HostCpuTopology::default();
            threads.sockets = shape.sockets;
            (threads.dies, threads.clusters) = (Some(1), Some(1));
            (threads.cores, threads.threads) = (shape.cores, shape.threads);
            cpu.topology = Some(threads);
            cpu
        })
    }

    /// The part of the document, as the host is now.
    pub(crate) fn write(&self, arch: &str, page_kib: u64, model: &str, users: Option<&RunAs>) -> HostCaps {
        let system = Sys::new(SYSTEM);
        let mut host = HostCaps::default();
        host.uuid = Some(*self.uuid.get_or_init(uuid));
        host.cpu = self.cpu(arch).clone();
        let sizes = Sys::new("/sys/kernel/mm").huge_pages("hugepages");
        host.cpu.pages = std::iter::once(page_kib).chain(sizes).map(pages).collect();
        host.power_management = Some(sleeps());
        host.iommu = Some(super::has_iommu());
        let mut migration = MigrationFeatures::default();
        migration.live = true;
        migration.transports = vec!["tcp".to_owned(), "rdma".to_owned()];
        host.migration = Some(migration);
        host.topology = Some(topology::topology(&system, page_kib));
        let mut cache = HostCache::default();
        cache.banks = topology::caches(&system);
        host.cache = Some(cache).filter(|cache| !cache.banks.is_empty());
        host.security_models = security(model, users);
        host
    }
}

fn pages(size_kib: u64) -> HostPages {
    let mut pages = HostPages::default();
    pages.size_kib = size_kib;
    pages
}

/// How guests are confined: by nothing but the owners of files and processes, unless labels are used.
fn security(model: &str, users: Option<&RunAs>) -> Vec<SecurityModel> {
    let mut first = SecurityModel::default();
    first.model = model.to_owned();
    first.doi = "0".to_owned();
    let mut all = vec![first];
    if vir_util::is_root() {
        let mut owners = SecurityModel::default();
        owners.model = "dac".to_owned();
        owners.doi = "0".to_owned();
        let (uid, gid) = users.map_or((vir_util::uid(), 0), |user| (user.uid, user.gid));
        owners.base_labels = ["kvm", "qemu"]
            .map(|kind| {
                let mut label = BaseLabel::default();
                label.virt_type = kind.to_owned();
                label.label = format!("+{uid}:+{gid}");
                label
            })
            .to_vec();
        all.push(owners);
    }
    all
}

/// How the host can sleep, as its kernel says.
fn sleeps() -> PowerManagement {
    let states = Sys::new("/sys/power").text("state").unwrap_or_default();
    let disk = Sys::new("/sys/power").text("disk").unwrap_or_default();
    let has = |word: &str| states.split_ascii_whitespace().any(|state| state == word);
    let mut sleeps = PowerManagement::default();
    sleeps.suspend_mem = has("mem");
    sleeps.suspend_disk = has("disk");
    sleeps.suspend_hybrid = has("disk") && has("mem") && disk.contains("suspend");
    sleeps
}

/// The host's identity: its board's, else its installation's, else one for as long as this process lives.
fn uuid() -> Uuid {
    let board = Sys::new("/sys/class/dmi/id").text("product_uuid");
    let machine = Sys::new("/etc").text("machine-id");
    // Boards that were never given one say the same digit all over.
    let usable = |text: &String| {
        let mut digits = text.chars().filter(|letter| *letter != '-');
        let first = digits.next();
        digits.any(|digit| Some(digit) != first)
    };
    let known = [board, machine].into_iter().flatten().filter(usable);
    known.filter_map(|text| text.parse().ok()).next().unwrap_or_else(|| {
        let mut bytes = [0; 16];
        crate::shared::random(&mut bytes);
        Uuid::from_random(bytes)
    })
}
