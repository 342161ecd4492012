//! The `@name: value` lines above a procedure.

use std::collections::BTreeMap;

use super::lexer::Pos;
use super::model::{AclRule, Generate, Procedure, When};

const SHAPES: &[&str] = &["call", "list_all", "names", "event", "params_get", "params_set", "stream"];

#[derive(Debug)]
pub(crate) struct Annotations {
    generate: Generate,
    shape: String,
    high: bool,
    read_stream: Option<u64>,
    write_stream: Option<u64>,
    acl: Vec<AclRule>,
    aclfilter: Vec<AclRule>,
}

impl Default for Annotations {
    fn default() -> Self {
        Self {
            generate: Generate::None,
            shape: "call".to_owned(),
            high: false,
            read_stream: None,
            write_stream: None,
            acl: Vec::new(),
            aclfilter: Vec::new(),
        }
    }
}

impl Annotations {
    /// Reads a comment's lines; a mistake is named with the number of its line in the comment.
    pub(crate) fn parse(text: &str, consts: &BTreeMap<&str, u64>) -> Result<Self, (usize, String)> {
        let mut out = Self::default();
        for (offset, line) in text.lines().enumerate() {
            let line = line.trim().trim_start_matches('*').trim();
            let Some(line) = line.strip_prefix('@') else { continue };
            let fail = |message: String| (offset, message);
            let (name, value) =
                line.split_once(':').ok_or_else(|| fail(format!("'@{line}' has no value")))?;
            let value = value.trim();
            let bad = || fail(format!("'@{name}: {value}' is not understood"));
            match name {
                "generate" => {
                    out.generate = match value {
                        "both" => Generate::Both,
                        "client" => Generate::Client,
                        "server" => Generate::Server,
                        "none" => Generate::None,
                        _ => return Err(bad()),
                    }
                }
                "shape" if SHAPES.contains(&value) => out.shape = value.to_owned(),
                "priority" => {
                    out.high = match value {
                        "high" => true,
                        "low" => false,
                        _ => return Err(bad()),
                    }
                }
                "readstream" => out.read_stream = Some(value.parse().map_err(|_| bad())?),
                "writestream" => out.write_stream = Some(value.parse().map_err(|_| bad())?),
                "acl" => out.acl.push(rule(value, consts).map_err(fail)?),
                "aclfilter" => out.aclfilter.push(rule(value, consts).map_err(fail)?),
                _ => return Err(bad()),
            }
        }
        Ok(out)
    }

    pub(crate) fn procedure(self, name: String, number: u64, pos: Pos) -> Procedure {
        Procedure {
            name,
            number,
            pos,
            generate: self.generate,
            shape: self.shape,
            high: self.high,
            read_stream: self.read_stream,
            write_stream: self.write_stream,
            acl: self.acl,
            aclfilter: self.aclfilter,
        }
    }
}

/// `none`, `object:permission`, and with flags `…:FLAG`, `…:!FLAG|FLAG`, or `…::argument:VALUE`.
fn rule(text: &str, consts: &BTreeMap<&str, u64>) -> Result<AclRule, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let value = |names: &str| {
        let mut bits = 0;
        for name in names.split('|') {
            bits |= consts.get(name).ok_or_else(|| format!("there is no constant '{name}' above"))?;
        }
        Ok::<u64, String>(bits)
    };
    let (object, permission, when) = match parts.as_slice() {
        ["none"] => ("none", "", When::Always),
        [object, permission] if !permission.is_empty() => (*object, *permission, When::Always),
        [object, permission, flags] => match flags.strip_prefix('!') {
            Some(flags) => (*object, *permission, When::NoneSet(value(flags)?)),
            None => (*object, *permission, When::AnySet(value(flags)?)),
        },
        [object, permission, "", argument, name] => {
            (*object, *permission, When::ArgumentIs((*argument).to_owned(), value(name)?))
        }
        _ => return Err(format!("'{text}' names no permission: write OBJECT:PERMISSION")),
    };
    Ok(AclRule { object: object.to_owned(), permission: permission.to_owned(), when })
}
