//! What a `.x` file says.

use std::collections::BTreeMap;

use super::lexer::Pos;

/// A whole `.x` file.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// `remote` for `remote.x`.
    pub(crate) name: String,
    pub(crate) imports: Vec<String>,
    pub(crate) consts: Vec<Const>,
    pub(crate) typedefs: Vec<Decl>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) structs: Vec<Struct>,
    pub(crate) unions: Vec<Union>,
    pub(crate) procedures: Vec<Procedure>,
}

#[derive(Debug, Clone)]
pub(crate) struct Const {
    pub(crate) name: String,
    pub(crate) value: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Base {
    Int,
    UnsignedInt,
    Hyper,
    UnsignedHyper,
    Short,
    UnsignedShort,
    Char,
    UnsignedChar,
    Double,
    Bool,
    String,
    Opaque,
    Named(String),
}

impl Base {
    /// As it is written in a `.x` file.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Int => "int",
            Self::UnsignedInt => "unsigned int",
            Self::Hyper => "hyper",
            Self::UnsignedHyper => "unsigned hyper",
            Self::Short => "short",
            Self::UnsignedShort => "unsigned short",
            Self::Char => "char",
            Self::UnsignedChar => "unsigned char",
            Self::Double => "double",
            Self::Bool => "bool",
            Self::String => "string",
            Self::Opaque => "opaque",
            Self::Named(name) => name,
        }
    }
}

/// How often a declared thing occurs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Count {
    One,
    /// `*`: none or one.
    Optional,
    /// `[N]`: exactly so many.
    Exactly(u64),
    /// `<N>`: so many at most; with the constant's name if it has one.
    AtMost(u64, Option<String>),
}

#[derive(Debug, Clone)]
pub(crate) struct Decl {
    pub(crate) base: Base,
    pub(crate) count: Count,
    pub(crate) name: String,
    pub(crate) pos: Pos,
}

#[derive(Debug, Clone)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) values: Vec<Const>,
}

#[derive(Debug, Clone)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) fields: Vec<Decl>,
}

#[derive(Debug, Clone)]
pub(crate) struct Union {
    pub(crate) name: String,
    pub(crate) cases: Vec<(Const, Decl)>,
}

/// One `@acl` or `@aclfilter` line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AclRule {
    pub(crate) object: String,
    pub(crate) permission: String,
    pub(crate) when: When,
}

/// With which arguments a rule applies.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum When {
    Always,
    AnySet(u64),
    NoneSet(u64),
    /// When the named argument has this value.
    ArgumentIs(String, u64),
}

#[derive(Debug, Clone)]
pub(crate) struct Procedure {
    /// In capitals, as written.
    pub(crate) name: String,
    pub(crate) number: u64,
    pub(crate) pos: Pos,
    pub(crate) generate: Generate,
    pub(crate) shape: String,
    pub(crate) high: bool,
    pub(crate) read_stream: Option<u64>,
    pub(crate) write_stream: Option<u64>,
    pub(crate) acl: Vec<AclRule>,
    pub(crate) aclfilter: Vec<AclRule>,
}

impl Procedure {
    /// The operation's name: the procedure's in lower case.
    pub(crate) fn operation(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    pub(crate) fn is_event(&self) -> bool {
        self.shape == "event"
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generate {
    Both,
    Client,
    Server,
    None,
}

/// What a type name stands for once typedefs are followed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Resolved {
    Plain(Base),
    /// A string of at most so many bytes.
    String(u64),
    Opaque(u64),
    OpaqueFixed(u64),
    /// A struct, union or enum; with the module it comes from.
    Type {
        module: Option<String>,
        name: String,
    },
    Optional(Box<Resolved>),
}

impl Source {
    /// The constants by name.
    pub(crate) fn const_map(&self) -> BTreeMap<&str, u64> {
        self.consts.iter().map(|c| (c.name.as_str(), c.value)).collect()
    }

    pub(crate) fn struct_named(&self, name: &str) -> Option<&Struct> {
        self.structs.iter().find(|s| s.name == name)
    }

    fn has_type(&self, name: &str) -> bool {
        self.structs.iter().any(|s| s.name == name)
            || self.unions.iter().any(|u| u.name == name)
            || self.enums.iter().any(|e| e.name == name)
    }

    /// Follows typedefs here, then in the imported files.
    pub(crate) fn resolve(&self, base: &Base, imported: &[&Source]) -> Option<Resolved> {
        let Base::Named(name) = base else { return Some(Resolved::Plain(base.clone())) };
        for source in std::iter::once(self).chain(imported.iter().copied()) {
            let module = (source.name != self.name).then(|| source.name.clone());
            if source.has_type(name) {
                return Some(Resolved::Type { module, name: name.clone() });
            }
            if let Some(typedef) = source.typedefs.iter().find(|t| t.name == *name) {
                return match (&typedef.base, &typedef.count) {
                    (Base::String, Count::AtMost(max, _)) => Some(Resolved::String(*max)),
                    (Base::Opaque, Count::AtMost(max, _)) => Some(Resolved::Opaque(*max)),
                    (Base::Opaque, Count::Exactly(size)) => Some(Resolved::OpaqueFixed(*size)),
                    (base, Count::Optional) => {
                        let inner = source.resolve(base, &[])?;
                        let inner = match inner {
                            Resolved::Type { name, .. } => Resolved::Type { module, name },
                            other => other,
                        };
                        Some(Resolved::Optional(Box::new(inner)))
                    }
                    (base, Count::One) => source.resolve(base, &[]),
                    _ => None,
                };
            }
        }
        None
    }
}
