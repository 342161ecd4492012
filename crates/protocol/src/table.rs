//! What is known of every procedure besides its arguments.

/// One program: a set of procedures with numbers of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Program {
    /// The name of its file and of its module.
    pub name: &'static str,
    /// What stands before a procedure's name to make the operation's: `qemu_`.
    pub prefix: &'static str,
    /// Its number on the wire.
    pub number: u32,
    /// Its version.
    pub version: u32,
    /// Whether its operations are those of a daemon itself, on a socket of its own.
    pub of_daemon: bool,
    /// Every procedure, by number.
    pub procedures: &'static [Procedure],
}

impl Program {
    /// The procedure that carries this operation, if the program has it.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&'static Procedure> {
        let name = name.strip_prefix(self.prefix)?;
        self.procedures.iter().find(|procedure| procedure.name == name)
    }
}

/// One procedure of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Procedure {
    /// Its number on the wire.
    pub number: i32,
    /// The operation's name, in lower case; programs other than remote leave out their prefix.
    pub name: &'static str,
    /// Whether it may overtake calls that wait for a guest.
    pub high: bool,
    /// How its arguments and results map.
    pub shape: Shape,
    /// The argument before which a stream stands that the client reads.
    pub read_stream: Option<u32>,
    /// The argument before which a stream stands that the client writes.
    pub write_stream: Option<u32>,
    /// What the caller must be allowed, all of it; empty for nothing.
    pub acl: &'static [AclRule],
    /// What the caller must be allowed to see one object of the returned list.
    pub aclfilter: &'static [AclRule],
}

impl Procedure {
    /// Whether the operation may change something: any permission beyond looking.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.acl.iter().any(|rule| {
            !matches!(rule.permission, "read" | "getattr" | "read_secure" | "data_read")
                && !rule.permission.starts_with("search_")
        })
    }
}

/// How a procedure's arguments and results map to the driver's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// Arguments one by one, the result as it is.
    Call,
    /// A list of objects with a count behind it, empty when only the count is wanted.
    ListAll,
    /// At most so many names or numbers.
    Names,
    /// A message that the server sends unasked.
    Event,
    /// Typed parameters out.
    ParamsGet,
    /// Typed parameters in.
    ParamsSet,
    /// Opens a stream.
    Stream,
}

/// One permission that a caller needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct AclRule {
    /// The kind of object: `domain`, `connect` …
    pub object: &'static str,
    /// The permission on it: `read`, `write`, `start` …
    pub permission: &'static str,
    /// With which flags it is needed.
    pub when: When,
}

/// With which flags a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum When {
    /// Always.
    Always,
    /// When at least one of these bits is set.
    AnySet(u32),
    /// When none of these bits is set.
    NoneSet(u32),
    /// When the argument with this name has this value.
    ArgumentIs(&'static str, u32),
}

impl When {
    /// Whether the rule applies to a call with these flags; for [`When::ArgumentIs`], with that
    /// argument's value.
    #[must_use]
    pub fn applies(self, flags: u32) -> bool {
        match self {
            Self::Always => true,
            Self::AnySet(bits) => flags & bits != 0,
            Self::NoneSet(bits) => flags & bits == 0,
            Self::ArgumentIs(_, value) => flags == value,
        }
    }
}
