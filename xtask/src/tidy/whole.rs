//! Whether each operation has everything: documentation, wire, method, command, an entry in the test driver.
//!
//! What it lacks is told, unless the operation is on its way (`docs/pending.txt`) or stands in a class of operations
//! that lack it for a reason (`docs/without.txt`). Both lists are held against what is there.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};

use crate::codegen::staged::{Stage, Staged};
use crate::codegen::{Protocol, facets};
use crate::files::root;
use crate::run::git;
use crate::support::{House, house};

const PENDING: &str = "docs/pending.txt";
const WITHOUT: &str = "docs/without.txt";

/// What may be lacking, in the order of the steps.
const LACKS: &[&str] = &["wire", "client", "guard", "dispatch", "method", "command", "drivers"];

/// What a class may lack for a reason.
const REASONED: &[&str] = &["wire", "method", "command", "drivers"];

/// How the reason of a debt begins.
const DEBT: &str = "not yet";

/// What each operation lacks.
type Gaps = BTreeMap<String, BTreeSet<&'static str>>;

pub(super) fn problems() -> Result<Vec<String>> {
    let house = house()?;
    let mut found: Vec<String> = house.poor.clone();
    let text = std::fs::read_to_string(root().join(PENDING)).context(PENDING)?;
    let reasons = std::fs::read_to_string(root().join(WITHOUT)).context(WITHOUT)?;
    let gaps = gaps(&house)?;
    let classes = classes(&reasons, &mut found);
    // The last commit is the past; where there is no git the file is all that is known of it.
    if let Ok(then) = git(&root(), &["show", &format!("HEAD:{WITHOUT}")]) {
        found.extend(grown(&self::classes(&then, &mut Vec::new()), &classes));
    }
    let pending = pending(&text, &mut found);
    found.extend(counts(&classes, &gaps, &pending));
    found.extend(judge(&gaps, &pending, &classes));
    Ok(found)
}

/// Takes the numbers of classes down to what is there now, and classes that nobody is in away.
pub(crate) fn recount() -> Result<()> {
    let (path, mut ignored) = (root().join(WITHOUT), Vec::new());
    let text = std::fs::read_to_string(&path).context(WITHOUT)?;
    let pending = pending(&std::fs::read_to_string(root().join(PENDING)).context(PENDING)?, &mut ignored);
    let gaps = gaps(&house()?)?;
    let now = shrunk(&text, &gaps, &pending);
    if now != text {
        std::fs::write(&path, now).context(WITHOUT)?;
        crate::say(format_args!("wrote {WITHOUT}"));
    }
    Ok(())
}

fn shrunk(text: &str, gaps: &Gaps, pending: &[(String, Vec<String>)]) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let class = classes(line, &mut Vec::new()).pop();
        let count = class.as_ref().map(|class| (class.count, class.lacking(gaps, pending)));
        match (class, count) {
            (Some(_), Some((_, 0))) => {}
            (Some(class), Some((before, now))) if now < before => {
                let rest = line.split_once(": ").map_or("", |(_, rest)| rest);
                out.push_str(&format!("{} {now}: {rest}\n", class.what));
            }
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// What each operation lacks, as the sources have it.
fn gaps(house: &House) -> Result<Gaps> {
    let protocol = Protocol::load(&root())?;
    let staged = Staged::load(&root())?;
    let facets = facets::load(&root())?;
    let driver = |wanted: &str| house.drivers.iter().find(|(name, _)| name == wanted);
    let test = driver("test").context("there is no test driver")?;
    let storage = driver("storage").context("there is no storage driver")?;
    let mut out = Gaps::new();
    for method in facets.iter().flat_map(|facet| &facet.methods) {
        let lacks = out.entry(method.name.clone()).or_default();
        let stage = protocol
            .route(method)
            .map(|route| staged.stage(&route.program.name, &route.procedure.operation()));
        lacks.extend(on_the_wire(stage));
        if stage == Some(Stage::Done) && !house.public.contains_key(&method.name) {
            lacks.insert("method");
        }
        if !house.commands.contains_key(&method.name) {
            lacks.insert("command");
        }
        // Volumes are the storage driver's alone; it needs no host but a folder, as a test driver does.
        let has = if is_of_volumes(&method.name) { &storage.1 } else { &test.1 };
        if !house.has(&method.name, has) {
            lacks.insert("drivers");
        }
    }
    Ok(out)
}

/// Whether an operation of whatever program is one of volumes.
fn is_of_volumes(operation: &str) -> bool {
    crate::programs::all()
        .map(crate::programs::prefix)
        .filter_map(|prefix| operation.strip_prefix(&prefix))
        .any(|plain| plain.starts_with("storage_vol_"))
}

fn on_the_wire(stage: Option<Stage>) -> &'static [&'static str] {
    match stage {
        None => &["wire", "client", "guard", "dispatch"],
        Some(Stage::Wire) => &["client", "guard", "dispatch"],
        Some(Stage::Client) => &["guard", "dispatch"],
        Some(Stage::Guarded) => &["dispatch"],
        Some(Stage::Done) => &[],
    }
}

