//! The program `rnc-validate`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::disallowed_methods)]
#![allow(missing_docs)]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A folder with a schema and documents; gone when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rnc-validate-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        folder.write("a schema.rnc", "include 'part.rng' { start = element a { b* } }");
        folder.write(
            "part.rng",
            "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><start><ref name='b'/></start>
             <define name='b'><element name='b'><text/></element></define></grammar>",
        );
        folder.write("good.xml", "<a><b/></a>");
        folder.write("bad.xml", "<a>\n<c/></a>");
        folder
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    /// Status, output and errors.
    fn run(&self, arguments: &[&str], input: &str) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rnc-validate"));
        command.args(arguments).current_dir(&self.0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that does not read its input may be gone by now.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn verdicts() {
    let folder = Folder::new("verdicts");
    assert_eq!(folder.run(&["a schema.rnc", "good.xml"], ""), (0, String::new(), String::new()));
    let (status, output, errors) = folder.run(&["a schema.rnc", "good.xml", "bad.xml"], "");
    assert_eq!((status, errors.as_str()), (1, ""));
    assert_eq!(output, "bad.xml:2:1: element 'c' is not allowed here; expected: b\n");
    assert_eq!(folder.run(&["-q", "a schema.rnc", "bad.xml"], ""), (1, String::new(), String::new()));
    assert_eq!(folder.run(&["a schema.rnc", "-"], "<a/>").0, 0);
    assert_eq!(folder.run(&["a schema.rnc", "-"], "<b/>").0, 1);
}

#[test]
fn for_machines() {
    let folder = Folder::new("machines");
    let (status, output, _) = folder.run(&["--json", "a schema.rnc", "good.xml", "bad.xml"], "");
    assert_eq!(status, 1);
    let lines: Vec<serde_json::Value> =
        output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0], serde_json::json!({ "file": "good.xml", "valid": true, "mistakes": [] }));
    assert_eq!(lines[1]["mistakes"][0]["line"], 2);
    assert_eq!(lines[1]["mistakes"][0]["kind"], "element");
    assert_eq!(lines[1]["mistakes"][0]["expected"], serde_json::json!(["b"]));
}

#[test]
fn what_cannot_be_used() {
    let folder = Folder::new("usage");
    folder.write("wrong.rnc", "element a { b }");
    folder.write("latin1.xml", "");
    std::fs::write(folder.0.join("latin1.xml"), b"<a>\xe9</a>").unwrap();
    let cases: [(&[&str], &str); 7] = [
        (&[], "no schema is given"),
        (&["a schema.rnc"], "no file to check"),
        (&["--sideways", "a schema.rnc", "good.xml"], "--sideways"),
        (&["none.rnc", "good.xml"], "none.rnc: cannot be read"),
        (&["wrong.rnc", "good.xml"], "wrong.rnc:1:13: 'b' is referred to"),
        (&["a schema.rnc", "none.xml"], "cannot read 'none.xml'"),
        (&["a schema.rnc", "latin1.xml"], "it is not UTF-8"),
    ];
    for (arguments, reason) in cases {
        let (status, output, errors) = folder.run(arguments, "");
        assert_eq!((status, output.as_str()), (2, ""), "{arguments:?}");
        assert!(errors.starts_with("rnc-validate: ") && errors.contains(reason), "{errors}");
    }
    let (status, output, _) = folder.run(&["--help"], "");
    assert!(status == 0 && output.starts_with("Usage: rnc-validate"));
}
