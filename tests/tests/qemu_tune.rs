//! Which part of the host a guest gets: asked and changed as under libvirtd.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use vir_tests::guest::bare_domain;
use vir_tests::{Folder, Libvirtd, Peer, Virshd, beside, require};

const UUID: &str = "<uuid>5e1f0000-0000-4000-8000-0000000000f2</uuid>";

/// Plays commands on both; lines with one of `unlike` are what is measured, or names of this run.
fn play(text: &str, commands: &[&str], unlike: &[&str]) {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let ours = Virshd::start();
    let folder = Folder::new();
    let text = text.replace("</name>", &format!("</name>{UUID}"));
    let file = folder.path().join("tuned.xml");
    std::fs::write(&file, text).unwrap();
    let image = folder.path().join("image");
    std::fs::write(&image, vec![0; 1 << 20]).unwrap();
    let text = std::fs::read_to_string(&file).unwrap().replace("IMAGE", image.to_str().unwrap());
    std::fs::write(&file, text).unwrap();
    let define = format!("define {}", file.display());
    let all: Vec<&str> = std::iter::once(&*define).chain(commands.iter().copied()).collect();
    let play = |uri: &str| {
        let mut seen = beside::play(&virsh, uri, &all, "'tuned'");
        for said in &mut seen.0 {
            let kept = |line: &&str| !unlike.iter().any(|word| line.contains(word));
            said.answer.out = said.answer.out.lines().filter(kept).map(|line| format!("{line}\n")).collect();
            let text = std::mem::take(&mut said.answer.err);
            said.answer.err = text.lines().filter(kept).map(|line| format!("{line}\n")).collect();
        }
        seen
    };
    let (ours, theirs) = (play(&ours.qemu_uri()), play(&theirs.qemu_uri()));
    beside::same(&ours, &theirs);
}

#[test]
fn threads_are_placed_as_under_libvirtd() {
    let text = bare_domain("tuned", "<disk type='file'><driver name='qemu' type='raw' iothread='1'/><source file='IMAGE'/><target dev='vda'/></disk>")
        .replace("</memory>", "</memory><vcpu current='2'>3</vcpu><iothreads>2</iothreads>");
    let commands = [
        "vcpuinfo tuned",
        "vcpupin tuned",
        "vcpupin tuned --vcpu 0",
        "vcpupin tuned --vcpu 0 --cpulist 1",
        "vcpupin tuned --vcpu 2 --cpulist 0 --config",
        "vcpupin tuned --vcpu 3 --cpulist 0 --config",
        "vcpupin tuned --vcpu 0 --cpulist 0 --live",
        "vcpupin tuned",
        "emulatorpin tuned",
        "emulatorpin tuned 1 --config",
        "emulatorpin tuned",
        "emulatorpin tuned --live",
        "iothreadinfo tuned",
        "iothreadadd tuned 7",
        "iothreadadd tuned 2",
        "iothreadinfo tuned",
        "iothreadpin tuned 7 1",
        "iothreadpin tuned 9 1",
        "iothreadinfo tuned --config",
        "iothreaddel tuned 1",
        "iothreaddel tuned 9",
        "iothreadset tuned 7 --poll-max-ns 5000",
        "iothreadset tuned 9 --poll-max-ns 5000",
        "iothreadset tuned 7 --thread-pool-min 8 --thread-pool-max 4",
        "iothreadset tuned 7 --thread-pool-min 2 --thread-pool-max 16",
        "start tuned",
        "vcpuinfo tuned",
        "vcpupin tuned",
        "vcpupin tuned --live --vcpu 1 --cpulist 0",
        "vcpupin tuned --live --config --vcpu 0 --cpulist 0,1",
        "vcpupin tuned --vcpu 5 --cpulist 0",
        "vcpupin tuned --vcpu 0 --cpulist 600",
        "vcpupin tuned",
        "vcpupin tuned --config",
        "vcpuinfo tuned",
        "emulatorpin tuned",
        "emulatorpin tuned 0 --live",
        "emulatorpin tuned --live",
        "emulatorpin tuned --config",
        "iothreadinfo tuned",
        "iothreadadd tuned 9",
        "iothreadadd tuned 9",
        "iothreadinfo tuned",
        "iothreadpin tuned 9 0",
        "iothreadpin tuned 5 0",
        "iothreadinfo tuned --live",
        "iothreadset tuned 9 --poll-max-ns 7000 --poll-grow 2",
        "iothreadset tuned 9 --thread-pool-min 2 --thread-pool-max 16",
        "iothreadset tuned 9 --thread-pool-min 20",
        "iothreadset tuned 9 --thread-pool-max -1",
        "iothreadset tuned 9 --poll-max-ns 7000 --config",
        "iothreaddel tuned 9",
        "iothreaddel tuned 1",
        "iothreaddel tuned 9 --live",
        "iothreadinfo tuned",
        "destroy tuned",
        "iothreaddel tuned 2",
        "iothreadinfo tuned",
        "vcpupin tuned",
        "emulatorpin tuned",
    ];
    play(&text, &commands, &["CPU time", "CPU:   ", "cannot set CPU affinity on process"]);
}

