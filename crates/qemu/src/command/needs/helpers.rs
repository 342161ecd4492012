//! Programs that run beside the emulator, with their arguments.

use vir_conf::common::Switch;
use vir_conf::domain::device::filesystem::{FilesystemDef, FsCacheMode, FsDriverType, FsSource};
use vir_conf::domain::device::graphics::GraphicsDef;
use vir_conf::domain::device::interface::{
    DomainInterfaceDef, InterfaceSource, PortForward, PortProtocol, PortRange,
};
use vir_conf::domain::device::tpm::{TpmBackend, TpmEmulator, TpmSourceType, TpmVersion};
use vir_conf::domain::device::video::VideoBackend;
use vir_types::Result;

use super::Needs;
use crate::command::context::{Context, alias};
use crate::command::{has_managed_reservations, network};

/// What a helper does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HelperKind {
    /// `swtpm`: emulates a TPM. Its first run for a guest is made ready by `swtpm_setup`.
    Tpm,
    /// `swtpm_setup`: makes the state of an emulated TPM, where there is none yet.
    TpmSetup,
    /// `virtiofsd`: serves a folder. It gets its listening socket as a descriptor.
    Filesystem,
    /// `passt`: connects an interface with the network as a user.
    Passt,
    /// Draws for a graphics card; it gets one end of a pair of sockets.
    Gpu,
    /// `qemu-pr-helper`: reserves disks.
    Reservations,
    /// `dbus-daemon`: the bus that a screen is on.
    Bus,
}

/// A program that runs beside the emulator.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Helper {
    /// What it does.
    pub kind: HelperKind,
    /// The device that it serves.
    pub alias: String,
    /// Its program, if the definition names one.
    pub program: Option<String>,
    /// Its arguments. `{fd}` stands for the number of the descriptor that it gets.
    pub args: Vec<String>,
    /// The socket that the emulator meets it at.
    pub socket: Option<String>,
    /// The secret that its state is encrypted with; it is read from a descriptor.
    pub secret: Option<vir_types::Uuid>,
    /// Where it keeps its state.
    pub state: Option<String>,
    /// What the definition wants and the program cannot do: the guest does not start.
    pub cannot: Option<&'static str>,
}

impl Helper {
    fn new(kind: HelperKind, alias: &str, args: Vec<String>) -> Self {
        Self {
            kind,
            alias: alias.to_owned(),
            program: None,
            args,
            socket: None,
            secret: None,
            state: None,
            cannot: None,
        }
    }
}

