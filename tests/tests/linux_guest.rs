//! A Linux guest: boots to a shell on its console, gains and loses processors and memory, is saved and goes on
//! where it was, and obeys the power button.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::{Duration, Instant};

use libvir::Connect;
use vir_tests::guest::{BOOT, define, linux_domain, read_until, state_is};
use vir_tests::{Linux, READY, Virshd};
use vir_types::{
    DomainConsoleFlags, DomainMemoryModFlags, DomainSaveRestoreFlags, DomainState, DomainVcpuFlags,
};

const SOON: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_linux_guest_lives_through_everything() {
    let Some(linux) = Linux::get() else { return };
    let mut daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let vcpus = "<vcpu current='1'>2</vcpu>";
    let domain = define(&connect, &linux_domain("linux", linux, vcpus, "")).await;
    domain.create().await.unwrap();

    // Two look at one console, and both see it.
    let mut console = domain.open_console(None, DomainConsoleFlags::empty()).await.unwrap();
    let mut other = domain.open_console(None, DomainConsoleFlags::empty()).await.unwrap();
    let alone = domain.open_console(None, DomainConsoleFlags::SAFE).await.unwrap_err();
    assert!(alone.message().contains("Active console session exists"), "{alone}");
    read_until(&mut console, READY, BOOT).await;
    read_until(&mut other, READY, SOON).await;
    console.send("echo $((6 * 7))-answer\n").await.unwrap();
    read_until(&mut console, "42-answer", SOON).await;
    read_until(&mut other, "42-answer", SOON).await;
    other.finish().await.unwrap();

    domain.set_vcpus_flags(2, DomainVcpuFlags::LIVE).await.unwrap();
    assert_eq!(domain.get_vcpus_flags(DomainVcpuFlags::LIVE).await.unwrap(), 2);
    console.send("cat /sys/devices/system/cpu/present; echo is-$((1 + 1))\n").await.unwrap();
    let seen = read_until(&mut console, "is-2", SOON).await;
    assert!(seen.contains("0-1"), "{seen}");

    domain.set_memory_flags(128 * 1024, DomainMemoryModFlags::LIVE).await.unwrap();
    let mut now = 0;
    for _ in 0..100 {
        let stats = domain.memory_stats(16, vir_types::NoFlags::empty()).await.unwrap();
        now = stats
            .iter()
            .find(|stat| stat.tag == vir_types::DomainMemoryStatTags::ACTUAL_BALLOON)
            .unwrap()
            .val;
        if now == 128 * 1024 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(now, 128 * 1024, "the guest does not give its memory back");
    // Emulators tell of it once a second.
    let told = Instant::now() + Duration::from_secs(10);
    while domain.get_info().await.unwrap().memory_kib != 128 * 1024 {
        assert!(Instant::now() < told, "what the balloon leaves is not known");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    // A daemon that was killed finds it, and what it was doing.
    console.send("x=before; echo set-$((1 + 1))\n").await.unwrap();
    read_until(&mut console, "set-2", SOON).await;
    daemon.kill();
    drop((console, domain, connect));
    daemon.restart();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = connect.domain_lookup_by_name("linux").await.unwrap();
    state_is(&domain, DomainState::RUNNING, SOON).await;

    // Saved and started, it goes on where it was.
    domain.managed_save(DomainSaveRestoreFlags::empty()).await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;
    domain.create().await.unwrap();
    let mut console = domain.open_console(None, DomainConsoleFlags::empty()).await.unwrap();
    console.send("\necho $x-and-after\n").await.unwrap();
    read_until(&mut console, "before-and-after", SOON).await;

    domain.shutdown().await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, SOON).await;

    // A processor is taken out of a guest that is not saved afterwards: an emulator without KVM forgets to forget
    // it, and now and then its migration waits for that one for ever (`memory_global_after_dirty_log_sync`).
    domain.create().await.unwrap();
    let mut console = domain.open_console(None, DomainConsoleFlags::empty()).await.unwrap();
    read_until(&mut console, READY, BOOT).await;
    domain.set_vcpus_flags(2, DomainVcpuFlags::LIVE).await.unwrap();
    domain.set_vcpus_flags(1, DomainVcpuFlags::LIVE).await.unwrap();
    assert_eq!(domain.get_vcpus_flags(DomainVcpuFlags::LIVE).await.unwrap(), 1);
    domain.destroy().await.unwrap();
    assert!(vir_tests::guest::leftovers(&daemon).is_empty(), "{:?}", vir_tests::guest::leftovers(&daemon));
}