#[test]
fn shares_are_as_under_libvirtd() {
    let text =
        bare_domain("tuned", "").replace("</memory>", "</memory><vcpu>2</vcpu><iothreads>1</iothreads>");
    let commands = [
        "schedinfo tuned",
        "schedinfo tuned --live",
        "schedinfo tuned --set cpu_shares=2048",
        "schedinfo tuned --set vcpu_quota=10",
        "schedinfo tuned --set vcpu_quota=50000 --set vcpu_period=100000",
        "schedinfo tuned --set emulator_period=5",
        "schedinfo tuned --set nothing=5",
        "memtune tuned",
        "memtune tuned --hard-limit 900000 --config",
        "memtune tuned --swap-hard-limit 800000 --config",
        "memtune tuned --swap-hard-limit 1000000 --soft-limit 500000 --config",
        "memtune tuned",
        "memtune tuned --hard-limit -1 --swap-hard-limit -1 --soft-limit -1",
        "memtune tuned",
        "blkiotune tuned",
        "blkiotune tuned --weight 300 --device-weights /dev/a,200,/dev/b,300 --device-read-iops-sec /dev/a,100",
        "blkiotune tuned",
        "blkiotune tuned --device-weights /dev/a,0 --device-read-iops-sec /dev/a,0",
        "blkiotune tuned --device-weights /dev/b,0",
        "blkiotune tuned --weight 0",
        "blkiotune tuned",
        "numatune tuned",
        "numatune tuned --mode preferred --nodeset 0",
        "numatune tuned --mode 7 --nodeset 0",
        "numatune tuned",
        "numatune tuned --mode restrictive",
        "numatune tuned",
        "perf tuned",
        "perf tuned --enable cpu_cycles,page_faults",
        "perf tuned --enable nonsense",
        "perf tuned",
        "perf tuned --disable cpu_cycles,page_faults",
        "dumpxml tuned --xpath //cputune",
    ];
    play(&text, &commands, &[]);
}

#[test]
fn disks_are_as_fast_as_under_libvirtd() {
    let disk =
        "<disk type='file'><driver name='qemu' type='raw'/><source file='IMAGE'/><target dev='vda'/></disk>
        <disk type='file'><driver name='qemu' type='raw'/><source file='/nowhere'/><target dev='vdb'/></disk>
        <disk type='file' device='cdrom'><target dev='hda' bus='ide'/></disk>";
    let commands = [
        "domstats tuned --block",
        "domstats tuned",
        "blkdeviotune tuned vda",
        "blkdeviotune tuned vdz",
        "blkdeviotune tuned vda --total-bytes-sec 1000000 --total-iops-sec 500 --config",
        "blkdeviotune tuned vda --total-bytes-sec 1000000 --read-bytes-sec 1000",
        "blkdeviotune tuned vda --total-bytes-sec 1000000000000001",
        "blkdeviotune tuned vda --total-bytes-sec-max 2000000 --total-bytes-sec-max-length 5",
        "blkdeviotune tuned vda",
        "blkdeviotune tuned vdb --group-name slow",
        "blkdeviotune tuned vdb --group-name slow --read-iops-sec 70",
        "blkdeviotune tuned vdb",
        "detach-disk tuned vdb --config",
        "start tuned",
        "blkdeviotune tuned vda",
        "blkdeviotune tuned hda",
        "blkdeviotune tuned vda --read-iops-sec 100 --live",
        "blkdeviotune tuned vda --read-bytes-sec-max 100",
        "blkdeviotune tuned vda --total-bytes-sec 3000000 --total-bytes-sec-max 1000 --live",
        "blkdeviotune tuned vda",
        "blkdeviotune tuned vda --config",
        "blkdeviotune tuned vda --total-bytes-sec 0 --total-bytes-sec-max 0 --total-bytes-sec-max-length 0 --total-iops-sec 0 --live --config",
        "blkdeviotune tuned vda",
        "blkdeviotune tuned vda --config",
        "destroy tuned",
    ];
    // What libvirtd says of the processor time of one that does not run is its own.
    play(&bare_domain("tuned", disk), &commands, &["path=", "block.0.allocation", "vir-", "cpu."]);
}