/// All of them.
pub(super) fn helpers(cx: &Context<'_>, needs: &mut Needs) -> Result<()> {
    for tpm in &cx.def.devices.tpms {
        if let TpmBackend::Emulator(emulator) = &tpm.backend {
            needs.helpers.extend(swtpm(cx, alias(&tpm.info)?, emulator));
        }
    }
    for fs in &cx.def.devices.filesystems {
        let virtiofs = fs.driver.as_ref().and_then(|it| it.kind) == Some(FsDriverType::Virtiofs);
        let served = matches!(&fs.source, FsSource::Mount(Some(source)) if source.socket.is_some());
        if virtiofs && !served {
            needs.helpers.push(virtiofsd(cx, fs)?);
        }
    }
    for interface in cx.def.devices.interfaces.iter().filter(|it| network::is_passt(it)) {
        needs.helpers.push(passt(cx, interface)?);
    }
    for video in &cx.def.devices.videos {
        if video.driver.as_ref().and_then(|driver| driver.name) == Some(VideoBackend::VhostUser) {
            let acceleration = video.model.acceleration.clone().unwrap_or_default();
            let mut args = vec!["--fd={fd}".to_owned()];
            if acceleration.accel3d == Some(true) {
                args.push("--virgl".to_owned());
            }
            args.extend(acceleration.rendernode.map(|node| format!("--render-node={node}")));
            needs.helpers.push(Helper::new(HelperKind::Gpu, alias(&video.info)?, args));
        }
    }
    if has_managed_reservations(cx.def) {
        let socket = cx.own_file("pr-helper0.sock");
        let args = vec!["-k".to_owned(), socket.clone()];
        let mut helper = Helper::new(HelperKind::Reservations, "pr-helper0", args);
        helper.socket = Some(socket);
        needs.helpers.push(helper);
    }
    let bus = cx.def.devices.graphics.iter().any(|it| match it {
        GraphicsDef::Dbus(dbus) => !dbus.p2p && dbus.address.is_none(),
        _ => false,
    });
    if bus && cx.launch.handed.dbus_address.is_none() {
        let mut helper = Helper::new(HelperKind::Bus, "dbus", Vec::new());
        helper.socket = cx.launch.dbus_address().strip_prefix("unix:path=").map(str::to_owned);
        needs.helpers.push(helper);
    }
    Ok(())
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

/// The emulated TPM and what makes its state.
fn swtpm(cx: &Context<'_>, owner: &str, emulator: &TpmEmulator) -> [Helper; 2] {
    let v2 = emulator.version != Some(TpmVersion::V1);
    let source = emulator.source.as_ref();
    let is_file = source.is_some_and(|source| source.kind == TpmSourceType::File);
    let state = source.map_or_else(
        || {
            let version = if v2 { "tpm2" } else { "tpm1.2" };
            format!("{}/{}/{version}", cx.launch.config.tpm_dir.display(), cx.def.uuid())
        },
        |source| source.path.clone(),
    );
    let log = format!("{}/{}-swtpm.log", cx.launch.config.tpm_log_dir.display(), cx.def.name);
    let uri = if is_file { format!("backend-uri=file://{state}") } else { format!("dir://{state}") };
    let mut setup = Vec::new();
    if v2 {
        setup.push("--tpm2".to_owned());
    }
    setup.extend(["--tpm-state".to_owned(), uri]);
    setup.extend(["--vmid".to_owned(), format!("{}:{}", cx.def.name, cx.def.uuid())]);
    setup.extend(["--logfile".to_owned(), log.clone()]);
    setup.extend(words(&[
        "--createek",
        "--create-ek-cert",
        "--create-platform-cert",
        "--lock-nvram",
        "--not-overwrite",
    ]));
    if let Some(profile) = emulator.profile.as_ref().and_then(|profile| profile.source.as_ref()) {
        setup.extend(["--profile-name".to_owned(), profile.clone()]);
    }
    let socket = cx.launch.tpm_socket();
    let mut args = words(&["socket", "--ctrl"]);
    args.push(format!("type=unixio,path={socket},mode=0600"));
    args.push("--tpmstate".to_owned());
    args.push(if is_file {
        format!("backend-uri=file://{state},lock")
    } else {
        format!("dir={state},mode=0600,lock")
    });
    args.push("--log".to_owned());
    args.push(match emulator.debug {
        0 => format!("file={log}"),
        level => format!("file={log},level={level}"),
    });
    args.push("--terminate".to_owned());
    if v2 {
        args.push("--tpm2".to_owned());
    }
    if emulator.secret.is_some() {
        args.extend(words(&["--key", "pwdfd={fd},mode=aes-256-cbc"]));
        args.extend(words(&["--migration-key", "pwdfd={fd},mode=aes-256-cbc"]));
        setup.extend(words(&["--cipher", "aes-256-cbc", "--pwdfile-fd", "{fd}"]));
    }
    let mut setup = Helper::new(HelperKind::TpmSetup, owner, setup);
    let mut run = Helper::new(HelperKind::Tpm, owner, args);
    for helper in [&mut setup, &mut run] {
        helper.secret = emulator.secret;
        helper.state = Some(state.clone());
    }
    run.socket = Some(socket);
    [setup, run]
}

/// The server of a folder.
fn virtiofsd(cx: &Context<'_>, fs: &FilesystemDef) -> Result<Helper> {
    let dir = match &fs.source {
        FsSource::Mount(Some(source)) => source.dir.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let binary = fs.binary.clone().unwrap_or_default();
    let mut args = vec!["--fd={fd}".to_owned(), "--shared-dir".to_owned(), dir];
    match binary.cache {
        Some(FsCacheMode::None) => args.extend(words(&["--cache", "never"])),
        Some(cache) => args.extend(["--cache".to_owned(), cache.to_string()]),
        None => {}
    }
    if let Some(mode) = binary.sandbox {
        args.extend(["--sandbox".to_owned(), mode.to_string()]);
    }
    if binary.xattr == Some(Switch::On) {
        args.push("--xattr".to_owned());
    }
    args.extend(binary.thread_pool_size.map(|size| format!("--thread-pool-size={size}")));
    if binary.open_files > 0 {
        args.push(format!("--rlimit-nofile={}", binary.open_files));
    }
    if let Some(map) = &fs.idmap {
        let range = |name: &str, it: &vir_conf::domain::idmap::IdRange| {
            format!("--{name}-map=:{}:{}:{}:", it.start, it.target, it.count)
        };
        args.extend(map.uids.iter().map(|it| range("uid", it)));
        args.extend(map.gids.iter().map(|it| range("gid", it)));
    }
    if fs.readonly {
        args.push("--readonly".to_owned());
    }
    let mut helper = Helper::new(HelperKind::Filesystem, alias(&fs.info)?, args);
    if binary.lock_posix.is_some() || binary.lock_flock.is_some() {
        helper.cannot = Some("locking options are not supported by this virtiofsd");
    }
    helper.program = binary.path;
    helper.socket = Some(cx.launch.virtiofs_socket(fs)?);
    Ok(helper)
}

/// What connects an interface with the network as a user.
fn passt(cx: &Context<'_>, interface: &DomainInterfaceDef) -> Result<Helper> {
    let owner = alias(&interface.info)?;
    let socket = cx.launch.passt_socket(owner);
    let mut args = Vec::new();
    let dev = match &interface.source {
        InterfaceSource::VhostUser(source) => {
            args.push("--vhost-user".to_owned());
            source.as_ref().and_then(|source| source.dev.clone())
        }
        InterfaceSource::User(source) => source.as_ref().and_then(|source| source.dev.clone()),
        _ => None,
    };
    args.extend(["--one-off".to_owned(), "--socket".to_owned(), socket.clone()]);
    if interface.mtu > 0 {
        args.extend(["--mtu".to_owned(), interface.mtu.to_string()]);
    }
    let log = interface.backend.as_ref().and_then(|backend| backend.log_file.clone());
    for (option, value) in [("--interface", dev), ("--log-file", log)] {
        if let Some(value) = value {
            args.extend([option.to_owned(), value]);
        }
    }
    for ip in &interface.ips {
        let Some(address) = ip.address else { continue };
        args.extend(["--address".to_owned(), address.to_string()]);
        if ip.prefix > 0 && address.is_ipv4() {
            args.extend(["--netmask".to_owned(), ip.prefix.to_string()]);
        }
    }
    for forward in &interface.port_forwards {
        let udp = forward.proto == PortProtocol::Udp;
        args.push(if udp { "--udp-ports" } else { "--tcp-ports" }.to_owned());
        args.push(ports(forward));
    }
    let mut helper = Helper::new(HelperKind::Passt, owner, args);
    helper.socket = Some(socket);
    Ok(helper)
}

/// Ports as `passt` reads them.
fn ports(forward: &PortForward) -> String {
    let mut value = forward.address.map(|address| address.to_string()).unwrap_or_default();
    if let Some(dev) = &forward.dev {
        value.push_str(&format!("%{dev}"));
    }
    if !value.is_empty() {
        value.push('/');
    }
    if forward.ranges.is_empty() {
        value.push_str("all");
    }
    let ranges: Vec<String> = forward.ranges.iter().map(range).collect();
    value.push_str(&ranges.join(","));
    value
}

fn range(range: &PortRange) -> String {
    let number = |part: Option<std::num::NonZeroU32>| part.map(std::num::NonZeroU32::get);
    let start = number(range.start).unwrap_or_default();
    let mut text = format!("{}{start}", if range.exclude == Some(true) { "~" } else { "" });
    let end = number(range.end);
    text.extend(end.map(|end| format!("-{end}")));
    if let Some(to) = number(range.to) {
        text.push_str(&format!(":{to}"));
        text.extend(end.map(|end| format!("-{}", end.saturating_add(to).saturating_sub(start))));
    }
    text
}

/// Whether a screen is drawn by a GPU that the definition does not name.
pub(super) fn draws(cx: &Context<'_>) -> bool {
    cx.def.devices.graphics.iter().any(|it| match it {
        GraphicsDef::Spice(spice) => spice.options.gl == Some(true) && spice.options.rendernode.is_none(),
        GraphicsDef::EglHeadless(egl) => egl.rendernode.is_none(),
        GraphicsDef::Dbus(dbus) => dbus.gl == Some(true) && dbus.rendernode.is_none(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::ports;
    use vir_conf::domain::device::interface::{PortForward, PortRange};

    #[test]
    fn ports_for_passt() {
        let mut forward = PortForward::default();
        assert_eq!(ports(&forward), "all");
        forward.address = "10.0.0.1".parse().ok();
        forward.dev = Some("eth0".into());
        let numbers = [(80, 0, 8080, false), (22, 29, 2022, false), (25, 0, 0, true)];
        for (start, end, to, exclude) in numbers {
            let number = std::num::NonZeroU32::new;
            let mut range = PortRange::default();
            (range.start, range.end, range.to) = (number(start), number(end), number(to));
            range.exclude = exclude.then_some(true);
            forward.ranges.push(range);
        }
        assert_eq!(ports(&forward), "10.0.0.1%eth0/80:8080,22-29:2022-2029,~25");
    }
}
