//! What a command runs with: the connection, the output, the shell's state.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use libvir::info::DomainStateInfo;
use libvir::{Code, Connect, Domain, NoFlags};
use vir_util::Environment;

use crate::clock::Clock;
use crate::engine::DomainSel;
use crate::interrupt::Interrupt;
use crate::options::Escape;
use crate::output::Output;
use crate::paint::Paint;
use crate::table::Table;

/// What a command runs with. All that is said is said here.
pub(crate) struct Ctx {
    pub(crate) output: Output,
    pub(crate) environment: Environment,
    pub(crate) clock: Clock,
    pub(crate) interrupt: Interrupt,
    pub(crate) cwd: RefCell<PathBuf>,
    /// What leaves a console.
    pub(crate) escape: RefCell<Escape>,
    conn: RefCell<Option<Connect>>,
    /// Where to connect; `None` until somebody says so or a default was taken.
    uri: RefCell<Option<String>>,
    read_only: Cell<bool>,
    /// The peer is too old to tell reasons.
    without_state: Cell<bool>,
    quit: Cell<bool>,
}

impl Ctx {
    pub(crate) fn new(output: Output, environment: Environment, clock: Clock, cwd: PathBuf) -> Self {
        Self {
            output,
            environment,
            clock,
            interrupt: Interrupt::default(),
            cwd: RefCell::new(cwd),
            escape: RefCell::default(),
            conn: RefCell::new(None),
            uri: RefCell::new(None),
            read_only: Cell::new(false),
            without_state: Cell::new(false),
            quit: Cell::new(false),
        }
    }

    /// Says what was done; quiet and JSON modes leave it out.
    pub(crate) fn say(&self, text: fmt::Arguments<'_>) -> Result<()> {
        if self.is_chatty() { self.line(text) } else { Ok(()) }
    }

    /// Writes a line of the answer.
    pub(crate) fn line(&self, text: fmt::Arguments<'_>) -> Result<()> {
        self.output.write(format_args!("{text}\n"))
    }

    /// Writes the last line of an answer that virsh does not end by itself: what follows every command does.
    pub(crate) fn last_line(&self, text: fmt::Arguments<'_>) -> Result<()> {
        if self.is_chatty() { self.print(text) } else { self.line(text) }
    }

    /// The same for what quiet and JSON modes leave out.
    pub(crate) fn last_say(&self, text: fmt::Arguments<'_>) -> Result<()> {
        if self.is_chatty() { self.print(text) } else { Ok(()) }
    }

    /// Writes a part of the answer as it is.
    pub(crate) fn print(&self, text: fmt::Arguments<'_>) -> Result<()> {
        self.output.write(text)
    }

    /// Writes `Name:    value`, the values of several lines in one column.
    pub(crate) fn field(&self, name: &str, value: impl fmt::Display) -> Result<()> {
        self.line(format_args!("{:<15} {value}", format_args!("{name}:").to_string()))
    }

    /// The same, coloured on a terminal.
    pub(crate) fn painted_field(&self, name: &str, value: &str, paint: Paint) -> Result<()> {
        self.field(name, self.paint(value, paint))
    }

    /// The text, coloured on a terminal.
    pub(crate) fn paint(&self, text: &str, paint: Paint) -> String {
        if self.output.colour { paint.apply(text) } else { text.to_owned() }
    }

    pub(crate) fn table(&self, table: &Table) -> Result<()> {
        let drawn = table.draw(!self.output.quiet.get(), self.output.colour);
        self.print(format_args!("{drawn}"))
    }

    /// Tells about a failure after which the command goes on.
    pub(crate) fn error(&self, text: fmt::Arguments<'_>) {
        self.output.error(text);
    }

    /// Whether the answer is wanted as JSON.
    pub(crate) fn wants_json(&self) -> bool {
        self.output.json.get()
    }

    pub(crate) fn json(&self, value: &serde_json::Value) -> Result<()> {
        self.line(format_args!("{value:#}"))
    }

    /// Whether what is no answer may be said.
    pub(crate) fn is_chatty(&self) -> bool {
        !self.output.quiet.get() && !self.output.json.get()
    }

