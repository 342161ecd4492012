//! Verdicts on small repositories that are thrown away.

use std::path::PathBuf;

use super::*;

/// A repository with a first commit.
struct Repository(PathBuf);

impl Repository {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("xtask-series-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let new = Self(folder);
        new.git(&["init", "--quiet"]);
        for setting in [["user.name", "x"], ["user.email", "x@localhost"], ["commit.gpgsign", "false"]] {
            new.git(&["config", setting[0], setting[1]]);
        }
        new.commit(
            "docs: begin",
            &[("docs/a.md", "a\n"), ("xdr/staged.txt", ""), ("xdr/remote.structs", LAYOUT)],
        );
        new.git(&["tag", "base"]);
        new
    }

    fn git(&self, args: &[&str]) -> String {
        git(&self.0, args).unwrap()
    }

    fn commit(&self, message: &str, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = self.0.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
    }

    /// What is told of each commit after the first.
    fn faults(&self) -> Vec<Vec<String>> {
        read(&self.0, "base").unwrap().into_iter().map(|row| row.faults).collect()
    }

    /// The one fault of the last commit.
    #[track_caller]
    fn fault(&self) -> String {
        let mut all = self.faults();
        let last = all.pop().unwrap();
        assert_eq!(last.len(), 1, "{last:?}");
        assert!(all.iter().all(Vec::is_empty), "{all:?}");
        last.into_iter().next().unwrap()
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const LAYOUT: &str = "# frozen\nstruct a_args {\n    int a;\n};\nprocedure A = 1;\n";

const METHOD: &str = "pub trait F {\n    async fn domain_do_it(&self) -> Result<()> {\n    }\n}\n";

fn step(crate_folder: &str) -> (String, &'static str) {
    (format!("crates/{crate_folder}/src/x.rs"), "    drv.domain_do_it(&self.key).await\n")
}

#[test]
fn a_series_in_order_has_no_fault() {
    let repo = Repository::new("good");
    repo.commit("vir-types: add a word", &[("crates/types/src/a.rs", "//! A.\n")]);
    repo.commit("vir-driver: add domain_do_it", &[("crates/driver/src/facets/f.rs", METHOD)]);
    for (prefix, folder) in [
        ("libvir", "libvir"),
        ("vir-remote", "remote"),
        ("vir-acl", "acl"),
        ("virshd", "virshd"),
        ("vir-driver", "driver"),
        ("vir-driver-test", "drivers/test"),
        ("vir-driver-qemu", "drivers/qemu"),
    ] {
        let (path, text) = step(folder);
        repo.commit(&format!("{prefix}: do it"), &[(&path, text)]);
        if prefix == "vir-driver" {
            let shell = "    let done = dom.do_it().await?;\n";
            repo.commit("vrsh: add do-it", &[("crates/vrsh/src/cmd/domain/do_it.rs", shell)]);
        }
    }
    let faults = repo.faults();
    assert_eq!(faults.len(), 10);
    assert!(faults.iter().all(Vec::is_empty), "{faults:?}");
}

#[test]
fn a_step_backwards_is_told() {
    let repo = Repository::new("order");
    repo.commit("vir-driver: add domain_do_it", &[("crates/driver/src/facets/f.rs", METHOD)]);
    let (path, text) = step("virshd");
    repo.commit("virshd: dispatch domain_do_it", &[(&path, text)]);
    let (path, text) = step("libvir");
    repo.commit("libvir: add Domain::do_it", &[(&path, text)]);
    assert_eq!(
        repo.fault(),
        "domain_do_it: step 3, libvir comes after step 5c, virshd; order the commits as in CONTRIBUTING.md"
    );
}

#[test]
fn the_shell_before_the_daemon_is_told() {
    let repo = Repository::new("shell");
    repo.commit("vir-driver: add domain_do_it", &[("crates/driver/src/facets/f.rs", METHOD)]);
    repo.commit("vrsh: add do-it", &[("crates/vrsh/src/cmd/a.rs", "    dom.do_it().await?;\n")]);
    let (path, text) = step("virshd");
    repo.commit("virshd: dispatch domain_do_it", &[(&path, text)]);
    assert!(repo.fault().contains("step 5c, virshd comes after step 7, vrsh"));
}

#[test]
fn another_operation_may_begin_after_the_first() {
    let repo = Repository::new("two");
    repo.commit("vir-driver: add domain_do_it", &[("crates/driver/src/facets/f.rs", METHOD)]);
    let (path, text) = step("virshd");
    repo.commit("virshd: dispatch domain_do_it", &[(&path, text)]);
    let other = METHOD.replace("do_it", "do_that");
    repo.commit("vir-driver: add domain_do_that", &[("crates/driver/src/facets/g.rs", &other)]);
    let public = "    drv.domain_do_that(&self.key).await\n";
    repo.commit("libvir: add Domain::do_that", &[("crates/libvir/src/x.rs", public)]);
    assert!(repo.faults().iter().all(Vec::is_empty), "{:?}", repo.faults());
}

#[test]
fn two_crates_are_told() {
    let repo = Repository::new("crates");
    repo.commit(
        "vir-types: add it",
        &[("crates/types/src/a.rs", "//! A.\n"), ("crates/xdr/src/a.rs", "//! A.\n")],
    );
    assert_eq!(repo.fault(), "2 crates are touched: vir-types, vir-xdr");
}

#[test]
fn a_bad_subject_is_told() {
    let repo = Repository::new("subject");
    repo.commit("add it", &[("crates/types/src/a.rs", "//! A.\n")]);
    assert_eq!(repo.fault(), "the subject is not 'crate: summary'");
}

#[test]
fn a_lost_layout_is_told() {
    let repo = Repository::new("layout");
    repo.commit("vir-protocol: add b", &[("xdr/remote.structs", &format!("{LAYOUT}procedure B = 2;\n"))]);
    // Only companions are touched there, which is a fault of its own; the crate goes along.
    let changed = LAYOUT.replace("int a", "hyper a");
    repo.commit(
        "vir-protocol: widen",
        &[("xdr/remote.structs", &changed), ("crates/protocol/src/a.rs", "//! A.\n")],
    );
    let faults = repo.faults();
    assert!(faults[1][0].contains("lost a frozen layout"), "{faults:?}");
}

#[test]
fn an_operation_that_goes_back_is_told() {
    let repo = Repository::new("staged");
    let wire = ("crates/protocol/src/a.rs", "//! A.\n");
    repo.commit("vir-protocol: add b", &[("xdr/staged.txt", "remote.b client\n"), wire]);
    let wire = ("crates/protocol/src/a.rs", "//! B.\n");
    repo.commit("vir-protocol: undo b", &[("xdr/staged.txt", "remote.b wire\n"), wire]);
    assert!(repo.fault().contains("remote.b went back"));
}

#[test]
fn a_broken_promise_is_told() {
    let repo = Repository::new("promise");
    let api = "docs/api/vir-types.txt";
    repo.commit("vir-types: add a", &[(api, "fn a()\nfn b()\n"), ("crates/types/src/a.rs", "//! A.\n")]);
    repo.commit("vir-types: drop b", &[(api, "fn a()\n"), ("crates/types/src/a.rs", "//! B.\n")]);
    assert!(repo.fault().contains("gone or changed: fn b()"));
    let said = "vir-types: drop b\n\nBreaks: b was never of use.";
    repo.git(&["commit", "--quiet", "--amend", "-m", said]);
    assert!(repo.faults().iter().all(Vec::is_empty));
}

#[test]
fn a_marker_that_is_left_is_told() {
    let repo = Repository::new("marker");
    // In two pieces, so that this file holds none itself.
    let draft = format!("/// {}(new-api): say what it does.\n", "TODO");
    repo.commit("vir-types: add it", &[("crates/types/src/a.rs", &draft)]);
    assert!(repo.fault().contains("is left"));
}

#[test]
fn an_unrelated_hunk_is_told() {
    let repo = Repository::new("hunk");
    let lines: Vec<String> = (0..100).map(|n| format!("let x{n} = {n};")).collect();
    repo.commit("vir-types: add lines", &[("crates/types/src/a.rs", &lines.join("\n"))]);
    let mut changed = lines.clone();
    changed[5] = format!("    {}", changed[5]);
    changed.push("let y = 1;".to_owned());
    repo.commit("vir-types: add y", &[("crates/types/src/a.rs", &changed.join("\n"))]);
    let fault = repo.fault();
    assert!(fault.starts_with("crates/types/src/a.rs:6: a hunk that changes white space alone"), "{fault}");
}

#[test]
fn a_merge_is_told() {
    let repo = Repository::new("merge");
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.commit("vir-types: add a", &[("crates/types/src/a.rs", "//! A.\n")]);
    repo.git(&["checkout", "--quiet", "-"]);
    repo.commit("vir-xdr: add b", &[("crates/xdr/src/b.rs", "//! B.\n")]);
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "vir-types: bring a", "side"]);
    assert!(repo.faults().iter().flatten().any(|fault| fault.contains("it is a merge")));
}
