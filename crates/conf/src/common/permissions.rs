//! `<permissions>` of files and folders.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, WriteOptions, XmlElement};

/// Who may do what with a file or folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "Permissions::finish")]
#[non_exhaustive]
pub struct Permissions {
    /// The bits.
    #[xml(text = "mode", with = "crate::common::octal", invalid(Invalid, "malformed octal mode"))]
    pub mode: Option<u32>,
    /// The user; -1 is none.
    #[xml(
        text = "owner",
        with = "crate::common::optional_id",
        write_if = "Permissions::has_owner",
        invalid(Invalid, "malformed owner element")
    )]
    pub owner: Option<i32>,
    /// The group; -1 is none.
    #[xml(
        text = "group",
        with = "crate::common::optional_id",
        write_if = "Permissions::has_group",
        invalid(Invalid, "malformed group element")
    )]
    pub group: Option<i32>,
    /// The security label.
    #[xml(text = "label")]
    pub label: Option<String>,
}

impl Permissions {
    fn finish(&mut self, node: Node<'_>) -> vir_xml::Result<()> {
        for (name, id) in [("owner", self.owner), ("group", self.group)] {
            if let (Some(child), None) = (node.child(name), id) {
                return Err(child.error(Kind::Invalid, format!("malformed {name} element")));
            }
        }
        Ok(())
    }

    fn has_owner(&self, _: WriteOptions) -> bool {
        self.owner != Some(-1)
    }

    fn has_group(&self, _: WriteOptions) -> bool {
        self.group != Some(-1)
    }

    /// Whether nothing is said; then it is not written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mode.is_none()
            && self.owner.is_none_or(|id| id == -1)
            && self.group.is_none_or(|id| id == -1)
            && self.label.is_none()
    }
}
