//! Guests under a user of their own: files change hands while they run and go back, whatever happens.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use libvir::Connect;
use vir_tests::guest::{bare_domain, define, leftovers, state_is};
use vir_tests::{Folder, Virshd, emulators};
use vir_types::DomainState;

const SOON: Duration = Duration::from_secs(20);
const NOBODY: u32 = 65534;

/// Tells past the capture of the test harness what is left out.
fn skipped(what: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("skipped: {what}\n").as_bytes());
}

/// A daemon whose emulators run as nobody; nothing if this test does not run as root.
fn daemon() -> Option<Virshd> {
    if !rustix::process::geteuid().is_root() {
        vir_tests::tell("skipped: emulators run as another user only where the daemon is root");
        return None;
    }
    let folder = Folder::new();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::create_dir_all(folder.path().join("root/etc")).unwrap();
    std::fs::write(folder.path().join("root/etc/qemu.conf"), "user = \"nobody\"\n").unwrap();
    Some(Virshd::start_in(folder, "", &[]))
}

fn image(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, vec![0; 1 << 20]).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::chown(&path, Some(1234), Some(1235)).unwrap();
    path
}

fn owner(path: &Path) -> (u32, u32) {
    let meta = std::fs::metadata(path).unwrap();
    (meta.uid(), meta.gid())
}

fn disk(path: &Path, target: &str, more: &str) -> String {
    format!(
        "<disk type='file'><driver name='qemu' type='raw'/><source file='{}'/><target dev='{target}'/>{more}</disk>",
        path.display()
    )
}

#[tokio::test]
async fn emulators_run_as_nobody_and_files_come_back() {
    let Some(mut daemon) = daemon() else { return };
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let own = image(daemon.folder(), "own");
    let shared = image(daemon.folder(), "shared");
    let both = |name: &str, devices: String| bare_domain(name, &devices);
    let share = || disk(&shared, "vdb", "<shareable/>");
    let serial =
        format!("<serial type='file'><source path='{}'/></serial>", daemon.folder().join("out").display());
    let one = define(&connect, &both("one", disk(&own, "vda", "") + &share() + &serial)).await;
    let two = define(&connect, &both("two", share())).await;
    one.create().await.unwrap_or_else(|error| panic!("{error}\n{}", daemon.log()));
    two.create().await.unwrap();
    let pids = emulators(&daemon.root());
    assert_eq!(pids.len(), 2);
    for pid in &pids {
        assert_eq!(std::fs::metadata(format!("/proc/{pid}")).map(|meta| meta.uid()).unwrap(), NOBODY);
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        assert!(status.contains("CapEff:\t0000000000000000"), "{status}");
    }
    assert_eq!((owner(&own), owner(&shared)), ((NOBODY, NOBODY), (NOBODY, NOBODY)));

    // The first ends: what the second uses stays.
    one.destroy().await.unwrap();
    state_is(&one, DomainState::SHUTOFF, SOON).await;
    assert_eq!((owner(&own), owner(&shared)), ((1234, 1235), (NOBODY, NOBODY)));

    // A daemon that was killed finds one guest running and one that has ended meanwhile.
    one.create().await.unwrap();
    let names =
        |pid: &u32| std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap().contains("guest=one");
    let pid = *emulators(&daemon.root()).iter().find(|pid| names(pid)).expect("the first guest runs");
    daemon.kill();
    drop((one, two, connect));
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    daemon.restart();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let one = connect.domain_lookup_by_name("one").await.unwrap();
    let two = connect.domain_lookup_by_name("two").await.unwrap();
    state_is(&one, DomainState::SHUTOFF, SOON).await;
    state_is(&two, DomainState::RUNNING, SOON).await;
    assert_eq!((owner(&own), owner(&shared)), ((1234, 1235), (NOBODY, NOBODY)));
    two.destroy().await.unwrap();
    state_is(&two, DomainState::SHUTOFF, SOON).await;
    assert_eq!(owner(&shared), (1234, 1235));
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}

