//! Who may do what, decided by a real polkit with rules written for libvirt; a real libvirtd beside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::disallowed_methods)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use vir_tests::{
    Answer, Folder, Peer, Running, Virshd, eventually, guest::bare_domain, require, shell, tell,
};

/// What `nobody` may: look at what there is, and at the guest `web`, which may be started too.
const RULES: &str = r#"
polkit.addRule(function(action, subject) {
    if (action.id.indexOf("org.libvirt.api.") != 0 || subject.user != "nobody")
        return polkit.Result.NOT_HANDLED;
    var what = action.id.substring("org.libvirt.api.".length);
    if (["connect.getattr", "connect.search-domains", "connect.read"].indexOf(what) >= 0)
        return action.lookup("connect_driver") == "QEMU" ? polkit.Result.YES : polkit.Result.NO;
    if (action.lookup("domain_name") == "web" && action.lookup("domain_uuid") == "6695eb01-f6a4-8304-79aa-97f2502e1930" &&
        ["domain.getattr", "domain.read", "domain.start"].indexOf(what) >= 0)
        return polkit.Result.YES;
    return polkit.Result.NO;
});
"#;

const BUS: &str = r#"<busconfig><type>system</type><listen>unix:path=@</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/>
<allow send_type="method_call"/><allow send_type="signal"/>
<allow send_requested_reply="true" send_type="method_return"/><allow send_requested_reply="true" send_type="error"/>
<allow receive_type="method_call"/><allow receive_type="signal"/><allow receive_type="method_return"/>
<allow receive_type="error"/></policy></busconfig>"#;

/// A bus with a polkit of its own.
struct Authority {
    folder: Folder,
    children: Vec<Child>,
}

impl Authority {
    fn start(dbus: &Path, polkit: &Path) -> Self {
        let folder = Folder::new();
        let path = folder.path();
        let rules = path.join("rules");
        std::fs::create_dir(&rules).unwrap();
        std::fs::write(rules.join("10-test.rules"), RULES).unwrap();
        std::fs::write(path.join("bus.conf"), BUS.replace('@', &path.join("bus").display().to_string()))
            .unwrap();
        let mut authority = Self { folder, children: Vec::new() };
        let config = format!("--config-file={}", authority.folder.path().join("bus.conf").display());
        authority.spawn(Command::new(dbus).arg(config).arg("--nofork"));
        let bus = authority.folder.path().join("bus");
        eventually("the bus listens", || bus.exists().then_some(()));
        // The rules stand where polkit looks, in a view of the file system that it alone has.
        let script =
            format!("mount --bind {} /etc/polkit-1/rules.d && exec {}", rules.display(), polkit.display());
        authority.spawn(
            Command::new("unshare")
                .args(["-m", "sh", "-c", &script])
                .env("DBUS_SYSTEM_BUS_ADDRESS", authority.address()),
        );
        eventually("polkit answers", || {
            let asked = Command::new("dbus-send")
                .args(["--system", "--print-reply", "--dest=org.freedesktop.PolicyKit1"])
                .args(["/org/freedesktop/PolicyKit1/Authority", "org.freedesktop.DBus.Peer.Ping"])
                .env("DBUS_SYSTEM_BUS_ADDRESS", authority.address())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            asked.is_ok_and(|status| status.success()).then_some(())
        });
        authority
    }

    fn address(&self) -> String {
        format!("unix:path={}", self.folder.path().join("bus").display())
    }