    /// A path as the user of this shell means it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.cwd.borrow().join(path)
    }

    pub(crate) fn quit(&self) {
        self.quit.set(true);
    }

    pub(crate) fn is_quitting(&self) -> bool {
        self.quit.get()
    }

    pub(crate) fn is_read_only(&self) -> bool {
        self.read_only.get()
    }

    /// Where and how to connect from now on.
    pub(crate) fn set_target(&self, uri: Option<&str>, read_only: bool) {
        if let Some(uri) = uri {
            *self.uri.borrow_mut() = Some(uri.to_owned());
        }
        self.read_only.set(read_only);
    }

    /// Where the shell is or will be connected.
    pub(crate) fn uri(&self) -> Option<String> {
        self.uri.borrow().clone()
    }

    /// The connection, made now if there is none or if it was lost.
    pub(crate) async fn conn(&self) -> Result<Connect> {
        let current = self.conn.borrow().clone();
        match current {
            None => self.connect(None, self.read_only.get()).await,
            Some(conn) if matches!(conn.is_alive().await, Ok(false)) => {
                self.conn.borrow_mut().take();
                let opened = self.open(None, self.read_only.get()).await;
                let conn = opened.context("Failed to reconnect to the hypervisor")?;
                self.error(format_args!("Reconnected to the hypervisor"));
                Ok(conn)
            }
            Some(conn) => Ok(conn),
        }
    }

    /// The connection if there is one, for those who would not make one.
    pub(crate) fn open_conn(&self) -> Option<Connect> {
        self.conn.borrow().clone()
    }

    /// Makes a connection in the place of the one before.
    pub(crate) async fn connect(&self, uri: Option<&str>, read_only: bool) -> Result<Connect> {
        self.close().await;
        self.open(uri, read_only).await.context("failed to connect to the hypervisor")
    }

    async fn open(&self, uri: Option<&str>, read_only: bool) -> libvir::Result<Connect> {
        let wanted = uri.map(str::to_owned).or_else(|| self.uri()).unwrap_or_default();
        let options = Connect::options().read_only(read_only).environment(self.environment.clone());
        let conn = options.open(&wanted).await?;
        let found = if wanted.is_empty() { conn.get_uri().await.ok() } else { Some(wanted) };
        *self.uri.borrow_mut() = found;
        self.read_only.set(read_only);
        self.without_state.set(false);
        *self.conn.borrow_mut() = Some(conn.clone());
        Ok(conn)
    }

    pub(crate) async fn close(&self) {
        let conn = self.conn.borrow_mut().take();
        if let Some(conn) = conn {
            conn.close().await;
        }
    }

    /// The domain with this number, UUID or name.
    pub(crate) async fn domain(&self, sel: &DomainSel) -> Result<Domain> {
        self.domain_by(sel, By::ANY).await
    }

    /// The same, looked for in these ways only.
    pub(crate) async fn domain_by(&self, sel: &DomainSel, by: By) -> Result<Domain> {
        let conn = self.conn().await?;
        let text = sel.0.as_str();
        let id = text.parse::<i32>().ok().and_then(|id| u32::try_from(id).ok());
        if let Some(id) = id.filter(|_| by.id)
            && let Ok(domain) = conn.domain_lookup_by_id(id).await
        {
            return Ok(domain);
        }
        if by.uuid
            && text.len() == UUID_LEN
            && let Ok(uuid) = text.parse()
            && let Ok(domain) = conn.domain_lookup_by_uuid(uuid).await
        {
            return Ok(domain);
        }
        if by.name
            && let Ok(domain) = conn.domain_lookup_by_name(text).await
        {
            return Ok(domain);
        }
        bail!("failed to get domain '{sel}'")
    }

    /// How a domain stands; without a reason from peers that cannot tell it.
    pub(crate) async fn domain_state(&self, domain: &Domain) -> libvir::Result<DomainStateInfo> {
        if !self.without_state.get() {
            match domain.get_state(NoFlags::empty()).await {
                Err(error) if error.code() == Code::NO_SUPPORT => self.without_state.set(true),
                other => return other,
            }
        }
        Ok(DomainStateInfo::new(domain.get_info().await?.state, -1))
    }

    /// A document in a file, in virsh's bounds.
    pub(crate) fn read_document(&self, file: &str) -> Result<String> {
        read_bounded(&self.path(file), file)
    }
}

/// The length of a UUID with its dashes.
pub(crate) const UUID_LEN: usize = 36;

/// In which ways an object may be named.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By {
    id: bool,
    uuid: bool,
    name: bool,
}

impl By {
    pub(crate) const ANY: Self = Self { id: true, uuid: true, name: true };
    pub(crate) const NAME_OR_UUID: Self = Self { id: false, uuid: true, name: true };
    pub(crate) const ID_OR_UUID: Self = Self { id: true, uuid: true, name: false };
    pub(crate) const ID_OR_NAME: Self = Self { id: true, uuid: false, name: true };
}

/// The most bytes that a document may have.
const MAX_DOCUMENT: u64 = 10 * 1024 * 1024;

fn read_bounded(path: &Path, shown: &str) -> Result<String> {
    use std::io::Read as _;
    let fail =
        |what: &str, error: &std::io::Error| anyhow::anyhow!("{what} '{shown}': {}", vir_util::reason(error));
    let file = std::fs::File::open(path).map_err(|error| fail("Failed to open file", &error))?;
    let mut bytes = Vec::new();
    file.take(MAX_DOCUMENT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| fail("Failed to read file", &error))?;
    if bytes.len() as u64 > MAX_DOCUMENT {
        bail!("Failed to read file '{shown}': Value too large for defined data type");
    }
    String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("Failed to read file '{shown}': it is not UTF-8"))
}
