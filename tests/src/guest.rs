//! What tests of real guests share.

use std::time::{Duration, Instant};

use libvir::{Connect, Domain, Stream, StreamChunk};
use vir_types::DomainState;

use crate::Linux;

/// How long an emulated Linux may take to boot on a busy machine.
pub const BOOT: Duration = Duration::from_secs(180);

/// A Linux guest with what every test needs; `devices` is added to its devices.
#[must_use]
pub fn linux_domain(name: &str, linux: &Linux, vcpus: &str, devices: &str) -> String {
    format!(
        "<domain type='qemu'><name>{name}</name><memory unit='MiB'>192</memory>{vcpus}
         <os><type arch='x86_64' machine='pc'>hvm</type><kernel>{}</kernel><initrd>{}</initrd>
         <cmdline>{}</cmdline></os><features><acpi/></features>
         <devices><serial type='pty'/><console type='pty'/>{devices}</devices></domain>",
        linux.kernel.display(),
        linux.initrd.display(),
        Linux::CMDLINE
    )
}

/// A guest that has firmware and nothing else.
#[must_use]
pub fn bare_domain(name: &str, devices: &str) -> String {
    format!(
        "<domain type='qemu'><name>{name}</name><memory unit='MiB'>32</memory>
         <os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
         <devices><video><model type='none'/></video>{devices}</devices></domain>"
    )
}

/// Reads a console until a text has come; all that was read.
///
/// # Panics
/// It does not come in time, or the console closes.
pub async fn read_until(stream: &mut Stream, wanted: &str, limit: Duration) -> String {
    let mut seen = String::new();
    let reading = async {
        while !seen.contains(wanted) {
            match stream.recv(65_536).await.expect("the console can be read") {
                StreamChunk::Data(bytes) => seen.push_str(&String::from_utf8_lossy(&bytes)),
                other => panic!("the console has closed ({other:?}) after: {seen}"),
            }
        }
    };
    if tokio::time::timeout(limit, reading).await.is_err() {
        panic!("'{wanted}' does not come; there is: {seen}");
    }
    seen
}

/// Waits until a domain is in a state.
///
/// # Panics
/// It is not in time.
pub async fn state_is(domain: &Domain, wanted: DomainState, limit: Duration) {
    let end = Instant::now() + limit;
    loop {
        let now = domain.get_state(vir_types::NoFlags::empty()).await.expect("the domain is there");
        if now.state == wanted {
            return;
        }
        assert!(Instant::now() < end, "the domain is {:?} ({}), not {wanted:?}", now.state, now.reason);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Defines a domain.
///
/// # Panics
/// It is refused.
pub async fn define(connect: &Connect, xml: &str) -> Domain {
    connect.domain_define_xml(xml).await.unwrap_or_else(|error| panic!("{error}\n{xml}"))
}

/// What is left of guests on the host when none runs: processes, folders, states.
#[must_use]
pub fn leftovers(daemon: &crate::Virshd) -> Vec<String> {
    let root = daemon.root();
    let mut found = Vec::new();
    let mut look = |folder: std::path::PathBuf, wanted: &dyn Fn(&str) -> bool| {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if wanted(&entry.file_name().to_string_lossy()) {
                found.push(entry.path().display().to_string());
            }
        }
    };
    look(root.join("lib/qemu"), &|name| name.starts_with("domain-"));
    look(root.join("lib/qemu/ram"), &|_| true);
    look(root.join("run/qemu/channel"), &|_| true);
    look(root.join("run/qemu"), &|name| name.ends_with(".xml") || name.ends_with(".new"));
    found.extend(crate::emulators(&root).into_iter().map(|pid| format!("process {pid}")));
    found
}
