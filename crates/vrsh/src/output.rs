//! Where everything goes that the shell says.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, Write};

use anyhow::Result;

use crate::clock::Clock;

/// The two streams, the log, and how they are to be used.
pub(crate) struct Output {
    stdout: RefCell<Box<dyn Write>>,
    stderr: RefCell<Box<dyn Write>>,
    log: RefCell<Option<std::fs::File>>,
    clock: Clock,
    pub(crate) quiet: Cell<bool>,
    pub(crate) json: Cell<bool>,
    pub(crate) colour: bool,
    /// Messages below this level are left out.
    pub(crate) debug: Cell<Level>,
}

/// How much a message matters; the numbers are those of `--debug`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Debug,
    Info,
    Error = 4,
}

impl Level {
    pub(crate) fn of_number(number: i32) -> Option<Self> {
        match number {
            0 => Some(Self::Debug),
            1 => Some(Self::Info),
            2..=4 => Some(Self::Error),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Error => "ERROR",
        }
    }
}

impl Output {
    pub(crate) fn new(stdout: Box<dyn Write>, stderr: Box<dyn Write>, colour: bool, clock: Clock) -> Self {
        Self {
            stdout: RefCell::new(stdout),
            stderr: RefCell::new(stderr),
            log: RefCell::new(None),
            clock,
            quiet: Cell::new(false),
            json: Cell::new(false),
            colour,
            debug: Cell::new(Level::Error),
        }
    }

    /// Errors are also written to the end of this file.
    pub(crate) fn log_to(&self, path: &str) -> io::Result<()> {
        let file = std::fs::OpenOptions::new().append(true).create(true).open(path)?;
        *self.log.borrow_mut() = Some(file);
        Ok(())
    }

    pub(crate) fn write(&self, text: fmt::Arguments<'_>) -> Result<()> {
        Ok(self.stdout.borrow_mut().write_fmt(text)?)
    }

    /// Bytes as they are, at once.
    pub(crate) fn write_bytes(&self, bytes: &[u8]) -> Result<()> {
        let mut stdout = self.stdout.borrow_mut();
        stdout.write_all(bytes)?;
        Ok(stdout.flush()?)
    }

    pub(crate) fn flush(&self) -> Result<()> {
        Ok(self.stdout.borrow_mut().flush()?)
    }

    /// Notes what the shell does, for those who asked with `--debug`.
    pub(crate) fn debug(&self, level: Level, text: fmt::Arguments<'_>) {
        if level >= self.debug.get() {
            self.complain(level, "", text);
        }
    }

    /// Tells about a failure.
    pub(crate) fn error(&self, text: fmt::Arguments<'_>) {
        self.complain(Level::Error, "error: ", text);
    }

    /// Adds a line to what was told before.
    pub(crate) fn hint(&self, text: fmt::Arguments<'_>) {
        let _ = writeln!(self.stderr.borrow_mut(), "{text}");
    }

    /// There is nobody left to tell when this does not work.
    fn complain(&self, level: Level, prefix: &str, text: fmt::Arguments<'_>) {
        let _ = self.flush();
        let mut stderr = self.stderr.borrow_mut();
        let _ = writeln!(stderr, "{prefix}{text}").and_then(|()| stderr.flush());
        if let Some(log) = self.log.borrow_mut().as_mut() {
            let now = self.clock.now().log_format();
            let pid = std::process::id();
            let _ = writeln!(log, "[{now} vrsh {pid}] {} {text}", level.word());
        }
    }

    /// Tells about a failure and its causes, one line each.
    pub(crate) fn report(&self, failure: &anyhow::Error) {
        if failure.is::<Told>() || is_broken_pipe(failure) {
            return;
        }
        for cause in failure.chain() {
            self.error(format_args!("{cause}"));
            // Its text says everything; what lies below would repeat it.
            if let Some(error) = cause.downcast_ref::<libvir::Error>() {
                if let Some((line, column)) = place(error) {
                    self.hint(format_args!("at line {line}, column {column} of the document"));
                }
                break;
            }
        }
        if let Some(unknown) = failure.downcast_ref::<crate::engine::suggest::UnknownCommand>()
            && let Some(nearest) = unknown.nearest
        {
            self.hint(format_args!("Did you mean '{nearest}'?"));
        }
    }
}

/// Where in a document the mistake is, if the error is about one and says so.
fn place(error: &libvir::Error) -> Option<(i32, i32)> {
    let about_a_document = matches!(
        error.code(),
        libvir::Code::XML_ERROR | libvir::Code::CONFIG_UNSUPPORTED | libvir::Code::INVALID_ARG
    );
    let [line, column] = error.extra().numbers;
    (about_a_document && line > 0 && column > 0).then_some((line, column))
}

/// The reader of a pipe has seen enough.
fn is_broken_pipe(failure: &anyhow::Error) -> bool {
    failure.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// A failure about which nothing is left to say.
#[derive(Debug)]
pub(crate) struct Told;

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed")
    }
}

impl std::error::Error for Told {}
