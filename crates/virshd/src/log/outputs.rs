//! Where to it is logged.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context as _, Result, bail};
use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

const SYSLOG: &str = "/dev/log";
const JOURNAL: &str = "/run/systemd/journal/socket";

/// Where to it is logged, and how libvirt writes that.
#[derive(Debug, Clone, Default)]
pub(super) struct Outputs(Arc<[Output]>);

#[derive(Debug)]
struct Output {
    text: String,
    /// libvirt's level of the least that is written.
    level: u8,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    Stderr,
    File(File),
    Syslog { socket: UnixDatagram, name: String },
    Journal(UnixDatagram),
}

impl Outputs {
    /// Opens `LEVEL:stderr`, `LEVEL:file:PATH`, `LEVEL:syslog:NAME` and `LEVEL:journald`, separated by spaces.
    pub(super) fn open(text: &str) -> Result<Self> {
        let outputs: Vec<Output> = text.split_whitespace().map(open).collect::<Result<_>>()?;
        Ok(Self(outputs.into()))
    }

    /// As libvirt writes them, and how many there are.
    pub(super) fn shown(&self) -> (String, u32) {
        let shown: Vec<&str> = self.0.iter().map(|output| output.text.as_str()).collect();
        (shown.join(" "), u32::try_from(shown.len()).unwrap_or(u32::MAX))
    }
}

fn open(text: &str) -> Result<Output> {
    let mut parts = text.splitn(3, ':');
    let (level, kind, at) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let Some(kind) = kind else { bail!("Malformed format for log output '{text}'") };
    let level: u8 = level
        .parse()
        .ok()
        .filter(|number| (1..=4).contains(number))
        .with_context(|| format!("Invalid priority '{level}' for log output '{text}'"))?;
    let datagram = |path: &str| -> io::Result<UnixDatagram> {
        let socket = UnixDatagram::unbound()?;
        socket.connect(path)?;
        // A log that nobody reads must not stop the daemon.
        socket.set_nonblocking(true)?;
        Ok(socket)
    };
    let sink = match (kind, at) {
        ("stderr", None) => Sink::Stderr,
        ("file", Some(path)) if Path::new(path).is_absolute() => {
            let file = File::options().append(true).create(true).mode(0o600).open(path);
            Sink::File(file.with_context(|| format!("Unable to open file: {path}"))?)
        }
        ("file", Some(path)) => bail!("Log output path '{path}' is not absolute"),
        ("syslog", Some(name)) if !name.is_empty() => Sink::Syslog {
            socket: datagram(SYSLOG)
                .with_context(|| format!("Unable to reach the system's log at {SYSLOG}"))?,
            name: name.to_owned(),
        },
        ("journald", None) => Sink::Journal(
            datagram(JOURNAL).with_context(|| format!("Unable to reach the journal at {JOURNAL}"))?,
        ),
        ("stderr" | "journald", Some(_)) => bail!("Output '{text}' does not take a place"),
        ("file" | "syslog", _) => bail!("Output '{text}' does not say where to"),
        (other, _) => bail!("Invalid log destination '{other}' for log output '{text}'"),
    };
    Ok(Output { text: text.to_owned(), level, sink })
}

impl Output {
    fn write(&self, level: u8, line: &[u8]) -> io::Result<()> {
        // syslog's numbers: error, warning, informational, debug.
        let priority = match level {
            4 => 3,
            3 => 4,
            2 => 6,
            _ => 7,
        };
        match &self.sink {
            Sink::Stderr => io::stderr().lock().write_all(line),
            Sink::File(file) => (&*file).write_all(line),
            Sink::Syslog { socket, name } => {
                // Facility 3: daemons.
                let mut packet =
                    format!("<{}>{name}[{}]: ", 3 * 8 + priority, std::process::id()).into_bytes();
                packet.extend_from_slice(line.trim_ascii_end());
                socket.send(&packet).map(drop)
            }
            Sink::Journal(socket) => {
                let line = line.trim_ascii_end();
                let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
                let mut packet =
                    format!("PRIORITY={priority}\nSYSLOG_IDENTIFIER=virshd\nMESSAGE\n").into_bytes();
                // A text of several lines travels behind its length.
                packet.extend_from_slice(&length.to_le_bytes());
                packet.extend_from_slice(line);
                packet.push(b'\n');
                socket.send(&packet).map(drop)
            }
        }
    }
}

/// The outputs as they are now.
#[derive(Debug, Clone)]
pub(super) struct Sinks(Arc<RwLock<Outputs>>);

impl Sinks {
    pub(super) fn new(outputs: &Outputs) -> Self {
        Self(Arc::new(RwLock::new(outputs.clone())))
    }

    pub(super) fn replace(&self, outputs: &Outputs) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = outputs.clone();
    }

    fn line(&self, level: u8) -> Line {
        Line { level, outputs: self.0.read().unwrap_or_else(PoisonError::into_inner).clone() }
    }
}

impl<'a> MakeWriter<'a> for Sinks {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        self.line(4)
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> Line {
        let level = match *meta.level() {
            Level::ERROR => 4,
            Level::WARN => 3,
            Level::INFO => 2,
            _ => 1,
        };
        self.line(level)
    }
}

/// One line on its way to all outputs that want it.
#[derive(Debug)]
pub(super) struct Line {
    level: u8,
    outputs: Outputs,
}

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        for output in self.outputs.0.iter().filter(|output| self.level >= output.level) {
            // One that is full or gone keeps no other from its line.
            let _ = output.write(self.level, line);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_output_takes_its_levels() {
        let path = std::env::temp_dir().join(format!("virshd-log-{}", std::process::id()));
        let text = format!("3:file:{}", path.display());
        let outputs = Outputs::open(&text).unwrap();
        assert_eq!(outputs.shown(), (text, 1));
        let sinks = Sinks::new(&outputs);
        for (level, line) in [(2, "info\n"), (3, "warning\n"), (4, "error\n")] {
            sinks.line(level).write_all(line.as_bytes()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "warning\nerror\n");
        sinks.replace(&Outputs::default());
        sinks.line(4).write_all(b"lost\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "warning\nerror\n");
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_cannot_be_is_told() {
        for (text, expected) in [
            ("1:bad", "Invalid log destination 'bad' for log output '1:bad'"),
            ("9:stderr", "Invalid priority '9' for log output '9:stderr'"),
            ("stderr", "Malformed format for log output 'stderr'"),
            ("1:file:x", "Log output path 'x' is not absolute"),
            ("1:file", "Output '1:file' does not say where to"),
        ] {
            assert_eq!(Outputs::open(text).unwrap_err().to_string(), expected);
        }
    }
}