/// The daemon beside has no control groups of its own on every host: what a running guest gets is looked up in
/// the kernel.
#[tokio::test]
async fn a_running_guest_is_held_to_what_it_gets() {
    use vir_types::{Affect, TypedParams};
    let there =
        |controller: &str| std::path::Path::new("/sys/fs/cgroup").join(controller).join("tasks").exists();
    if !rustix::process::geteuid().is_root() || !there("cpu") || !there("memory") {
        vir_tests::tell("skipped: guests are limited by control groups of the first version, by root");
        return;
    }
    let daemon = Virshd::start();
    let connect = libvir::Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = vir_tests::guest::define(&connect, &bare_domain("limited", "")).await;
    domain.create().await.unwrap();
    let pid = vir_tests::emulators(&daemon.root())[0];
    let group = |controller: &str| {
        let all = std::fs::read_to_string(format!("/proc/{pid}/cgroup")).unwrap();
        let line = all.lines().find(|line| line.split(':').nth(1) == Some(controller)).unwrap().to_owned();
        format!("/sys/fs/cgroup/{controller}{}", line.splitn(3, ':').nth(2).unwrap())
    };
    let read = |controller: &str, file: &str| {
        std::fs::read_to_string(format!("{}/{file}", group(controller))).unwrap().trim().to_owned()
    };
    let usual = domain.get_scheduler_parameters_flags(Affect::LIVE).await.unwrap();
    assert_eq!(usual.get_ullong("cpu_shares").unwrap(), Some(1024), "{usual:?}");
    let params = TypedParams::new().with("cpu_shares", 2048_u64).with("global_quota", 50_000_i64);
    domain.set_scheduler_parameters_flags(&params, Affect::LIVE).await.unwrap();
    assert!(group("cpu").contains("qemu-1-limited"), "{}", group("cpu"));
    assert_eq!((read("cpu", "cpu.shares"), read("cpu", "cpu.cfs_quota_us")), ("2048".into(), "50000".into()));
    let now = domain.get_scheduler_parameters_flags(Affect::LIVE).await.unwrap();
    assert_eq!(now.get_llong("global_quota").unwrap(), Some(50_000));

    let limit = |kib: u64| TypedParams::new().with("hard_limit", kib);
    domain.set_memory_parameters(&limit(900_000), Affect::LIVE).await.unwrap();
    assert_eq!(read("memory", "memory.limit_in_bytes"), (900_000 * 1024).to_string());
    domain.set_memory_parameters(&limit(9_007_199_254_740_991), Affect::LIVE).await.unwrap();
    assert!(read("memory", "memory.limit_in_bytes").parse::<u64>().unwrap() > 1 << 60);
    // What the kernel refuses changes nothing.
    let config = domain.get_xml_desc(vir_types::DomainXmlFlags::INACTIVE).await.unwrap();
    assert!(!config.contains("shares"), "{config}");

    // Single threads get groups below, and everything goes with the guest.
    let quota = TypedParams::new().with("vcpu_quota", 20_000_i64);
    domain.set_scheduler_parameters_flags(&quota, Affect::LIVE).await.unwrap();
    let folder = group("cpu");
    let below = std::path::Path::new(&folder).join("vcpu0/cpu.cfs_quota_us");
    assert_eq!(std::fs::read_to_string(below).unwrap().trim(), "20000");
    domain.destroy().await.unwrap();
    assert!(!std::path::Path::new(&folder).exists(), "{folder} is left");
}
