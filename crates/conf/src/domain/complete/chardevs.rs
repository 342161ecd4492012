//! Serial ports and consoles: their numbers, and the console that is a serial port.

use vir_types::{Code, Result};

use super::super::DomainDef;
use super::super::device::chardev::{
    ConsoleDef, ConsoleTarget, ConsoleTargetType, SerialDef, SerialTarget, SerialTargetType,
};
use super::super::os::OsType;
use crate::common::{refuse, unsupported};

/// Serial ports that an ISA bus has room for.
const ISA_PORTS: usize = 4;

/// Gives those a number that have none: one above the highest before and behind them.
fn number<T>(list: &mut [T], port: impl Fn(&mut T) -> &mut Option<u32>) {
    let mut highest = list.iter_mut().filter_map(|item| *port(item)).max();
    for item in list {
        let port = port(item);
        if port.is_none() {
            let next = highest.map_or(0, |highest| highest.saturating_add(1));
            *port = Some(next);
            highest = Some(next);
        }
    }
}

impl DomainDef {
    pub(super) fn complete_chardevs(&mut self) -> Result<()> {
        self.number_isa_ports()?;
        // A parallel port counts only those that came before it.
        let mut highest: Option<u32> = None;
        for parallel in &mut self.devices.parallels {
            let next = highest.map_or(0, |highest| highest.saturating_add(1));
            let port = *parallel.port.get_or_insert(next);
            highest = highest.max(Some(port));
        }
        number(&mut self.devices.serials, |serial| &mut serial.target.port);
        for (at, console) in (0u32..).zip(&mut self.devices.consoles) {
            console.target.port = Some(at);
            console.target.kind.get_or_insert(ConsoleTargetType::Serial);
        }
        let x86 = matches!(self.os.arch.as_deref(), Some("x86_64" | "i686"));
        let debug = |serial: &SerialDef| serial.target.kind == Some(SerialTargetType::IsaDebug);
        if !x86 && self.devices.serials.iter().any(debug) {
            return unsupported("isa-debug serial type only valid on x86 architecture");
        }
        Ok(())
    }

    fn number_isa_ports(&mut self) -> Result<()> {
        let is_isa = |serial: &&mut SerialDef| serial.target.kind == Some(SerialTargetType::IsaSerial);
        let full = || {
            let text = format!("Maximum supported number of ISA serial ports is '{ISA_PORTS}'");
            refuse(Code::INTERNAL_ERROR, text)
        };
        let mut used = [false; ISA_PORTS];
        for (count, serial) in self.devices.serials.iter_mut().filter(is_isa).enumerate() {
            let port = serial.target.port;
            if count >= ISA_PORTS {
                return full();
            }
            let Some(port) = port else { continue };
            let place = usize::try_from(port).ok().and_then(|port| used.get_mut(port));
            match place {
                None => return full(),
                Some(true) => {
                    let text = format!("target port '{port}' already allocated");
                    return refuse(Code::INTERNAL_ERROR, text);
                }
                Some(place) => *place = true,
            }
        }
        for serial in self.devices.serials.iter_mut().filter(is_isa) {
            if serial.target.port.is_none()
                && let Some((at, place)) = (0u32..).zip(&mut used).find(|(_, used)| !**used)
            {
                *place = true;
                serial.target.port = Some(at);
            }
        }
        Ok(())
    }

    /// The first console of a guest with real hardware is its first serial port, under another name.
    pub(super) fn complete_consoles(&mut self) -> Result<()> {
        let is_serial = |console: &ConsoleDef| console.target.kind == Some(ConsoleTargetType::Serial);
        if self.devices.consoles.iter().skip(1).any(is_serial) {
            return unsupported("Only the first console can be a serial port");
        }
        if self.os.os_type != Some(OsType::Hvm) {
            return Ok(());
        }
        let devices = &mut self.devices;
        match devices.consoles.first_mut().filter(|console| is_serial(console)) {
            Some(console) => {
                if devices.serials.is_empty() {
                    devices.serials.push(SerialDef {
                        source: console.source.clone(),
                        target: SerialTarget { port: Some(0), ..SerialTarget::default() },
                        info: console.info.clone(),
                    });
                }
            }
            None => {
                use SerialTargetType::{IsaDebug, PciSerial, UsbSerial};
                let Some(serial) = devices.serials.first() else { return Ok(()) };
                if !matches!(serial.target.kind, Some(PciSerial | UsbSerial | IsaDebug)) {
                    devices.consoles.insert(0, ConsoleDef::default());
                }
            }
        }
        let Some(serial) = devices.serials.first() else { return Ok(()) };
        let Some(console) = devices.consoles.first_mut() else { return Ok(()) };
        if console.target.kind.is_none() || is_serial(console) {
            *console = ConsoleDef {
                source: serial.source.clone(),
                target: ConsoleTarget { kind: Some(ConsoleTargetType::Serial), port: serial.target.port },
                info: serial.info.clone(),
            };
        }
        for (at, console) in (0u32..).zip(&mut devices.consoles).skip(1) {
            console.target.port = Some(at);
        }
        Ok(())
    }
}
