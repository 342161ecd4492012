//! Which argument of a facet's method fills which field on the wire.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::client::{Route, args};
use super::dispatch::OBJECTS;
use super::model::Decl;
use super::rust::camel;
use crate::programs;

/// The structs that gather many arguments: their fields' names, in the order in which they travel.
pub(crate) struct Gathered(BTreeMap<String, Vec<String>>);

impl Gathered {
    /// Reads them from `vir-types`.
    pub(crate) fn load(root: &Path) -> Result<Self> {
        let folder = root.join("crates/types/src/params");
        let mut out = BTreeMap::new();
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let source = syn::parse_file(&text).with_context(|| path.display().to_string())?;
            for item in &source.items {
                let syn::Item::Macro(item) = item else { continue };
                if !item.mac.path.is_ident("params") {
                    continue;
                }
                let inner: syn::File = syn::parse2(item.mac.tokens.clone())?;
                for item in inner.items {
                    let syn::Item::Struct(item) = item else { continue };
                    let fields =
                        item.fields.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string()));
                    out.insert(item.ident.to_string(), fields.collect());
                }
            }
        }
        Ok(Self(out))
    }

    /// Whether the struct has this field.
    pub(crate) fn has_field(&self, name: &str, field: &str) -> bool {
        self.0.get(name).is_some_and(|fields| fields.iter().any(|one| one == field))
    }
}

/// What goes into a field.
pub(crate) enum Source {
    /// Whether results are wanted: the client always wants them.
    NeedResults,
    /// How many parameters there is room for.
    Room,
    /// An argument, by its place among the method's.
    Argument(usize),
    /// A field of an argument, by its name.
    Part(usize, String),
}

/// How a method's arguments travel.
pub(crate) struct Mapping<'a> {
    /// The fields of the wire's struct, in order.
    pub(crate) fields: Vec<(&'a Decl, Source)>,
    /// The argument that is descriptors, by its place.
    pub(crate) fds: Option<usize>,
}

/// Whether an argument is descriptors, which travel beside the struct.
pub(crate) fn is_fds(ty: &str) -> bool {
    matches!(ty, "OwnedFd" | "Vec < OwnedFd >")
}

/// Maps the arguments of a route.
pub(crate) fn map<'a>(route: &Route<'a>, gathered: &Gathered) -> Result<Mapping<'a>> {
    let mut sources = Vec::new();
    let mut fds = None;
    for (place, (_, ty)) in route.method.params.iter().enumerate() {
        if is_fds(ty) {
            fds = Some(place);
        } else if let Some(parts) = ty.strip_prefix("& ").and_then(|ty| gathered.0.get(ty)) {
            sources.extend(parts.iter().map(|name| Source::Part(place, name.clone())));
        } else {
            sources.push(Source::Argument(place));
        }
    }
    let mut sources = sources.into_iter();
    let mut fields = Vec::new();
    let declared = args(route).map(|args| args.fields.as_slice()).unwrap_or_default();
    for field in declared {
        let source = match field.name.as_str() {
            "need_results" => Source::NeedResults,
            "nparams" if route.procedure.shape == "params_get" => Source::Room,
            name => match sources.next() {
                Some(source) => source,
                None => {
                    bail!("{}: the wire has an argument '{name}' that the facet has not", route.method.name)
                }
            },
        };
        fields.push((field, source));
    }
    if sources.next().is_some() {
        bail!("{}: the facet has an argument that the wire has not", route.method.name);
    }
    Ok(Mapping { fields, fds })
}

/// The public method of an operation.
pub(crate) struct Public {
    /// The object that has it, and the place of the argument that says which one; `None` for the connection.
    pub(crate) object: Option<(String, usize)>,
    /// The type whose function it is, where the object is only its first argument.
    pub(crate) of_type: Option<String>,
    pub(crate) name: String,
}

impl Public {
    /// Whether the argument at this place is the object that has the method.
    pub(crate) fn is_receiver(&self, place: usize) -> bool {
        self.object.as_ref().is_some_and(|(_, receiver)| *receiver == place)
    }

    /// What stands before the arguments in a call, with the expression for the object.
    pub(crate) fn callee(&self, object: Option<String>) -> String {
        match (&self.of_type, object) {
            (Some(ty), _) => format!("libvir::{ty}::{}", self.name),
            (None, Some(object)) => format!("{object}.{}", self.name),
            (None, None) => format!("conn.{}", self.name),
        }
    }
}

/// The method of the connection that makes the object which an argument of this type names: `conn.domain(key)`.
pub(crate) fn object(ty: &str) -> Option<String> {
    let key = ty.strip_prefix("& ")?.strip_suffix("Key")?;
    // A connection to a daemon itself has no other objects.
    let key = key.strip_prefix("Admin").unwrap_or(key);
    let mut out = String::new();
    for letter in key.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    Some(out)
}

/// The arguments that are objects, by their places, with the method of the connection that makes each.
pub(crate) fn objects(route: &Route<'_>) -> BTreeMap<usize, String> {
    let params = route.method.params.iter().enumerate();
    params.filter_map(|(place, (_, ty))| Some((place, object(ty)?))).collect()
}

/// Where an operation is found in the public API.
pub(crate) fn public(route: &Route<'_>, mapping: &Mapping<'_>) -> Public {
    let operation = route.procedure.operation();
    let program = &route.program.name;
    let prefix = if programs::is_of_daemon(program) { String::new() } else { programs::prefix(program) };
    if let Some((_, Source::Argument(place))) = mapping.fields.first()
        && let Some(object) = object(&route.method.params[*place].1)
    {
        let rest = |of: &str| operation.strip_prefix(of)?.strip_prefix('_').map(ToOwned::to_owned);
        if let Some(rest) = rest(&object) {
            return Public { object: Some((object, *place)), of_type: None, name: format!("{prefix}{rest}") };
        }
        // Named after another kind of object than the one that it is asked of.
        let of = OBJECTS.iter().map(|(_, of)| *of).filter(|of| rest(of).is_some()).max_by_key(|of| of.len());
        if let Some((of, rest)) = of.and_then(|of| Some((of, rest(of)?))) {
            return Public { object: None, of_type: Some(camel(of)), name: format!("{prefix}{rest}") };
        }
    }
    let name = operation.strip_prefix("connect_").unwrap_or(&operation);
    Public { object: None, of_type: None, name: format!("{prefix}{name}") }
}
