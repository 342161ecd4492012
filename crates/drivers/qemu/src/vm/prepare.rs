//! What is made and opened for a guest before its emulator starts.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{OwnedFd, RawFd};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use vir_conf::DomainDef;
use vir_conf::domain::device::chardev::{ChannelTarget, ChardevBackend, ChardevMode};
use vir_conf::domain::device::graphics::{GraphicsDef, ListenDef, ListenType};
use vir_conf::domain::device::interface::DomainInterfaceDef;
use vir_qemu::caps::QemuCaps;
use vir_qemu::command::{self, FileNeed, Handed, HandedInterface, Helper, Launch, Needs};
use vir_types::{Code, Context as _, Result};
use vir_util::files;

use super::folders::{Folders, give};
use crate::net::OwnLink;
use crate::ports::{Port, Ports};
use crate::shared::{Shared, error};

/// The first descriptor of a child that is not one of the three that every program has.
const FIRST_FD: u32 = 3;

/// Where ports of screens begin, and where they end.
const SCREENS: std::ops::RangeInclusive<u16> = 5900..=65535;

/// Where websockets of screens are.
const WEBSOCKETS: std::ops::RangeInclusive<u16> = 5700..=65535;

/// What a guest gets.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    /// The same, as the command line names it.
    pub(crate) handed: Handed,
    /// Descriptors with their numbers in the child.
    pub(crate) fds: Vec<(OwnedFd, RawFd)>,
    /// Ports that are kept while it runs.
    pub(crate) ports: Vec<Port>,
    /// Programs that run beside its emulator.
    pub(crate) helpers: Vec<Helper>,
    /// Devices of the host that are removed again if it does not start.
    pub(crate) links: Vec<OwnLink>,
}

impl Prepared {
    /// Hands a descriptor over; its number in the child.
    pub(crate) fn hand(&mut self, fd: impl Into<OwnedFd>) -> u32 {
        let number = FIRST_FD.saturating_add(u32::try_from(self.fds.len()).unwrap_or(u32::MAX));
        self.fds.push((fd.into(), RawFd::try_from(number).unwrap_or(RawFd::MAX)));
        number
    }
}

impl Shared {
    /// Makes and opens what a guest needs. What it is given is written into its live definition. What this
    /// version cannot give is refused: a guest never starts with less than its definition says.
    pub(crate) fn prepare_guest(
        &self,
        live: &mut DomainDef,
        caps: &QemuCaps,
        folders: &Folders,
    ) -> Result<Prepared> {
        let mut prepared = Prepared::default();
        let monitor = listen(&folders.monitor())?;
        prepared.handed.monitor_fd = Some(prepared.hand(monitor));
        self.choose_ports(live, folders, &mut prepared)?;
        name_channels(live, folders);
        let none = Handed::default();
        let needs = command::needs(&Launch::new(live, caps, &self.host, &self.config, &none))?;
        refuse_unmet(&needs)?;
        self.open_chardevs(&needs, &mut prepared)?;
        self.open_interfaces(live, &needs, &mut prepared)?;
        if needs.rtc_base {
            prepared.handed.rtc_base = Some(rtc_base(live));
        }
        if needs.hugepages {
            prepared.handed.hugepages = crate::host::hugepages();
        }
        prepared.helpers = needs.helpers;
        Ok(prepared)
    }

