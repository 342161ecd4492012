//! The cases: an input and what is expected of it for one emulator.

use std::collections::BTreeMap;

use super::Aspect;
use crate::corpus::Corpus;

const FOLDER: &str = "domain/qemu";

/// Architectures as they begin the second part of a file's name.
const ARCHES: &[&str] =
    &["x86_64", "i686", "s390x", "ppc64", "ppc", "aarch64", "armv7l", "riscv64", "loongarch64", "sparc"];

/// An input with what libvirt makes of it.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// The name of its input.
    pub name: String,
    /// The architecture of its emulator.
    pub arch: String,
    /// The version of its emulator, or `latest`.
    pub version: String,
    /// What is unusual about the run: `+word` for the emulator, `.abi-update` for the way it is read.
    pub variant: String,
    /// The input.
    pub input: String,
    expected: BTreeMap<&'static str, String>,
}

impl Case {
    /// What it is called in reports.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{}.{}-{}{}", self.name, self.arch, self.version, self.variant)
    }

    /// What is expected of it.
    #[must_use]
    pub fn expected(&self, aspect: Aspect) -> Option<&str> {
        self.expected.get(aspect.name()).map(String::as_str)
    }

    /// Whether it is read as a new definition, for which newer hardware may be chosen.
    #[must_use]
    pub fn abi_update(&self) -> bool {
        self.variant.contains("abi-update")
    }
}

/// Takes a file's name apart: name, architecture, version, variant and aspect.
fn parts(file: &str) -> Option<(&str, &str, &str, &str, &'static str)> {
    let aspect = Aspect::ALL.into_iter().find(|aspect| file.ends_with(&format!(".{}", aspect.name())))?;
    let stem = file.strip_suffix(aspect.name())?.strip_suffix('.')?;
    stem.match_indices('.').find_map(|(at, _)| {
        let (name, rest) = (stem.get(..at)?, stem.get(at + 1..)?);
        let (arch, rest) = rest.split_once('-').filter(|(arch, _)| ARCHES.contains(arch))?;
        let end = rest.find(['+']).or_else(|| rest.find(".abi")).unwrap_or(rest.len());
        Some((name, arch, rest.get(..end)?, rest.get(end..)?, aspect.name()))
    })
}

/// All cases, in the order of their names.
#[must_use]
pub fn cases(corpus: &Corpus) -> Vec<Case> {
    let mut all: BTreeMap<String, Case> = BTreeMap::new();
    for file in corpus.files(FOLDER) {
        let Some((name, arch, version, variant, aspect)) = parts(&file) else { continue };
        let Some(expected) = corpus.text(&format!("{FOLDER}/{file}")) else { continue };
        let key = file.strip_suffix(aspect).unwrap_or(&file).to_owned();
        let case = all.entry(key).or_insert_with(|| Case {
            name: name.into(),
            arch: arch.into(),
            version: version.into(),
            variant: variant.into(),
            ..Case::default()
        });
        case.expected.insert(aspect, expected);
    }
    let mut cases: Vec<Case> = all.into_values().collect();
    for case in &mut cases {
        case.input = corpus.text(&format!("{FOLDER}/{}.xml", case.name)).unwrap_or_default();
    }
    cases.retain(|case| !case.input.is_empty());
    cases
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn names() {
        assert_eq!(parts("a.b.x86_64-latest.args"), Some(("a.b", "x86_64", "latest", "", "args")));
        assert_eq!(parts("a.x86_64-7.2.0+sev.xml"), Some(("a", "x86_64", "7.2.0", "+sev", "xml")));
        let update = Some(("a", "x86_64", "latest", ".abi-update", "xml"));
        assert_eq!(parts("a.x86_64-latest.abi-update.xml"), update);
        assert_eq!(parts("a.xml"), None);
    }
}
