//! Types that a description may name, and how each looks at every layer.

use anyhow::{Result, bail};

use super::house::House;

/// A type of a parameter, a field or a result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ty {
    U32,
    I32,
    U64,
    I64,
    F64,
    Bool,
    Text,
    OptText,
    Uuid,
    Bytes,
    Texts,
    TypedParams,
    /// A word of the vocabulary, such as `DomainState`.
    Word(String),
    /// A set of bits.
    Flags(String),
}

/// The plain ones, as descriptions call them.
const PLAIN: &[(&str, Ty)] = &[
    ("u32", Ty::U32),
    ("i32", Ty::I32),
    ("u64", Ty::U64),
    ("i64", Ty::I64),
    ("f64", Ty::F64),
    ("bool", Ty::Bool),
    ("string", Ty::Text),
    ("string?", Ty::OptText),
    ("uuid", Ty::Uuid),
    ("bytes", Ty::Bytes),
    ("strings", Ty::Texts),
    ("typed_params", Ty::TypedParams),
];

impl Ty {
    /// The type that a description names.
    pub(crate) fn named(name: &str, house: &House) -> Result<Self> {
        if let Some((_, ty)) = PLAIN.iter().find(|(one, _)| *one == name) {
            return Ok(ty.clone());
        }
        match house.words.get(name).map(|word| word.shape.as_str()) {
            Some("words") => Ok(Self::Word(name.to_owned())),
            Some("flags") => Ok(Self::Flags(name.to_owned())),
            _ => {
                let known: Vec<&str> = PLAIN.iter().map(|(one, _)| *one).collect();
                bail!(
                    "there is no type '{name}': {}, or a word of crates/types/src/words such as DomainState",
                    known.join(", ")
                )
            }
        }
    }

    /// Whether it needs a bound.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self, Self::Bytes | Self::Texts | Self::TypedParams)
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::U32 | Self::I32 | Self::U64 | Self::I64 | Self::F64)
    }

    /// As a field or result in Rust.
    pub(crate) fn owned(&self) -> String {
        match self {
            Self::U32 => "u32",
            Self::I32 => "i32",
            Self::U64 => "u64",
            Self::I64 => "i64",
            Self::F64 => "f64",
            Self::Bool => "bool",
            Self::Text => "String",
            Self::OptText => "Option<String>",
            Self::Uuid => "Uuid",
            Self::Bytes => "Vec<u8>",
            Self::Texts => "Vec<String>",
            Self::TypedParams => "TypedParams",
            Self::Word(name) | Self::Flags(name) => name,
        }
        .to_owned()
    }

    /// As a parameter in Rust.
    pub(crate) fn param(&self) -> String {
        match self {
            Self::Text => "&str".to_owned(),
            Self::OptText => "Option<&str>".to_owned(),
            Self::Bytes => "&[u8]".to_owned(),
            Self::Texts => "&[String]".to_owned(),
            Self::TypedParams => "&TypedParams".to_owned(),
            _ => self.owned(),
        }
    }

    /// The name that has to be in scope, if there is one.
    pub(crate) fn import(&self) -> Option<String> {
        match self {
            Self::Uuid | Self::TypedParams | Self::Word(_) | Self::Flags(_) => Some(self.owned()),
            _ => None,
        }
    }

    /// As a declaration in a `.x` file.
    pub(crate) fn wire(&self, name: &str, bound: Option<&str>) -> String {
        let bound = bound.unwrap_or("STRING_MAX");
        match self {
            Self::U32 | Self::Flags(_) => format!("unsigned int {name}"),
            Self::I32 | Self::Bool | Self::Word(_) => format!("int {name}"),
            Self::U64 => format!("unsigned hyper {name}"),
            Self::I64 => format!("hyper {name}"),
            Self::F64 => format!("double {name}"),
            Self::Text => format!("nonnull_string {name}"),
            Self::OptText => format!("nullable_string {name}"),
            Self::Uuid => format!("uuid {name}"),
            Self::Bytes => format!("opaque {name}<{bound}>"),
            Self::Texts => format!("nonnull_string {name}<{bound}>"),
            Self::TypedParams => format!("typed_param {name}<{bound}>"),
        }
    }

    /// A value for tests, as a parameter; `seed` makes those of one call differ.
    pub(crate) fn sample(&self, seed: u32) -> String {
        match self {
            Self::U32 | Self::U64 => (3 + seed).to_string(),
            Self::I32 | Self::I64 => format!("-{}", 3 + seed),
            Self::F64 => format!("{}.5", 3 + seed),
            Self::Bool => "true".to_owned(),
            Self::Text => format!("\"text {seed}\""),
            Self::OptText => format!("Some(\"text {seed}\")"),
            Self::Uuid => format!("Uuid([{}; 16])", 3 + seed),
            Self::Bytes => format!("&[1_u8, 2, {}]", 3 + seed),
            Self::Texts => format!("&[\"one\".to_owned(), \"text {seed}\".to_owned()]"),
            Self::TypedParams => format!("&TypedParams::new().with(\"name\", {}_u32)", 3 + seed),
            Self::Word(name) => format!("{name}({})", 1 + seed),
            Self::Flags(name) => format!("{name}::from_bits(1)"),
        }
    }

    /// The same value as a field or result.
    pub(crate) fn owned_sample(&self, seed: u32) -> String {
        let value = self.sample(seed);
        match self {
            Self::Text => format!("{value}.to_owned()"),
            Self::OptText => format!("Some(\"text {seed}\".to_owned())"),
            Self::Bytes | Self::Texts => format!("vec!{}", value.trim_start_matches('&')),
            Self::TypedParams => value.trim_start_matches('&').to_owned(),
            _ => value,
        }
    }

    /// The bytes of that value on the wire.
    pub(crate) fn bytes(&self, seed: u32) -> Vec<u8> {
        let number = 3 + seed;
        match self {
            Self::U32 => number.to_be_bytes().to_vec(),
            Self::I32 => (-i64::from(number)).to_be_bytes()[4..].to_vec(),
            Self::U64 => u64::from(number).to_be_bytes().to_vec(),
            Self::I64 => (-i64::from(number)).to_be_bytes().to_vec(),
            Self::F64 => (f64::from(number) + 0.5).to_be_bytes().to_vec(),
            Self::Bool | Self::Flags(_) => vec![0, 0, 0, 1],
            Self::Word(_) => (1 + seed).to_be_bytes().to_vec(),
            Self::Text => text(&format!("text {seed}")),
            Self::OptText => [vec![0, 0, 0, 1], text(&format!("text {seed}"))].concat(),
            Self::Uuid => vec![u8::try_from(number).unwrap_or(u8::MAX); 16],
            Self::Bytes => vec![0, 0, 0, 3, 1, 2, u8::try_from(number).unwrap_or(u8::MAX), 0],
            Self::Texts => [vec![0, 0, 0, 2], text("one"), text(&format!("text {seed}"))].concat(),
            // One parameter: its name, its kind (2 is an unsigned number), its value.
            Self::TypedParams => {
                [vec![0, 0, 0, 1], text("name"), vec![0, 0, 0, 2], number.to_be_bytes().to_vec()].concat()
            }
        }
    }
}