#[tokio::test]
async fn a_start_that_fails_gives_everything_back() {
    let Some(daemon) = daemon() else { return };
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let own = image(daemon.folder(), "own");
    let missing = daemon.folder().join("missing");
    let devices = disk(&own, "vda", "") + &disk(&missing, "vdb", "");
    let domain = define(&connect, &bare_domain("fails", &devices)).await;
    let error = domain.create().await.unwrap_err();
    assert!(error.message().contains("missing"), "{error}");
    assert_eq!(owner(&own), (1234, 1235));
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}

/// The group of a guest in the tree of a controller of the first version, if there is one.
fn group(controller: &str, name: &str) -> Option<PathBuf> {
    let folder = Path::new("/sys/fs/cgroup").join(controller).join("machine");
    let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let is_it = |path: &PathBuf| path.file_name().is_some_and(|it| it.to_string_lossy().contains(name));
    entries.into_iter().find(is_it)
}

/// Whether this host has trees of the first version that this process may write.
fn has_groups() -> bool {
    let probe = Path::new("/sys/fs/cgroup/cpu").join(format!("vir-{}", std::process::id()));
    let writable = Path::new("/sys/fs/cgroup/memory").is_dir() && std::fs::create_dir(&probe).is_ok();
    if !writable {
        skipped("control groups of the first version that may be written");
        return false;
    }
    std::fs::remove_dir(probe).unwrap();
    true
}

fn read(path: PathBuf) -> String {
    std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .trim()
        .to_owned()
}

#[tokio::test]
async fn limits_hold_from_the_start_and_leave_nothing() {
    let Some(mut daemon) = daemon() else { return };
    if !has_groups() {
        return;
    }
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let name = format!("limit{}", std::process::id());
    let tune = "<memtune><hard_limit unit='MiB'>600</hard_limit></memtune>
        <vcpu>2</vcpu>
        <cputune><shares>512</shares><period>100000</period><quota>50000</quota>
        <global_period>200000</global_period><global_quota>150000</global_quota>
        <vcpupin vcpu='1' cpuset='0'/><emulatorpin cpuset='0'/></cputune>";
    let xml = bare_domain(&name, "").replace("<os>", &format!("{tune}<os>"));
    let domain = define(&connect, &xml).await;
    domain.create().await.unwrap_or_else(|error| panic!("{error}\n{}", daemon.log()));
    let pid = emulators(&daemon.root())[0];
    let cpu = group("cpu", &name).expect("a group of the guest");
    assert_eq!(read(cpu.join("cpu.shares")), "512");
    assert_eq!(read(cpu.join("cpu.cfs_quota_us")), "150000");
    assert_eq!(read(cpu.join("vcpu0/cpu.cfs_quota_us")), "50000");
    assert_eq!(read(cpu.join("vcpu1/tasks")).lines().count(), 1);
    let memory = group("memory", &name).expect("a group for its memory");
    assert_eq!(read(memory.join("memory.limit_in_bytes")), (600_u64 << 20).to_string());
    assert!(read(memory.join("cgroup.procs")).lines().any(|line| line == pid.to_string()));
    let allowed = |thread: &str| {
        let status = read(PathBuf::from(format!("/proc/{pid}/task/{thread}/status")));
        let line = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
        line.unwrap().trim().to_owned()
    };
    assert_eq!(allowed(&pid.to_string()), "0");
    assert_eq!(allowed(&read(cpu.join("vcpu1/tasks"))), "0");
    assert_eq!(allowed(&read(cpu.join("vcpu0/tasks"))), read("/sys/devices/system/cpu/online".into()));

    // A guest that ends while nobody watches leaves nothing either.
    daemon.kill();
    let raw = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    rustix::process::kill_process(raw, rustix::process::Signal::KILL).unwrap();
    drop((domain, connect));
    daemon.restart();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = connect.domain_lookup_by_name(&name).await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    assert_eq!((group("cpu", &name), group("memory", &name)), (None, None));

    domain.create().await.unwrap();
    domain.destroy().await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    assert_eq!((group("cpu", &name), group("memory", &name)), (None, None));

    // What the host refuses is no start, and leaves nothing.
    let xml = bare_domain("nowhere", "").replace("<os>", "<vcpu cpuset='900'>1</vcpu><os>");
    let domain = define(&connect, &xml).await;
    let error = domain.create().await.unwrap_err();
    assert!(error.message().contains("cannot set CPU affinity on process"), "{error}");
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}