    fn choose_ports(&self, live: &mut DomainDef, folders: &Folders, prepared: &mut Prepared) -> Result<()> {
        for graphics in &mut live.devices.graphics {
            match graphics {
                GraphicsDef::Vnc(vnc) => {
                    let on_port =
                        on_port(&mut vnc.listens, &self.config.vnc_listen, &folders.private.join("vnc.sock"));
                    if on_port && vnc.autoport {
                        vnc.port = take(&self.ports, SCREENS, "vnc", prepared)?;
                    }
                    if on_port && vnc.websocket == -1 {
                        vnc.websocket = take(&self.ports, WEBSOCKETS, "vnc websocket", prepared)?;
                        vnc.websocket_generated = true;
                    }
                }
                GraphicsDef::Spice(spice) => {
                    let socket = folders.private.join("spice.sock");
                    let on_port = on_port(&mut spice.listens, &self.config.spice_listen, &socket);
                    if on_port && (spice.autoport || spice.port == -1) {
                        spice.port = take(&self.ports, SCREENS, "spice", prepared)?;
                    }
                    if on_port && spice.tls_port == -1 && self.config.spice_tls {
                        spice.tls_port = take(&self.ports, SCREENS, "spice tls", prepared)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Opens the host's ends of character devices: what is listened on is there before the emulator is, and
    /// files are written under this process's rights.
    fn open_chardevs(&self, needs: &Needs, prepared: &mut Prepared) -> Result<()> {
        for socket in &needs.sockets {
            let path = Path::new(&socket.path);
            let listener = listen(path)?;
            self.give(path)?;
            let number = prepared.hand(listener);
            prepared.handed.chardevs.entry(socket.alias.clone()).or_default().socket = Some(number);
        }
        for file in &needs.files {
            let number = prepared.hand(open_output(file)?);
            let device = prepared.handed.chardevs.entry(file.alias.clone()).or_default();
            let place = if file.is_log { &mut device.log } else { &mut device.file };
            *place = Some(number);
        }
        Ok(())
    }

    /// Gives network interfaces their ends on this host.
    fn open_interfaces(&self, live: &mut DomainDef, needs: &Needs, prepared: &mut Prepared) -> Result<()> {
        let virt_type = live.virt_type;
        for need in &needs.interfaces {
            let own = |it: &&mut DomainInterfaceDef| it.info.alias.as_deref() == Some(&*need.alias);
            let Some(interface) = live.devices.interfaces.iter_mut().find(own) else { continue };
            let opened = self.open_interface(interface, need, virt_type)?;
            let taps = opened.taps.into_iter().map(|fd| prepared.hand(fd)).collect();
            let vhosts = opened.vhosts.into_iter().map(|fd| prepared.hand(fd)).collect();
            prepared.links.extend(opened.link);
            let handed = HandedInterface::new(taps, vhosts, None);
            prepared.handed.interfaces.insert(need.alias.clone(), handed);
        }
        Ok(())
    }

    fn give(&self, path: &Path) -> Result<()> {
        give(path, self.run_as.as_ref())
            .context(Code::SYSTEM_ERROR, || format!("unable to set user and group on '{}'", path.display()))
    }

    /// The guest's own copy of the firmware's variables, made from the template where it is missing.
    pub(crate) fn make_firmware_variables(&self, live: &DomainDef, reset: bool) -> Result<()> {
        let Some(nvram) = &live.os.nvram else { return Ok(()) };
        let (Some(path), Some(template)) = (nvram_path(nvram), &nvram.template) else { return Ok(()) };
        let path = PathBuf::from(path);
        if path.exists() && !reset {
            return Ok(());
        }
        let text = std::fs::read(template)
            .context(Code::SYSTEM_ERROR, || format!("Failed to open file '{template}'"))?;
        if let Some(folder) = path.parent() {
            files::make_folder(folder, 0o755)
                .context(Code::SYSTEM_ERROR, || format!("cannot make '{}'", folder.display()))?;
        }
        files::replace_file(&path, &text, 0o600)
            .context(Code::SYSTEM_ERROR, || format!("Failed to create file '{}'", path.display()))?;
        self.give(&path)
    }
}

/// Where the firmware's variables of a guest are, if in a file of this host.
pub(crate) fn nvram_path(nvram: &vir_conf::domain::loader::NvramDef) -> Option<&str> {
    match &nvram.source {
        Some(source) => super::disks::path(source),
        None => nvram.path.as_deref(),
    }
}

/// Keeps the ports of a guest that was found again.
pub(crate) fn ports_of(live: &DomainDef, ports: &Ports) -> Vec<Port> {
    let numbers = live.devices.graphics.iter().flat_map(|graphics| match graphics {
        GraphicsDef::Vnc(vnc) => [vnc.port, vnc.websocket],
        GraphicsDef::Spice(spice) => [spice.port, spice.tls_port],
        _ => [0, 0],
    });
    let real = numbers.filter_map(|number| u16::try_from(number).ok().filter(|number| *number > 0));
    real.map(|number| ports.keep(number)).collect()
}

fn take(
    ports: &Ports,
    range: std::ops::RangeInclusive<u16>,
    what: &str,
    prepared: &mut Prepared,
) -> Result<i32> {
    let port = ports.take(range, what)?;
    let number = port.number();
    prepared.ports.push(port);
    Ok(number)
}

/// Fills in where a screen listens; whether that is a port.
fn on_port(listens: &mut Vec<ListenDef>, usual: &str, socket: &Path) -> bool {
    if listens.is_empty() {
        listens.push(ListenDef::address(None));
    }
    let mut on_port = false;
    for listen in listens {
        match listen.kind {
            ListenType::Address | ListenType::Network => {
                if listen.address.is_none() {
                    listen.address = Some(usual.to_owned());
                    listen.from_config = Some(1);
                }
                on_port = true;
            }
            ListenType::Socket if listen.socket.is_none() => {
                listen.socket = Some(socket.to_string_lossy().into_owned());
                listen.auto_generated = Some(true);
            }
            _ => {}
        }
    }
    on_port
}

/// Gives channels a socket each that leave it to the driver.
fn name_channels(live: &mut DomainDef, folders: &Folders) {
    for channel in &mut live.devices.channels {
        let ChannelTarget::Virtio(target) = &channel.target else { continue };
        let ChardevBackend::Unix(unix) = &mut channel.source.backend else { continue };
        if unix.path.is_none() {
            let name = target.name.clone().or_else(|| channel.info.alias.clone()).unwrap_or_default();
            // A name may hold anything, and must not lead elsewhere.
            let path = folders.channels.join(name.replace('/', "_"));
            unix.path = Some(path.to_string_lossy().into_owned());
            unix.mode = ChardevMode::Bind;
        }
    }
}

/// Refuses what this version cannot make or open.
fn refuse_unmet(needs: &Needs) -> Result<()> {
    let refuse = |what: String| {
        Err(error(Code::CONFIG_UNSUPPORTED, format!("{what}, which is not available in this version")))
    };
    if let Some(device) = needs.devices.first() {
        return refuse(format!("device '{}' needs '{}'", device.alias, device.path));
    }
    if let Some(secret) = needs.secrets.first() {
        return refuse(format!("'{}' needs a secret", secret.id));
    }
    needs.helpers.iter().try_for_each(crate::helpers::refuse_unmet)?;
    if let Some(scsi) = needs.scsi.first() {
        return refuse(format!("device '{}' needs a SCSI device of the host", scsi.alias));
    }
    if let Some(group) = needs.fd_groups.first() {
        return refuse(format!("descriptors of group '{group}' must be handed over"));
    }
    if needs.render_node {
        return refuse("a GPU of the host must be chosen".to_owned());
    }
    Ok(())
}

/// What the guest's clock shows at start.
fn rtc_base(live: &DomainDef) -> String {
    let now = vir_util::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    let adjustment = live.clock.as_ref().map_or(0, |clock| clock.adjustment_s);
    command::rtc_base(now.saturating_add_signed(adjustment))
}

/// Opens a file that a device writes to. Logs are always appended to: they are emptied when they are full.
fn open_output(need: &FileNeed) -> Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).mode(0o600);
    if need.append || need.is_log {
        options.append(true);
    } else {
        options.write(true).truncate(true);
    }
    let opened = options.open(&need.path).and_then(|file| {
        // What an earlier run has left goes, unless it is to stay. Not all that can be opened can be emptied.
        if need.is_log && !need.append && file.metadata()?.is_file() {
            file.set_len(0)?;
        }
        Ok(file)
    });
    opened.context(Code::SYSTEM_ERROR, || format!("Unable to open chardev path '{}'", need.path))
}

/// Listens on a socket; a dead one that stands there is replaced.
fn listen(path: &Path) -> Result<UnixListener> {
    let shown = || format!("cannot listen on '{}'", path.display());
    match UnixListener::bind(path) {
        Err(why) if why.kind() == io::ErrorKind::AddrInUse => {
            if std::os::unix::net::UnixStream::connect(path).is_ok() {
                let text = format!("{}: another process already listens there", shown());
                return Err(error(Code::OPERATION_FAILED, text));
            }
            std::fs::remove_file(path)
                .and_then(|()| UnixListener::bind(path))
                .context(Code::SYSTEM_ERROR, shown)
        }
        other => other.context(Code::SYSTEM_ERROR, shown),
    }
}
