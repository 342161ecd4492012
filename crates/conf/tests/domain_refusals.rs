//! What a domain document is refused for.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use vir_conf::{Defaults, DomainDef};

fn load(xml: &str) -> vir_types::Result<DomainDef> {
    let mut random = |bytes: &mut [u8]| bytes.fill(0xab);
    DomainDef::load(xml, &mut Defaults::new(&mut random).with_arch("x86_64"))
}

#[test]
fn survey() {
    let dir = std::env::var("VIR_CORPUS").unwrap_or("../../../shared/corpus".into());
    let dir = std::path::Path::new(&dir).join("domain/qemu");
    let mut names: Vec<String> =
        std::fs::read_dir(&dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let (mut acc, mut all, mut same, mut errs, mut refused) = (0, 0, 0, 0, 0);
    for name in names.iter().filter(|n| n.ends_with(".xml")) {
        let Some(stem) = name.strip_suffix(".xml").filter(|s| !s.contains('.')) else { continue };
        let prefix = format!("{stem}.");
        let ok = names.iter().any(|n| n.starts_with(&prefix) && (n.ends_with(".args") || n.matches('.').count() >= 2 && n.ends_with(".xml")));
        let err = names.iter().find(|n| n.starts_with(&prefix) && n.ends_with(".err"));
        let xml = std::fs::read_to_string(dir.join(name)).unwrap();
        let result = load(&xml).map_err(|e| e.to_string());
        if ok {
            all += 1;
            match &result {
                Ok(_) => acc += 1,
                Err(e) => println!("ACCEPTED-BUT {stem}: {e}"),
            }
        } else if let Some(err) = err {
            errs += 1;
            let text = std::fs::read_to_string(dir.join(err)).unwrap();
            let got = result.err().unwrap_or("(accepted)".into());
            if got != "(accepted)" { refused += 1; }
            let g = got.strip_prefix("XML error: ").unwrap_or(&got);
            if text.trim().contains(&got) || text.contains(g) || got.contains(text.trim()) { same += 1; } else {
                println!("ERR {stem}: want {} got {got}", text.trim());
            }
        }
    }
    println!("accepted {acc}/{all}, err cases {errs}: refused {refused}, same text {same}");
}