/// `operation: what, what`, line by line.
fn pending(text: &str, found: &mut Vec<String>) -> Vec<(String, Vec<String>)> {
    let mut out = Vec::new();
    for (number, line) in
        text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty())
    {
        let Some((operation, lacks)) = line.split_once(": ") else {
            found.push(format!("{PENDING}:{}: '{line}' is not 'operation: what, what'", number + 1));
            continue;
        };
        let lacks: Vec<String> = lacks.split(", ").map(str::to_owned).collect();
        for unknown in lacks.iter().filter(|word| !LACKS.contains(&word.as_str())) {
            found.push(format!("{PENDING}:{}: '{unknown}' is none of {}", number + 1, LACKS.join(", ")));
        }
        out.push((operation.to_owned(), lacks));
    }
    out
}

/// A line of `docs/without.txt`.
struct Class {
    what: String,
    count: usize,
    patterns: Vec<String>,
    /// Whether it is to be written some day.
    debt: bool,
}

impl Class {
    fn holds(&self, operation: &str) -> bool {
        self.patterns.iter().any(|pattern| fits(pattern, operation))
    }

    /// How many operations lack it by this line; one that is on its way says so itself.
    fn lacking(&self, gaps: &Gaps, pending: &[(String, Vec<String>)]) -> usize {
        let told = |name: &str| pending.iter().any(|(one, lacks)| one == name && lacks.contains(&self.what));
        let lacking =
            gaps.iter().filter(|(name, lacks)| lacks.contains(self.what.as_str()) && self.holds(name));
        lacking.filter(|(name, _)| !told(name)).count()
    }

    fn shown(&self) -> String {
        format!("'{} …: {}'", self.what, self.patterns.join(" "))
    }
}

/// A pattern may hold `*`, each for any letters or none.
fn fits(pattern: &str, operation: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == operation };
    let Some(after) = operation.strip_prefix(start) else { return false };
    (0..=after.len()).any(|skipped| after.get(skipped..).is_some_and(|left| fits(rest, left)))
}

fn classes(text: &str, found: &mut Vec<String>) -> Vec<Class> {
    let mut out = Vec::new();
    for (number, line) in
        text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty())
    {
        let mut parts = line.splitn(3, ": ");
        let head = parts.next().and_then(|head| head.split_once(' '));
        let read = head.and_then(|(what, count)| {
            let patterns = parts.next()?.split_whitespace().map(str::to_owned).collect();
            let reason = parts.next()?;
            (REASONED.contains(&what) && !reason.trim().is_empty()).then_some(Class {
                what: what.to_owned(),
                count: count.parse().ok()?,
                patterns,
                debt: reason.starts_with(DEBT),
            })
        });
        match read {
            Some(class) => out.push(class),
            None => found.push(format!(
                "{WITHOUT}:{}: is not 'WHAT COUNT: OPERATION …: REASON' with {}",
                number + 1,
                REASONED.join(", ")
            )),
        }
    }
    out
}

/// Classes whose number is not that of the operations that lack what they say.
fn counts(classes: &[Class], gaps: &Gaps, pending: &[(String, Vec<String>)]) -> Vec<String> {
    let mut found = Vec::new();
    for class in classes {
        let count = class.lacking(gaps, pending);
        if count != class.count || count == 0 {
            found.push(format!(
                "{WITHOUT}: {} says {}, and {count} operations lack it: correct the number if it shrank, strike the \
                 line if it is 0; give a new operation what it lacks, or a line in {PENDING} while it is on its way",
                class.shown(),
                class.count
            ));
        }
    }
    found
}

/// Debts may only shrink.
fn grown(then: &[Class], now: &[Class]) -> Vec<String> {
    let sum = |classes: &[Class], what: &str| -> usize {
        classes.iter().filter(|class| class.debt && class.what == what).map(|class| class.count).sum()
    };
    let grew = REASONED.iter().filter(|what| sum(now, what) > sum(then, what));
    grew.map(|what| {
        format!("{WITHOUT}: more operations lack '{what}' that is '{DEBT}' than before: write it")
    })
    .collect()
}

