//! What is logged, and where to: libvirt's filters and outputs, or tracing's own form, changeable while the daemon
//! runs.

mod filters;
mod outputs;

use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use filters::Filters;
use outputs::{Outputs, Sinks};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Registry, reload};
use vir_types::{Error, Origin};

use crate::config::Config;

/// A handle on what is logged.
pub(crate) struct Log {
    filter: Option<reload::Handle<EnvFilter, Registry>>,
    sinks: Sinks,
    state: Mutex<State>,
}

struct State {
    filters: Filters,
    outputs: Outputs,
}

/// Where the daemon logs to unless it is told something else: what the filters let through.
const DEFAULT_OUTPUTS: &str = "1:stderr";

/// Starts logging; the command line wins over the file.
pub(crate) fn start(config: &Config, option: Option<&str>) -> Result<Log> {
    let level = filters::word(config.log_level)?;
    let filters = match option {
        Some(option) => Filters::parse("error", option)?,
        None => Filters::parse(level, config.log_filters.as_deref().unwrap_or_default())?,
    };
    let outputs = Outputs::open(config.log_outputs.as_deref().unwrap_or(DEFAULT_OUTPUTS))?;
    let sinks = Sinks::new(&outputs);
    let (filter, handle) = reload::Layer::new(filters.to_filter()?);
    let written = tracing_subscriber::fmt::layer().with_writer(sinks.clone()).with_ansi(false);
    tracing_subscriber::registry()
        .with(filter)
        .with(written)
        .try_init()
        .map_err(|error| anyhow::anyhow!("cannot start logging: {error}"))?;
    Ok(Log { filter: Some(handle), sinks, state: Mutex::new(State { filters, outputs }) })
}

impl Log {
    /// One that logs nothing.
    #[cfg(test)]
    pub(crate) fn nowhere() -> Self {
        let outputs = Outputs::default();
        let state = State { filters: Filters::parse("warn", "").unwrap(), outputs };
        Self { filter: None, sinks: Sinks::new(&state.outputs), state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The filters as libvirt writes them, and how many there are.
    pub(crate) fn filters(&self) -> (String, u32) {
        self.state().filters.shown()
    }

    /// The outputs as libvirt writes them, and how many there are.
    pub(crate) fn outputs(&self) -> (String, u32) {
        self.state().outputs.shown()
    }

    /// Other filters, from now on; what they do not name keeps the level that the daemon was started with.
    pub(crate) fn set_filters(&self, text: &str) -> vir_types::Result<()> {
        let mut state = self.state();
        let filters = state.filters.with(text).map_err(|error| wrong(&error))?;
        let filter = filters.to_filter().map_err(|error| wrong(&error))?;
        if let Some(handle) = &self.filter {
            handle.reload(filter).map_err(|error| Error::internal(error.to_string()))?;
        }
        state.filters = filters;
        Ok(())
    }

    /// Other outputs, from now on.
    pub(crate) fn set_outputs(&self, text: &str) -> vir_types::Result<()> {
        let text = if text.trim().is_empty() { DEFAULT_OUTPUTS } else { text };
        let outputs = Outputs::open(text).map_err(|error| wrong(&error))?;
        self.sinks.replace(&outputs);
        self.state().outputs = outputs;
        Ok(())
    }
}

/// What the caller has written wrongly, or what cannot be opened.
fn wrong(error: &anyhow::Error) -> Error {
    match error.downcast_ref::<std::io::Error>() {
        Some(_) => Error::new(vir_types::Code::SYSTEM_ERROR, format!("{error:#}")),
        None => Error::invalid_arg(format!("{error:#}")),
    }
    .or_origin(Origin::ADMIN)
}
