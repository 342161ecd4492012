//! What is to be added, as a file says it.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// What kind of thing is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// An operation of an object or of the connection.
    #[default]
    Operation,
    /// An operation whose result is a stream of bytes.
    Stream,
    /// A flag of an operation that is there.
    Flag,
    /// Something that drivers tell unasked.
    Event,
    /// An element or attribute of a document, and nothing else.
    Element,
}

/// Whether an operation changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Access {
    Read,
    Write,
}

/// A whole description.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Description {
    /// The object that is asked: `domain`, `network`, … or `connect`.
    pub(crate) object: String,
    /// The rest of the operation's name; for a flag the operation's, for an event its own name.
    #[serde(default)]
    pub(crate) verb: String,
    #[serde(default)]
    pub(crate) kind: Kind,
    /// The facet's trait, where the usual one of the object does not fit.
    pub(crate) facet: Option<String>,
    #[serde(default = "own_program")]
    pub(crate) program: String,
    /// The procedure's number.
    pub(crate) number: Option<u64>,
    /// An event's id among those of its object.
    pub(crate) id: Option<u32>,
    /// The release that has it first.
    pub(crate) since: String,
    /// What it does, in one sentence.
    #[serde(default)]
    pub(crate) summary: String,
    pub(crate) access: Option<Access>,
    /// Flags with which an operation that reads changes or reveals something.
    #[serde(default)]
    pub(crate) write_if: Vec<String>,
    /// `object:permission`, or with a flag `object:permission:FLAG`.
    #[serde(default)]
    pub(crate) acl: Vec<String>,
    /// The permission to see each object of a list.
    #[serde(default)]
    pub(crate) aclfilter: Vec<String>,
    #[serde(default)]
    pub(crate) params: Vec<Param>,
    /// The struct that gathers the parameters.
    pub(crate) params_struct: Option<String>,
    /// The bits of a new set of flags.
    #[serde(default)]
    pub(crate) flags: Vec<Flag>,
    /// The set's name, or that of a set which is there.
    pub(crate) flags_type: Option<String>,
    #[serde(default)]
    pub(crate) returns: Returns,
    pub(crate) supersedes: Option<Supersedes>,
    pub(crate) command: Option<Command>,
    /// What is added to a document.
    pub(crate) element: Option<Element>,
}

/// A parameter, or a field of a struct.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Param {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: String,
    pub(crate) unit: Option<String>,
    #[serde(default)]
    pub(crate) doc: String,
    /// The most that may stand in a list or a buffer.
    pub(crate) bound: Option<u64>,
}

/// One bit of a set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flag {
    pub(crate) name: String,
    /// Its value; the next free bit in our own program.
    pub(crate) bit: Option<u32>,
    #[serde(default)]
    pub(crate) doc: String,
}

/// What an operation gives.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Returns {
    /// A type of a parameter, or `none`, `struct`, `typed_params`, `list`, `stream`.
    #[serde(rename = "type", default)]
    pub(crate) ty: String,
    /// The result's name on the wire, or the struct's.
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) doc: String,
    pub(crate) unit: Option<String>,
    #[serde(default)]
    pub(crate) fields: Vec<Param>,
    /// Of which objects a list is.
    pub(crate) of: Option<String>,
    pub(crate) bound: Option<u64>,
}

/// The older operation that does less.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Supersedes {
    pub(crate) operation: String,
    /// What the new operation is given behind the object, in Rust; by name where nothing is said.
    #[serde(default)]
    pub(crate) args: Vec<String>,
}

/// An attribute or an element of a document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Element {
    /// The schema's file, as `domain-memory`, and the pattern in it that grows.
    pub(crate) schema: String,
    pub(crate) define: String,
    /// The struct of `vir-conf` that the pattern's element is read into.
    pub(crate) model: String,
    /// `@attribute`, `child/@attribute`, or `child` for its text.
    pub(crate) path: String,
    #[serde(rename = "type")]
    pub(crate) ty: String,
    pub(crate) field: String,
    /// The field behind which it stands; documents are written in the order of the fields.
    pub(crate) after: Option<String>,
    /// The page of the reference, as `format-domain-memory`.
    pub(crate) page: String,
    /// A whole document that has it, for the test, and the type that reads it.
    pub(crate) sample: String,
    #[serde(default = "domain")]
    pub(crate) document: String,
    /// The bit without which a driver refuses the document.
    pub(crate) feature: Option<String>,
}

fn domain() -> String {
    "DomainDef".to_owned()
}

/// The shell's command.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) group: Option<String>,
    #[serde(default)]
    pub(crate) about: String,
}

fn own_program() -> String {
    OWN.to_owned()
}

/// The program of what libvirt does not have.
pub(crate) const OWN: &str = "virshd";

impl Description {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// Reads a text; a mistake is named with its line and field.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        Ok(toml::from_str(text)?)
    }

    /// Whether libvirt has it, so that its names and numbers are libvirt's.
    pub(crate) fn is_libvirts(&self) -> bool {
        self.program != OWN
    }
}
