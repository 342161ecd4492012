//! The pretended host that the argument files of the corpus were made on.

use vir_conf::DomainDef;
use vir_qemu::caps::QemuCaps;
use vir_qemu::command::Handed;
use vir_qemu::config::Config;
use vir_qemu::firmware::Firmware;
use vir_qemu::host::{Host, Kvm};

use super::Case;
use crate::corpus::Corpus;

/// The host.
#[derive(Debug, Default)]
pub struct Pretended {
    firmware: Vec<Firmware>,
}

/// What a guest is started with there.
#[derive(Debug, Default)]
pub struct Settings {
    /// The host.
    pub host: Host,
    /// What its administrator has decided.
    pub config: Config,
    /// What its driver hands over.
    pub handed: Handed,
}

impl Pretended {
    /// The host with the firmware that the corpus describes.
    #[must_use]
    pub fn load(corpus: &Corpus) -> Self {
        let mut files = corpus.files("qemu-firmware");
        files.sort();
        // One is hidden by an empty file of the administrator.
        files.retain(|file| file != "92-masked.json");
        let texts = files.iter().filter_map(|file| corpus.text(&format!("qemu-firmware/{file}")));
        Self { firmware: texts.filter_map(|text| Firmware::parse(&text)).collect() }
    }

    /// What a case is started with.
    #[must_use]
    pub fn settings(&self, _: &Case, _: &DomainDef, _: &QemuCaps) -> Settings {
        let mut settings = Settings::default();
        settings.host.arch = "x86_64".to_owned();
        settings.host.kvm = Kvm::Usable;
        settings.host.firmware.clone_from(&self.firmware);
        settings.handed.monitor_fd = 1729;
        settings
    }
}
