//! Scripts that nobody here wrote for us: plain `virsh` and libvirt-python, from definition to the end, and the
//! same once more with images and definitions that go from one daemon to the other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)]

use std::path::Path;
use std::process::Command;

use vir_tests::guest::{BOOT, bare_domain, leftovers, linux_domain};
use vir_tests::{Answer, Folder, Libvirtd, Linux, Peer, READY, Virshd, require, shell};

/// Runs one command of `virsh`, which must succeed.
#[track_caller]
fn run(virsh: &Path, uri: &str, args: &[&str]) -> String {
    Answer::of(&mut shell(virsh, uri, args)).success()
}

fn write(folder: &Folder, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_virsh_script_works_unmodified() {
    let (Some(virsh), Some(linux)) = (require(Peer::Virsh), Linux::get()) else { return };
    let daemon = Virshd::start();
    let folder = Folder::new();
    let guest = write(&folder, "guest.xml", &linux_domain("scripted", linux, "<vcpu>1</vcpu>", ""));
    // What people have in their files: no word of which daemon it is but the URI.
    let script = format!(
        "set -e\nexport LIBVIRT_DEFAULT_URI='{uri}'\n\
         virsh define {guest}\nvirsh start scripted\n\
         (sleep 1; while ! grep -q '{READY}' {dir}/console 2>/dev/null; do sleep 0.2; done; printf '\\035') | \
         timeout 60 script -qefc 'virsh console scripted' {dir}/console >/dev/null\n\
         virsh suspend scripted\nvirsh domstate scripted\nvirsh resume scripted\nvirsh domstate scripted\n\
         virsh save scripted {dir}/image\nvirsh domstate scripted --reason\n\
         virsh restore {dir}/image\nvirsh domstate scripted --reason\n\
         virsh managedsave scripted\nvirsh list --all --with-managed-save --name\nvirsh start scripted\n\
         virsh destroy scripted\nvirsh undefine scripted\nvirsh list --all --name\n",
        uri = daemon.qemu_uri(),
        dir = folder.path().display(),
    );
    let path = virsh.parent().unwrap().display().to_string();
    let mut command = Command::new("sh");
    command.arg("-c").arg(&script).env("PATH", format!("{path}:/usr/bin:/bin")).env("TERM", "dumb");
    let answer = Answer::of(&mut command);
    assert_eq!(answer.code, Some(0), "{}\n{}", answer.out, answer.err);
    let states = ["paused", "running", "shut off (saved)", "running (restored)"];
    let lines: Vec<&str> = answer.out.lines().filter(|line| states.contains(line)).collect();
    assert_eq!(lines, states, "{}", answer.out);
    assert!(answer.out.contains("Domain 'scripted' has been undefined"), "{}", answer.out);
    let console = std::fs::read_to_string(folder.path().join("console")).unwrap();
    assert!(console.contains(READY), "{console}");
    assert_eq!(leftovers(&daemon), Vec::<String>::new());
}

const PYTHON: &str = r#"
import libvirt, sys, time
uri, image, xml, ready, limit = sys.argv[1], sys.argv[2], open(sys.argv[3]).read(), sys.argv[4], float(sys.argv[5])
conn = libvirt.open(uri)
dom = conn.defineXML(xml)
assert dom.create() == 0 and dom.isActive() == 1 and dom.isPersistent() == 1
stream = conn.newStream()
dom.openConsole(None, stream, 0)
seen, end = b'', time.time() + limit
while ready.encode() not in seen:
    assert time.time() < end, seen
    seen += stream.recv(4096)
stream.send(b'echo $((6 * 7))-answer\n')
while b'42-answer' not in seen:
    assert time.time() < end, seen
    seen += stream.recv(4096)
stream.finish()
dom.suspend()
assert dom.state()[0] == libvirt.VIR_DOMAIN_PAUSED
dom.resume()
assert dom.info()[0] == libvirt.VIR_DOMAIN_RUNNING
dom.save(image)
assert dom.state() == [libvirt.VIR_DOMAIN_SHUTOFF, libvirt.VIR_DOMAIN_SHUTOFF_SAVED]
conn.restore(image)
assert dom.state() == [libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_RUNNING_RESTORED]
stats = conn.getAllDomainStats()
assert stats[0][1]['state.state'] == libvirt.VIR_DOMAIN_RUNNING and stats[0][1]['cpu.time'] > 0
dom.destroy()
dom.undefine()
assert conn.listAllDomains() == []
try:
    conn.lookupByName('scripted')
except libvirt.libvirtError as error:
    assert error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN
else:
    raise AssertionError('it is still there')
print('done')
"#;

#[test]
fn a_libvirt_python_script_works_unmodified() {
    let (Some(python), Some(linux)) = (require(Peer::PythonLibvirt), Linux::get()) else { return };
    let daemon = Virshd::start();
    let folder = Folder::new();
    let guest = write(&folder, "guest.xml", &linux_domain("scripted", linux, "<vcpu>1</vcpu>", ""));
    let image = folder.path().join("image");
    let mut command = Command::new(python);
    command
        .args(["-c", PYTHON, &daemon.qemu_uri()])
        .arg(image)
        .args([&guest, READY])
        .arg(BOOT.as_secs().to_string());
    // The binding itself prints the error that the script asks for.
    let answer = Answer::of(&mut command);
    assert_eq!((answer.code, answer.out.trim()), (Some(0), "done"), "{}", answer.err);
    assert_eq!(leftovers(&daemon), Vec::<String>::new());
}

#[test]
fn images_and_definitions_go_both_ways() {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let ours = Virshd::start();
    let folder = Folder::new();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let guest = write(&folder, "guest.xml", &bare_domain("wanderer", ""));
    let (here, there) = (ours.qemu_uri(), theirs.qemu_uri());
    for (from, to, image) in [(&here, &there, at("from-ours")), (&there, &here, at("from-theirs"))] {
        drop(run(&virsh, from, &["create", &guest]));
        drop(run(&virsh, from, &["save", "wanderer", &image]));
        let xml = run(&virsh, to, &["save-image-dumpxml", &image]);
        assert!(xml.contains("<name>wanderer</name>"), "{xml}");
        drop(run(&virsh, to, &["restore", &image]));
        assert_eq!(run(&virsh, to, &["domstate", "wanderer", "--reason"]).trim(), "running (restored)");
        drop(run(&virsh, to, &["destroy", "wanderer"]));
    }

    // A folder of libvirt's own files is used as it is: definitions, and which of them start with the host.
    for name in ["first", "second"] {
        let more = "<serial type='pty'/><memballoon model='virtio'/><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>";
        let file = write(&folder, "next.xml", &bare_domain(name, more));
        drop(run(&virsh, &there, &["define", &file]));
    }
    drop(run(&virsh, &there, &["autostart", "second"]));
    let expected = run(&virsh, &there, &["dumpxml", "--inactive", "first"]);
    let home = Folder::new();
    let etc = home.path().join("root/etc/qemu");
    std::fs::create_dir_all(&etc).unwrap();
    std::fs::write(home.path().join("root/etc/qemu.conf"), "user = \"root\"\ngroup = \"root\"\n").unwrap();
    let copied = Command::new("cp").arg("-a").arg(theirs.definitions().join(".")).arg(&etc).status().unwrap();
    assert!(copied.success());
    let heir = Virshd::start_in(home, "", &[]);
    let uri = heir.qemu_uri();
    assert_eq!(
        run(&virsh, &uri, &["list", "--all", "--name"]).split_whitespace().collect::<Vec<_>>(),
        ["first", "second"]
    );
    assert_eq!(run(&virsh, &uri, &["dumpxml", "--inactive", "first"]), expected);
    assert_eq!(run(&virsh, &uri, &["list", "--all", "--autostart", "--name"]).trim(), "second");
    vir_tests::eventually("what starts with the host starts", || {
        (run(&virsh, &uri, &["domstate", "second"]).trim() == "running").then_some(())
    });
    drop(run(&virsh, &uri, &["start", "first"]));
    for name in ["first", "second"] {
        drop(run(&virsh, &uri, &["destroy", name]));
    }
    assert_eq!(leftovers(&heir), Vec::<String>::new());
}