    fn spawn(&mut self, command: &mut Command) {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.children.push(child.expect("it starts"));
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The same program, run by `nobody`.
fn by_nobody(program: &Path, uri: &str, args: &[&str]) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", "HOME=/nonexistent"]);
    command.arg(program).args(["-q", "-c", uri]).args(args).env("LC_ALL", "C.UTF-8");
    command
}

/// What `nobody` tries, and what comes of it: the output, or the error.
const TRIED: &[(&[&str], Result<&str, &str>)] = &[
    (&["list", "--all", "--name"], Ok("web")),
    (&["domstate", "web"], Ok("shut off")),
    (&["dominfo", "secret"], Err("error: failed to get domain 'secret'")),
    (
        &["domstate", "6695eb01-f6a4-8304-79aa-97f2502e1931"],
        Err("error: failed to get domain '6695eb01-f6a4-8304-79aa-97f2502e1931'"),
    ),
    (
        &["autostart", "web"],
        Err("error: Failed to mark domain 'web' as autostarted\nerror: access denied: 'QEMU' denied access"),
    ),
    (&["dumpxml", "web", "--security-info"], Err("error: access denied: 'QEMU' denied access")),
    (&["setmem", "web", "1M", "--config"], Err("error: access denied: 'QEMU' denied access")),
    (&["pool-list"], Err("error: Failed to list pools\nerror: access denied: 'storage' denied access")),
    (
        &["undefine", "web"],
        Err("error: Failed to undefine domain 'web'\nerror: access denied: 'QEMU' denied access"),
    ),
    (&["start", "web", "--paused"], Ok("")),
    (&["domstate", "web"], Ok("paused")),
    (&["domstats", "--state"], Ok("Domain: 'web'\n  state.state=3\n  state.reason=1")),
    (
        &["resume", "web"],
        Err("error: Failed to resume domain 'web'\nerror: access denied: 'QEMU' denied access"),
    ),
    (
        &["destroy", "web"],
        Err("error: Failed to destroy domain 'web'\nerror: access denied: 'QEMU' denied access"),
    ),
];

#[test]
fn rules_written_for_libvirt_serve() {
    let (Some(virsh), Some(polkit), Some(dbus)) =
        (require(Peer::Virsh), require(Peer::Polkit), require(Peer::Dbus))
    else {
        return;
    };
    if !Path::new("/usr/share/polkit-1/actions/org.libvirt.api.policy").exists() {
        tell("skipped: libvirt's actions are not installed (apt-get install libvirt-daemon-common)");
        assert!(std::env::var_os("VIR_REQUIRE_PEERS").is_none());
        return;
    }
    let authority = Authority::start(&dbus, &polkit);
    let bus = format!("DBUS_SYSTEM_BUS_ADDRESS={}", authority.address());
    let folder = Folder::new();
    let open = |path: &Path| std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    open(folder.path());
    let config = "access_drivers = [ \"polkit\" ]\nunix_sock_rw_perms = \"0777\"\n";
    let daemon = Virshd::start_by(&["env", &bus], folder, config, &[]);
    let uri = daemon.qemu_uri();

    // Root may do everything, as polkit has it.
    for (name, last) in [("web", '0'), ("secret", '1')] {
        let uuid = format!("<uuid>6695eb01-f6a4-8304-79aa-97f2502e193{last}</uuid>");
        let xml = bare_domain(name, "").replace("</name>", &format!("</name>{uuid}"));
        let path = daemon.folder().join(format!("{name}.xml"));
        std::fs::write(&path, xml).unwrap();
        let _ = Answer::of(&mut shell(&virsh, &uri, &["define", path.to_str().unwrap()])).success();
    }

    let events =
        Running::start(&mut by_nobody(&virsh, &uri, &["event", "--all", "--loop", "--timeout", "60"]));
    // Its registration is there when another client's call after it is answered; virsh says nothing of its own.
    std::thread::sleep(std::time::Duration::from_millis(500));

    for (args, expected) in TRIED {
        let answer = Answer::of(&mut by_nobody(&virsh, &uri, args));
        let told = match answer.code {
            Some(0) => Ok(answer.out.trim()),
            _ => Err(answer.err.trim()),
        };
        match expected {
            Err(text) => assert_eq!(
                told.map_err(|err| if err.starts_with(text) { *text } else { err }),
                Err(*text),
                "{args:?}"
            ),
            Ok(text) => assert_eq!(told, Ok(*text), "{args:?}"),
        }
    }
    // What others do with guests that it may not see it is not told.
    let _ = Answer::of(&mut shell(&virsh, &uri, &["start", "secret"])).success();
    let _ = Answer::of(&mut shell(&virsh, &uri, &["destroy", "secret"])).success();
    let _ = Answer::of(&mut shell(&virsh, &uri, &["destroy", "web"])).success();
    let lines = events.wait_for("the end of web", |lines| lines.iter().any(|line| line.contains("Stopped")));
    assert!(lines.iter().any(|line| line.contains("'web': Started")), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("secret")), "{lines:?}");
    drop(events);

    // A polkit that is gone allows nobody anything.
    drop(authority);
    let answer = Answer::of(&mut by_nobody(&virsh, &uri, &["domstate", "web"]));
    assert_ne!(answer.code, Some(0), "{answer:?}");
    let answer = Answer::of(&mut shell(&virsh, &uri, &["list", "--all"]));
    assert_ne!(answer.code, Some(0), "{answer:?}");
}