#[tokio::test]
async fn a_crash_is_dumped_and_the_guest_ends() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    for (action, state) in
        [("coredump-destroy", DomainState::SHUTOFF), ("coredump-restart", DomainState::RUNNING)]
    {
        let xml = bare_domain(action, "<panic model='isa'/>")
            .replace("<devices>", &format!("<on_crash>{action}</on_crash><devices>"));
        let domain = define(&connect, &xml).await;
        domain.create().await.unwrap();
        // What the guest's system would do: it writes to the panic device's port.
        let command =
            "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"o /b 0x505 1\"}}";
        domain
            .qemu_monitor_command(command, vir_types::DomainQemuMonitorCommandFlags::empty())
            .await
            .unwrap_or_else(|error| panic!("{error}\n{}", daemon.log()));
        let dump = || {
            let folder = std::fs::read_dir(daemon.root().join("lib/qemu/dump")).unwrap();
            let paths: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
            paths.into_iter().find(|path| path.to_string_lossy().contains(action))
        };
        let end = std::time::Instant::now() + SOON;
        while dump().is_none() && std::time::Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        state_is(&domain, state, SOON).await;
        let dump = dump().unwrap_or_else(|| panic!("no dump\n{}", daemon.log()));
        assert!(std::fs::read(dump).unwrap().starts_with(b"\x7fELF"));
        let _ = domain.destroy().await;
    }
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}

#[tokio::test]
async fn what_becomes_of_a_guest_can_be_changed() {
    use vir_types::{Affect, DomainLifecycle as Kind, DomainLifecycleAction as Action, DomainXmlFlags};
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = define(&connect, &bare_domain("action", "")).await;
    domain.create().await.unwrap();
    domain.set_lifecycle_action(Kind::REBOOT, Action::DESTROY, Affect::LIVE).await.unwrap();
    domain.set_lifecycle_action(Kind::CRASH, Action::COREDUMP_DESTROY, Affect::CONFIG).await.unwrap();
    let live = domain.get_xml_desc(DomainXmlFlags::empty()).await.unwrap();
    assert!(live.contains("<on_reboot>destroy</on_reboot>"), "{live}");
    assert!(!live.contains("coredump"), "{live}");
    let config = domain.get_xml_desc(DomainXmlFlags::INACTIVE).await.unwrap();
    assert!(config.contains("<on_crash>coredump-destroy</on_crash>"), "{config}");
    assert!(config.contains("<on_reboot>restart</on_reboot>"), "{config}");
    for (kind, action) in [
        (Kind::POWEROFF, Action::COREDUMP_RESTART),
        (Kind::REBOOT, Action::PRESERVE),
        (Kind::CRASH, Action::RESTART_RENAME),
    ] {
        let error = domain.set_lifecycle_action(kind, action, Affect::CONFIG).await.unwrap_err();
        assert_eq!(error.code(), vir_types::Code::CONFIG_UNSUPPORTED, "{error}");
    }
    assert_eq!(domain.get_xml_desc(DomainXmlFlags::INACTIVE).await.unwrap(), config);

    // The guest's system reboots itself: now that is its end.
    let command =
        "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"o /b 0x64 0xfe\"}}";
    domain.qemu_monitor_command(command, vir_types::DomainQemuMonitorCommandFlags::empty()).await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    assert!(leftovers(&daemon).is_empty(), "{:?}", leftovers(&daemon));
}
