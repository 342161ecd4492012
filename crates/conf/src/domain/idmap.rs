//! `<idmap>`: which users of the host the users of a container are.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

/// Which users and groups of the host those of a container are.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IdmapDef {
    /// Users.
    #[xml(child = "uid")]
    pub uids: Vec<IdRange>,
    /// Groups.
    #[xml(child = "gid")]
    pub gids: Vec<IdRange>,
}

/// A run of numbers.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IdRange {
    /// First number inside; the first run starts at 0.
    #[xml(
        attr,
        missing(Missing, "invalid idmap start/target/count settings"),
        invalid(Invalid, "invalid idmap start/target/count settings")
    )]
    pub start: u32,
    /// First number on the host.
    #[xml(
        attr,
        missing(Missing, "invalid idmap start/target/count settings"),
        invalid(Invalid, "invalid idmap start/target/count settings")
    )]
    pub target: u32,
    /// How many.
    #[xml(
        attr,
        missing(Missing, "invalid idmap start/target/count settings"),
        invalid(Invalid, "invalid idmap start/target/count settings")
    )]
    pub count: u32,
}