/// A text on the wire: its length, its bytes, zeros up to a multiple of four.
pub(crate) fn text(text: &str) -> Vec<u8> {
    let mut out = u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    out.extend(text.bytes());
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

/// How a unit ends the name of a number.
pub(crate) fn suffix(unit: Option<&str>) -> Option<&'static str> {
    Some(match unit? {
        "KiB" => "kib",
        "MiB" => "mib",
        "GiB" => "gib",
        "bytes" | "B" => "bytes",
        "ns" => "ns",
        "us" | "µs" => "us",
        "ms" => "ms",
        "s" => "s",
        "MHz" => "mhz",
        _ => return None,
    })
}

/// An object that operations are asked of.
#[derive(Debug)]
pub(crate) struct Object {
    /// As operations begin.
    pub(crate) name: &'static str,
    pub(crate) key: &'static str,
    /// The parameter's name in facets, and the field's on the wire.
    pub(crate) param: &'static str,
    pub(crate) wire: &'static str,
    /// The handle in `libvir`.
    pub(crate) handle: &'static str,
    /// In names of C.
    pub(crate) c: &'static str,
    /// The usual facets for looking and for changing.
    pub(crate) facets: [&'static str; 2],
    /// A key for tests.
    pub(crate) sample: &'static str,
    /// The key in the wire's words.
    pub(crate) wire_sample: &'static str,
    /// What else the sample needs in scope.
    pub(crate) imports: &'static [&'static str],
    /// What an error says when it is gone.
    pub(crate) gone: &'static str,
    /// The folder of its commands.
    pub(crate) group: &'static str,
}