/// Gaps that nobody speaks of, and lines whose gap is closed.
fn judge(gaps: &Gaps, pending: &[(String, Vec<String>)], classes: &[Class]) -> Vec<String> {
    let mut found = Vec::new();
    for (operation, lacks) in pending {
        let Some(truly) = gaps.get(operation) else {
            found.push(format!("{PENDING}: there is no operation {operation}; strike the line"));
            continue;
        };
        for word in lacks.iter().filter(|word| !truly.contains(word.as_str())) {
            found.push(format!("{PENDING}: {operation} does not lack '{word}' any more; strike it"));
        }
    }
    for (operation, lacks) in gaps {
        let listed = pending.iter().find(|(name, _)| name == operation).map(|(_, lacks)| lacks);
        let reasoned = |what: &str| classes.iter().any(|class| class.what == what && class.holds(operation));
        for what in lacks {
            // Without a number on the wire there is nothing for either end.
            let implied = matches!(*what, "client" | "guard" | "dispatch") && reasoned("wire");
            let told = listed.is_some_and(|listed| listed.iter().any(|word| word == what));
            if !told && !implied && !reasoned(what) {
                found.push(format!(
                    "{operation}: lacks '{what}'; write it, or say so in {PENDING} while it is on its way"
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(operation: &str, lacks: &[&'static str]) -> Gaps {
        Gaps::from([(operation.to_owned(), lacks.iter().copied().collect())])
    }

    fn line(text: &str) -> Vec<(String, Vec<String>)> {
        pending(text, &mut Vec::new())
    }

    fn class(text: &str) -> Vec<Class> {
        let mut found = Vec::new();
        let classes = classes(text, &mut found);
        assert_eq!(found, Vec::<String>::new());
        classes
    }

    #[test]
    fn operations_are_whole() {
        assert_eq!(problems().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_gap_that_nobody_speaks_of_is_told() {
        let gaps = one("domain_x", &["command"]);
        assert_eq!(judge(&gaps, &[], &[]).len(), 1);
        assert_eq!(judge(&gaps, &line("domain_x: command\n"), &[]).len(), 0);
        assert_eq!(judge(&gaps, &[], &class("command 1: domain_*: not yet\n")).len(), 0);
        assert_eq!(judge(&gaps, &[], &class("drivers 1: domain_*: not yet\n")).len(), 1);
        let unheard = one("domain_x", &["wire", "client", "guard", "dispatch"]);
        assert_eq!(judge(&unheard, &[], &[]).len(), 4);
        assert_eq!(judge(&unheard, &[], &class("wire 1: domain_x: by itself\n")).len(), 0);
    }

    #[test]
    fn a_closed_gap_is_told() {
        let gaps = one("domain_x", &["command"]);
        let told = judge(&gaps, &line("domain_x: wire, command\n"), &[]);
        assert_eq!(told, ["docs/pending.txt: domain_x does not lack 'wire' any more; strike it"]);
        assert_eq!(judge(&one("domain_x", &[]), &line("domain_y: wire\n"), &[]).len(), 1);
    }

    #[test]
    fn lists_that_cannot_be_read_are_told() {
        let mut found = Vec::new();
        pending("domain_x\ndomain_y: soup\n", &mut found);
        assert_eq!(found.len(), 2);
        let mut found = Vec::new();
        classes("command x: a: b\ncommand 1: a\nsoup 1: a: b\ncommand 1: a: \n", &mut found);
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn numbers_are_held_against_what_is_there() {
        let gaps = one("domain_x", &["command"]);
        assert_eq!(counts(&class("command 1: domain_*: y\n"), &gaps, &[]).len(), 0);
        assert_eq!(counts(&class("command 2: domain_*: y\n"), &gaps, &[]).len(), 1);
        assert_eq!(
            counts(&class("command 0: domain_*: y\n"), &gaps, &[]).len(),
            1,
            "a new one in an old class"
        );
        assert_eq!(counts(&class("command 0: network_*: y\n"), &gaps, &[]).len(), 1, "a class of nobody");
        let on_its_way = line("domain_x: command\n");
        assert_eq!(counts(&class("command 1: domain_*: y\n"), &gaps, &on_its_way).len(), 1, "told twice");
    }

    #[test]
    fn numbers_are_only_taken_down() {
        let gaps = one("domain_x", &["command"]);
        let text = "# a\ncommand 3: domain_*: y: z\ncommand 0: domain_x: y\ncommand 2: network_*: y\n";
        let expected = "# a\ncommand 1: domain_*: y: z\ncommand 0: domain_x: y\n";
        assert_eq!(shrunk(text, &gaps, &[]), expected);
    }

    #[test]
    fn debts_only_shrink() {
        let debt = |text: &str| class(&text.replace('?', "not yet: y"));
        let then = debt("command 3: a: ?\n");
        assert_eq!(grown(&then, &debt("command 2: a: ?\ncommand 1: b: ?\n")).len(), 0);
        assert_eq!(grown(&then, &debt("command 3: a: ?\ncommand 1: b: ?\n")).len(), 1);
        assert_eq!(grown(&then, &debt("command 3: a: ?\ncommand 1: b: a reason\n")).len(), 0);
    }

    #[test]
    fn volumes_are_known_in_every_program() {
        assert!(is_of_volumes("storage_vol_delete") && is_of_volumes("virshd_storage_vol_get_x"));
        assert!(!is_of_volumes("storage_pool_delete") && !is_of_volumes("domain_storage_vol_x"));
    }

    #[test]
    fn patterns() {
        assert!(fits("a_*_c*", "a_b_c") && fits("a*b*c", "a1b2b3c") && fits("*_c", "a_c") && fits("a", "a"));
        assert!(!fits("a_*_c", "a_c") && !fits("a", "ab") && !fits("ab*b", "ab"));
    }
}
