//! What a parsed `.x` file must hold beyond its grammar.

use super::lexer::{Pos, SourceError};
use super::model::{Base, Decl, Resolved, Source};
use crate::programs;

/// Refuses unknown types, shapes that cannot travel, types that contain themselves.
pub(crate) fn check(source: &Source, imported: &[&Source]) -> Result<(), SourceError> {
    let fail =
        |pos: Pos, message: String| Err(SourceError { file: format!("xdr/{}.x", source.name), pos, message });
    let decls = source
        .structs
        .iter()
        .flat_map(|s| s.fields.iter())
        .chain(source.unions.iter().flat_map(|u| u.cases.iter().map(|(_, decl)| decl)))
        .chain(source.typedefs.iter());
    for decl in decls {
        if source.resolve(&decl.base, imported).is_none() {
            return fail(decl.pos, format!("there is no type '{}'", decl.base.text()));
        }
    }
    for item in &source.structs {
        for field in &item.fields {
            if contains(source, imported, field, &item.name, 0) {
                return fail(
                    field.pos,
                    format!("'{}' would contain itself through '{}'", item.name, field.name),
                );
            }
        }
    }
    for procedure in &source.procedures {
        if !procedure.has_rules() && programs::has_rules(&source.name) {
            return fail(
                procedure.pos,
                format!("'{}' has no @acl line; write '@acl: none' if none is meant", procedure.name),
            );
        }
    }
    Ok(())
}

fn contains(source: &Source, imported: &[&Source], decl: &Decl, target: &str, depth: usize) -> bool {
    if depth > 16 {
        return true;
    }
    let Base::Named(_) = &decl.base else { return false };
    let mut resolved = source.resolve(&decl.base, imported);
    while let Some(Resolved::Optional(inner)) = resolved {
        resolved = Some(*inner);
    }
    match resolved {
        Some(Resolved::Type { module: None, name }) => {
            name == target
                || source.struct_named(&name).is_some_and(|s| {
                    s.fields.iter().any(|f| contains(source, imported, f, target, depth + 1))
                })
        }
        _ => false,
    }
}