pub(crate) const OBJECTS: &[Object] = &[
    Object {
        name: "domain",
        key: "DomainKey",
        param: "dom",
        wire: "nonnull_domain",
        handle: "Domain",
        c: "Domain",
        facets: ["DomainStatus", "DomainTuning"],
        sample: "DomainKey::new(\"vm\", Uuid([1; 16]), None)",
        wire_sample: "NonnullDomain { name: \"vm\".into(), uuid: [1; 16], id: -1 }",
        imports: &["Uuid"],
        gone: "NoDomain",
        group: "domain",
    },
    Object {
        name: "network",
        key: "NetworkKey",
        param: "net",
        wire: "nonnull_network",
        handle: "Network",
        c: "Network",
        facets: ["NetworkDetails", "NetworkDetails"],
        sample: "NetworkKey::new(\"net\", Uuid([1; 16]))",
        wire_sample: "NonnullNetwork { name: \"net\".into(), uuid: [1; 16] }",
        imports: &["Uuid"],
        gone: "NoNetwork",
        group: "network",
    },
    Object {
        name: "storage_pool",
        key: "StoragePoolKey",
        param: "pool",
        wire: "nonnull_storage_pool",
        handle: "StoragePool",
        c: "StoragePool",
        facets: ["StoragePools", "StoragePools"],
        sample: "StoragePoolKey::new(\"pool\", Uuid([1; 16]))",
        wire_sample: "NonnullStoragePool { name: \"pool\".into(), uuid: [1; 16] }",
        imports: &["Uuid"],
        gone: "NoStoragePool",
        group: "pool",
    },
    Object {
        name: "storage_vol",
        key: "StorageVolKey",
        param: "vol",
        wire: "nonnull_storage_vol",
        handle: "StorageVol",
        c: "StorageVol",
        facets: ["StorageVolumes", "StorageVolumes"],
        sample: "StorageVolKey { pool: \"pool\".into(), name: \"vol\".into(), key: \"/pool/vol\".into() }",
        wire_sample: "NonnullStorageVol { pool: \"pool\".into(), name: \"vol\".into(), key: \"/pool/vol\".into() }",
        imports: &[],
        gone: "NoStorageVol",
        group: "volume",
    },
    Object {
        name: "interface",
        key: "InterfaceKey",
        param: "iface",
        wire: "nonnull_interface",
        handle: "Interface",
        c: "Interface",
        facets: ["Interfaces", "Interfaces"],
        sample: "InterfaceKey { name: \"eth0\".into(), mac: \"52:54:00:00:00:01\".into() }",
        wire_sample: "NonnullInterface { name: \"eth0\".into(), mac: \"52:54:00:00:00:01\".into() }",
        imports: &[],
        gone: "NoInterface",
        group: "interface",
    },
    Object {
        name: "node_device",
        key: "NodeDeviceKey",
        param: "dev",
        wire: "nonnull_node_device",
        handle: "NodeDevice",
        c: "NodeDevice",
        facets: ["NodeDevices", "NodeDevices"],
        sample: "NodeDeviceKey { name: \"computer\".into() }",
        wire_sample: "NonnullNodeDevice { name: \"computer\".into() }",
        imports: &[],
        gone: "NoNodeDevice",
        group: "nodedev",
    },
    Object {
        name: "nwfilter",
        key: "NwfilterKey",
        param: "nwfilter",
        wire: "nonnull_nwfilter",
        handle: "Nwfilter",
        c: "NWFilter",
        facets: ["Nwfilters", "Nwfilters"],
        sample: "NwfilterKey::new(\"filter\", Uuid([1; 16]))",
        wire_sample: "NonnullNwfilter { name: \"filter\".into(), uuid: [1; 16] }",
        imports: &["Uuid"],
        gone: "NoNwfilter",
        group: "nwfilter",
    },
    Object {
        name: "secret",
        key: "SecretKey",
        param: "secret",
        wire: "nonnull_secret",
        handle: "Secret",
        c: "Secret",
        facets: ["Secrets", "Secrets"],
        sample: "SecretKey { uuid: Uuid([1; 16]), usage_type: SecretUsageType::VOLUME, usage_id: \"/vol\".into() }",
        wire_sample: "NonnullSecret { uuid: [1; 16], usage_type: 1, usage_id: \"/vol\".into() }",
        imports: &["SecretUsageType", "Uuid"],
        gone: "NoSecret",
        group: "secret",
    },
];

impl Object {
    /// The object of this name; nothing for the connection itself.
    pub(crate) fn named(name: &str) -> Result<Option<&'static Self>> {
        if name == "connect" {
            return Ok(None);
        }
        match OBJECTS.iter().find(|object| object.name == name) {
            Some(object) => Ok(Some(object)),
            None => {
                let known: Vec<&str> = OBJECTS.iter().map(|object| object.name).collect();
                bail!("there is no object '{name}': connect, {}", known.join(", "))
            }
        }
    }

    /// The bytes of the sample on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let uuid = vec![1; 16];
        match self.name {
            "domain" => [text("vm"), uuid, vec![0xff; 4]].concat(),
            "network" => [text("net"), uuid].concat(),
            "storage_pool" => [text("pool"), uuid].concat(),
            "storage_vol" => [text("pool"), text("vol"), text("/pool/vol")].concat(),
            "interface" => [text("eth0"), text("52:54:00:00:00:01")].concat(),
            "node_device" => text("computer"),
            "nwfilter" => [text("filter"), uuid].concat(),
            _ => [uuid, vec![0, 0, 0, 1], text("/vol")].concat(),
        }
    }
}

impl Object {
    /// What the object is called in the shell.
    pub(crate) fn group_word(&self) -> &'static str {
        match self.name {
            "storage_pool" => "pool",
            "storage_vol" => "vol",
            "node_device" => "device",
            other => other,
        }
    }
}
