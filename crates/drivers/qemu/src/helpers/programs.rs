//! Where the programs of helpers are.

use std::path::PathBuf;

use serde_json::Value;
use vir_qemu::command::{Helper, HelperKind};
use vir_types::{Code, Result};
use vir_util::process::{find_in, find_program};

use crate::shared::error;

/// Where programs are that no user calls.
const NOT_FOR_USERS: [&str; 2] = ["/usr/libexec", "/usr/lib/qemu"];

/// Where programs that serve devices are described.
const DESCRIBED: [&str; 3] =
    ["/etc/qemu/vhost-user", "/usr/local/share/qemu/vhost-user", "/usr/share/qemu/vhost-user"];

/// The program of a helper.
pub(super) fn find(helper: &Helper) -> Result<PathBuf> {
    if let Some(program) = &helper.program {
        return Ok(PathBuf::from(program));
    }
    let name = match helper.kind {
        HelperKind::Tpm => "swtpm",
        HelperKind::TpmSetup => "swtpm_setup",
        HelperKind::Passt => "passt",
        HelperKind::Reservations => "qemu-pr-helper",
        HelperKind::Filesystem => {
            if let Some(program) = described("fs") {
                return Ok(program);
            }
            "virtiofsd"
        }
        other => {
            let text = format!("a helper of kind {other:?} is not available in this version");
            return Err(error(Code::CONFIG_UNSUPPORTED, text));
        }
    };
    let found = find_program(name).or_else(|| find_in(NOT_FOR_USERS, name));
    found.ok_or_else(|| {
        let text = format!("Unable to find '{name}', which device '{}' needs", helper.alias);
        error(Code::OPERATION_UNSUPPORTED, text)
    })
}

/// The first program that is described as one for this kind of device.
fn described(kind: &str) -> Option<PathBuf> {
    let mut files: Vec<PathBuf> = DESCRIBED
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    // The number that their names begin with says which comes first.
    files.sort_by_key(|path| path.file_name().map(std::ffi::OsStr::to_owned));
    files.iter().find_map(|path| program_of(&std::fs::read_to_string(path).ok()?, kind))
}

fn program_of(description: &str, kind: &str) -> Option<PathBuf> {
    let description: Value = serde_json::from_str(description).ok()?;
    let is_it = description.get("type").and_then(Value::as_str) == Some(kind);
    let program = description.get("binary").and_then(Value::as_str).filter(|_| is_it)?;
    Some(PathBuf::from(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_read() {
        let text = r#"{"description":"x","type":"fs","binary":"/usr/libexec/virtiofsd"}"#;
        assert_eq!(program_of(text, "fs"), Some("/usr/libexec/virtiofsd".into()));
        assert_eq!(program_of(text, "gpu"), None);
        assert_eq!(program_of("{", "fs"), None);
    }
}
