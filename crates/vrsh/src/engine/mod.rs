//! The command engine: virsh's syntax, and commands as data.

mod arg;
mod args;
mod command;
pub(crate) mod help;
pub(crate) mod parse;
pub(crate) mod suggest;
pub(crate) mod tokens;
mod value;

pub(crate) use arg::{Arg, ArgDef, Complete, Kind, Place};
pub(crate) use args::Args;
pub(crate) use command::{Command, Group, commands};
pub(crate) use value::{ByteSize, DomainSel, FilePath, InterfaceSel, KibSize, NetworkSel, PoolSel, Topic};
