//! Programs beside the emulator: they start before it, end with it, and are found again by a later daemon.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stderr)] // It starts programs, and says what it skips.

use std::path::Path;
use std::time::Duration;

use libvir::Connect;
use vir_tests::guest::{bare_domain, define, leftovers, state_is};
use vir_tests::{Virshd, eventually};
use vir_types::{Code, DomainState};

const SOON: Duration = Duration::from_secs(60);

const TPM: &str = "<tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>";

/// Whether a program is here; a line says that the test is skipped where it is not.
fn has(program: &str, test: &str) -> bool {
    let folders = ["/usr/local/bin", "/usr/bin", "/usr/sbin", "/usr/libexec"];
    let found = folders.iter().any(|folder| Path::new(folder).join(program).is_file());
    if !found {
        let required = std::env::var_os("VIR_REQUIRE_PEERS").is_some_and(|value| value == "1");
        assert!(!required, "{program} is required");
        eprintln!("skipped: {test} (there is no {program})");
    }
    found
}

/// On some kernels passt takes its own socket for a client that leaves, and ends at once.
fn passt_stays() -> bool {
    let folder = vir_tests::Folder::new();
    let socket = folder.path().join("probe.socket");
    let mut command = std::process::Command::new("passt");
    command.args(["--foreground", "--one-off", "--socket"]).arg(&socket);
    let quiet = std::process::Stdio::null;
    let mut passt = command.stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn().unwrap();
    let end = std::time::Instant::now() + Duration::from_secs(1);
    while std::time::Instant::now() < end {
        if passt.try_wait().unwrap().is_some() {
            eprintln!("skipped: passt (it does not stay on this kernel)");
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = passt.kill().and_then(|()| passt.wait().map(drop));
    true
}

/// The processes of this program that have to do with this daemon's files.
fn running(program: &str, root: &Path) -> Vec<u32> {
    let root = root.display().to_string();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| {
            let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
            let words = std::fs::read(entry.path().join("cmdline")).ok()?;
            let words = String::from_utf8_lossy(&words).into_owned();
            let first = words.split('\0').next()?;
            (first.rsplit('/').next()?.starts_with(program) && words.contains(&root)).then_some(pid)
        })
        .collect()
}

async fn a_helper_lives_with_its_guest(program: &str, devices: &str) {
    let mut daemon = Virshd::start();
    let root = daemon.root();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = define(&connect, &bare_domain("helped", devices)).await;
    domain.create().await.unwrap();
    assert_eq!(running(program, &root).len(), 1);
    domain.destroy().await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    eventually("the helper is gone", || running(program, &root).is_empty().then_some(()));

    // Again, with what the first time has left; and a daemon that dies meanwhile.
    domain.create().await.unwrap();
    let before = running(program, &root);
    assert_eq!(before.len(), 1);
    daemon.kill();
    drop((domain, connect));
    daemon.restart();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = connect.domain_lookup_by_name("helped").await.unwrap();
    state_is(&domain, DomainState::RUNNING, SOON).await;
    assert_eq!(running(program, &root), before);
    domain.destroy().await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    eventually("the helper is gone", || running(program, &root).is_empty().then_some(()));

    // A guest that cannot start for another reason leaves no helper.
    let xml = bare_domain("broken", devices).replace(
        "<devices>",
        "<devices><disk type='file'><source file='/nowhere'/><target dev='vda'/></disk>",
    );
    let broken = define(&connect, &xml).await;
    broken.create().await.unwrap_err();
    eventually("the helper is gone", || running(program, &root).is_empty().then_some(()));
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}

#[tokio::test]
async fn swtpm() {
    if has("swtpm", "swtpm") && has("swtpm_setup", "swtpm") {
        a_helper_lives_with_its_guest("swtpm", TPM).await;
    }
}

#[tokio::test]
async fn passt() {
    if has("passt", "passt") && passt_stays() {
        let card = "<interface type='user'><backend type='passt'/><portForward proto='tcp'><range start='40022' to='22'/></portForward></interface>";
        a_helper_lives_with_its_guest("passt", card).await;
    }
}

#[tokio::test]
async fn a_guest_does_not_start_without_its_helper() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let folder = |binary: &str| {
        format!(
            "<filesystem type='mount'><driver type='virtiofs'/><binary path='{binary}'/><source dir='/tmp'/><target dir='t'/></filesystem>"
        )
    };
    let shared = |binary: &str| {
        let memory = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking><devices>";
        bare_domain("folder", &folder(binary)).replace("<devices>", memory)
    };
    let domain = define(&connect, &shared("/nowhere/virtiofsd")).await;
    let refused = domain.create().await.unwrap_err();
    assert_eq!(refused.code(), Code::SYSTEM_ERROR);
    assert!(refused.message().contains("Cannot run '/nowhere/virtiofsd'"), "{refused}");
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));

    if has("passt", "a_guest_does_not_start_without_its_helper") {
        let card = "<interface type='user'><backend type='passt'/><source dev='vir-nowhere'/></interface>";
        let domain = define(&connect, &bare_domain("card", card)).await;
        let refused = domain.create().await.unwrap_err();
        assert_eq!(refused.code(), Code::INTERNAL_ERROR);
        assert!(refused.message().contains("'passt' for device 'net0' has ended: "), "{refused}");
        assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
    }
}

#[tokio::test]
async fn logs_are_kept_short() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let console = daemon.folder().join("console.log");
    let serial = format!("<serial type='pty'><log file='{}' append='off'/></serial>", console.display());
    std::fs::write(&console, "of another time").unwrap();
    let domain = define(&connect, &bare_domain("chatty", &serial)).await;
    domain.create().await.unwrap();
    let emulator = daemon.root().join("log/qemu/chatty.log");
    assert!(!std::fs::read_to_string(&console).unwrap().contains("of another time"));
    for log in [&emulator, &console] {
        let mut writer = std::fs::OpenOptions::new().append(true).open(log).unwrap();
        std::io::Write::write_all(&mut writer, &vec![b'x'; (2 << 20) + 1]).unwrap();
    }
    for log in [&emulator, &console] {
        let older = format!("{}.0", log.display());
        eventually("the log is full", || Path::new(&older).exists().then_some(()));
        eventually("the log is emptied", || (log.metadata().unwrap().len() < 1 << 20).then_some(()));
        assert!(std::fs::metadata(&older).unwrap().len() > 2 << 20);
    }
    domain.destroy().await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    // Both the daemon and the emulator go on where the log begins anew.
    let rest = std::fs::read_to_string(&emulator).unwrap();
    assert!(rest.contains("shutting down, reason=destroyed") && !rest.contains('\0'), "{rest}");
}
