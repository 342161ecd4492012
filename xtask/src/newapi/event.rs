//! Something that happens to domains: 1 what a receiver is told, 4 the message, 7 `vrsh event`, 9 a driver tells it.
//! The client's hub, registration and filters are there for every event of domains.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};

use super::Shape;
use super::description::{Description, OWN};
use super::edits::Edits;
use super::house::House;
use super::operation::{doc, procedure};
use super::place;
use super::plan::{camel, sentence, todo};
use super::step::Step;
use super::types::suffix;

pub(super) const SHAPE: Shape = Shape { steps, done, subject, write };

const IDS: &str = "crates/types/src/words/domain_event.rs";
const KINDS: &str = "crates/types/src/event/domain.rs";
const WIRE: &str = "crates/protocol/src/wire/event";
const WIRE_TEST: &str = "crates/protocol/tests/events.rs";
const TEXT: &str = "crates/vrsh/src/cmd/events/text.rs";
const TRANSCRIPT: &str = "tests/transcripts/events/event.txt";

/// What a receiver may be told: as descriptions call it, in Rust, on the wire, whether it is copied as it is, and
/// a value for tests.
const TYPES: &[(&str, &str, &str, bool, &str)] = &[
    ("i32", "i32", "int", true, "-7"),
    ("u32", "u32", "unsigned int", true, "7"),
    ("i64", "i64", "hyper", true, "-7"),
    ("u64", "u64", "unsigned hyper", true, "7"),
    ("string", "Arc<str>", "nonnull_string", false, "\"word\".into()"),
    ("string?", "Option<Arc<str>>", "nullable_string", false, "Some(\"word\".into())"),
];

/// One thing that is told.
struct Told {
    /// In Rust, with its unit.
    name: String,
    wire: String,
    doc: String,
    ty: &'static (&'static str, &'static str, &'static str, bool, &'static str),
}

/// The event by all its names.
struct Event<'a> {
    d: &'a Description,
    number: u64,
    id: u32,
    /// `MoodChange`, `MOOD_CHANGE`, `mood-change`.
    variant: String,
    constant: String,
    word: String,
    told: Vec<Told>,
}

impl<'a> Event<'a> {
    fn of(d: &'a Description, house: &House) -> Result<Self> {
        if d.object != "domain" {
            bail!("object: events of {} are added by hand; new-api writes those of domains", d.object);
        }
        if d.program == OWN {
            bail!(
                "program: events travel in libvirt's programs under libvirt's ids (program, number, id); one that \
                 libvirt does not have needs a registration of its own in our program, as an operation that gives \
                 an event stream"
            );
        }
        let (Some(number), Some(id)) = (d.number, d.id) else {
            bail!("number and id are needed: the message's procedure and the event's id, both libvirt's");
        };
        let is_word = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !is_word(&d.verb) {
            bail!("verb: '{}' is no name of an event: lower case, digits and _", d.verb);
        }
        let constant = d.verb.to_ascii_uppercase();
        let ids = house.words.get("DomainEventId").context("vir-types has no DomainEventId")?;
        for (name, there) in &ids.values {
            let same = (*name == constant, *there == i64::from(id));
            match same {
                (true, false) => bail!("verb: the event {} exists, with the id {there}", d.verb),
                (false, true) => bail!("id: {id} is {name}'s"),
                _ => {}
            }
        }
        let program = house.protocol.source(&d.program);
        let program = program.with_context(|| format!("program: there is no xdr/{}.x", d.program))?;
        let procedure = format!("DOMAIN_EVENT_{constant}");
        if let Some(taken) = program.procedures.iter().find(|p| p.number == number && p.name != procedure) {
            bail!("number: {number} is taken by {} in xdr/{}.x", taken.name, d.program);
        }
        let mut told: Vec<Told> = Vec::new();
        for param in &d.params {
            let ty = TYPES.iter().find(|(name, ..)| *name == param.ty);
            let Some(ty) = ty else {
                let known: Vec<&str> = TYPES.iter().map(|(name, ..)| *name).collect();
                bail!(
                    "params: '{}': there is no type '{}' for events: {}",
                    param.name,
                    param.ty,
                    known.join(", ")
                );
            };
            if !is_word(&param.name) || matches!(param.name.as_str(), "dom" | "callback_id" | "type") {
                bail!("params: '{}' is no name here: lower case, digits and _", param.name);
            }
            if told.iter().any(|one| one.wire == param.name) {
                bail!("params: '{}' is there twice", param.name);
            }
            let name = match suffix(param.unit.as_deref()) {
                Some(unit) => format!("{}_{unit}", param.name),
                None => param.name.clone(),
            };
            told.push(Told { name, wire: param.name.clone(), doc: param.doc.clone(), ty });
        }
        Ok(Self { d, number, id, variant: camel(&d.verb), word: d.verb.replace('_', "-"), constant, told })
    }

    /// `Kind::MoodChange { level, word }`, or without fields.
    fn pattern(&self, kind: &str) -> String {
        let names: Vec<&str> = self.told.iter().map(|told| told.name.as_str()).collect();
        self.with_fields(kind, &names)
    }

    fn sample(&self, kind: &str) -> String {
        let values: Vec<String> =
            self.told.iter().map(|told| format!("{}: {}", told.name, told.ty.4)).collect();
        self.with_fields(kind, &values.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn with_fields(&self, kind: &str, fields: &[&str]) -> String {
        let variant = &self.variant;
        if fields.is_empty() {
            format!("{kind}::{variant}")
        } else {
            format!("{kind}::{variant} {{ {} }}", fields.join(", "))
        }
    }
}

fn steps(d: &Description, house: &House) -> Result<Vec<Step>> {
    let _ = Event::of(d, house)?;
    Ok(vec![Step::Words, Step::Wire, Step::Command, Step::Implement("test".to_owned())])
}

fn done(d: &Description, house: &House, step: &Step) -> Result<bool> {
    let event = Event::of(d, house)?;
    let has = |path: &str, mark: &str| -> Result<bool> {
        Ok(std::fs::read_to_string(house.root.join(path)).with_context(|| path.to_owned())?.contains(mark))
    };
    match step {
        Step::Words => has(KINDS, &format!("DomainEventId::{},", event.constant)),
        Step::Wire => has(&format!("{WIRE}/mod.rs"), &format!("DomainEventId::{},", event.constant)),
        Step::Command => has(TEXT, &format!("= {},", event.constant)),
        Step::Implement(driver) => has(&facet(driver), &format!("DomainEventKind::{}", event.variant)),
        _ => Ok(false),
    }
}

fn subject(d: &Description, house: &House, step: &Step) -> Result<String> {
    let event = Event::of(d, house)?;
    let word = &event.word;
    Ok(match step {
        Step::Words => format!("vir-types: add the event {word}"),
        Step::Wire => format!("vir-protocol: add message {}, event {word}", event.number),
        Step::Command => format!("vrsh: show the event {word}"),
        Step::Implement(driver) => format!("vir-driver-{driver}: tell of {word}"),
        other => bail!("an event has no step {other}"),
    })
}

fn write(d: &Description, house: &House, step: &Step, edits: &mut Edits) -> Result<()> {
    let event = Event::of(d, house)?;
    match step {
        Step::Words => words(&event, edits),
        Step::Wire => wire(&event, edits),
        Step::Command => shown(&event, edits),
        Step::Implement(driver) => {
            let what = format!("emit DomainEventKind::{} once what it tells of is visible", event.variant);
            edits.change(&facet(driver), |text| {
                place::before_line(text, "#[async_trait]", &format!("// {}\n\n", todo(&what)))
            })
        }
        other => bail!("an event has no step {other}"),
    }
}

/// The file in which a driver has the subscriptions.
fn facet(driver: &str) -> String {
    format!("crates/drivers/{driver}/src/facets/events.rs")
}

/// Text before the last place where this stands.
fn before_last(text: &str, mark: &str, what: &str) -> Result<String> {
    let at = text.rfind(mark).with_context(|| format!("has no '{}'", mark.trim()))?;
    place::insert(text, at, what)
}

fn words(event: &Event<'_>, edits: &mut Edits) -> Result<()> {
    let Event { d, constant, variant, id, .. } = event;
    let about = sentence(&d.summary, "when it fires");
    let row = doc("        ", &format!("{about} `VIR_DOMAIN_EVENT_ID_{constant}`, since {}.", d.since));
    let row = format!("{row}        {constant} = {id};\n");
    edits.change(IDS, |text| {
        let start = text.find("pub struct DomainEventId: ").context("has no DomainEventId")?;
        let end = text[start..].find("\n    }\n").context("DomainEventId has no end")?;
        place::insert(text, start + end + 1, &row)
    })?;
    let mut fields = String::new();
    for told in &event.told {
        let _ = writeln!(
            fields,
            "{}        {}: {},",
            doc("        ", &sentence(&told.doc, "what it is")),
            told.name,
            told.ty.1
        );
    }
    let fields = if fields.is_empty() { ",\n".to_owned() } else { format!(" {{\n{fields}    }},\n") };
    let origin = format!("{about} C API: `virConnectDomainEvent{variant}Callback`. Since: {}.", d.since);
    let entry = format!("{}    {variant}{fields}", doc("    ", &origin));
    let rest = if event.told.is_empty() { "" } else { " { .. }" };
    let arm = format!("            Self::{variant}{rest} => DomainEventId::{constant},\n");
    edits.change(KINDS, |text| {
        let end = text.find("}\n\nimpl DomainEventKind {").context("has no end of DomainEventKind")?;
        let text = place::insert(text, end, &entry)?;
        before_last(&text, "        }\n    }\n}\n\n/// One end", &arm)
    })?;
    let sample = event.sample("DomainEventKind");
    let test = format!(
        "//! The event `{}`.\n\nuse vir_types::{{DomainEventId, DomainEventKind}};\n\n#[test]\n\
         fn it_has_its_id() {{\n    let happened = {sample};\n    \
         assert_eq!(happened.id(), DomainEventId::{constant});\n    assert_eq!(DomainEventId::{constant}.0, {id});\n}}\n",
        event.word
    );
    edits.create(&format!("crates/types/tests/domain_event_{}.rs", d.verb), test)
}

fn wire(event: &Event<'_>, edits: &mut Edits) -> Result<()> {
    let Event { d, constant, number, .. } = event;
    let name = format!("domain_event_{}_msg", d.verb);
    let rust = format!("wire::{}", camel(&name));
    let fields: String =
        event.told.iter().map(|told| format!("    {} {};\n", told.ty.2, told.wire)).collect();
    let layout = format!("struct {name} {{\n    int callback_id;\n    nonnull_domain dom;\n{fields}}};\n\n");
    let entry = format!(
        "\n    /*\n     * @generate: none\n     * @shape: event\n     * @acl: none\n     */\n    \
         DOMAIN_EVENT_{constant} = {number}\n"
    );
    edits.change(&format!("xdr/{}.x", d.program), |text| procedure(text, &layout, &entry))?;
    let (mut there, mut back) = (String::new(), String::new());
    for told in &event.told {
        let value = if told.ty.3 { format!("*{}", told.name) } else { format!("{}.clone()", told.name) };
        let _ = write!(there, ", {}: {value}", told.wire);
        let _ = write!(back, "{}: msg.{}, ", told.name, told.wire);
    }
    let arm =
        format!("        {} => behind(&{rust} {{ callback_id, dom{there} }}),\n", event.pattern("Kind"));
    edits.change(&format!("{WIRE}/encode.rs"), |text| {
        before_last(text, "        // Every kind that there is has a message", &arm)
    })?;
    let kind =
        event.with_fields("Kind", &if back.is_empty() { vec![] } else { vec![back.trim_end_matches(", ")] });
    let arm = format!(
        "        DomainEventId::{constant} => {{\n            let msg: {rust} = decode(bytes)?;\n            \
         (msg.dom, {kind})\n        }}\n"
    );
    edits.change(&format!("{WIRE}/decode.rs"), |text| before_last(text, "        DomainEventId::", &arm))?;
    let row = format!("    numbered(DomainEventId::{constant}, Proc::DOMAIN_EVENT_{constant}),\n");
    edits.change(&format!("{WIRE}/mod.rs"), |text| {
        let table = text.find("DOMAIN_EVENTS: ").context("has no table DOMAIN_EVENTS")?;
        let end = text[table..].find("\n];").context("the table DOMAIN_EVENTS has no end")?;
        place::insert(text, table + end + 1, &row)
    })?;
    let sample = format!("        {},\n", event.sample("Kind"));
    edits.change(WIRE_TEST, |text| {
        let start = text.find("fn kinds(").context("has no list of kinds")?;
        let end = text[start..].find("\n    ]\n}").context("the list of kinds has no end")?;
        place::insert(text, start + end + 1, &sample)
    })
}

fn shown(event: &Event<'_>, edits: &mut Edits) -> Result<()> {
    let parts: Vec<String> = event
        .told
        .iter()
        .map(|told| match told.ty.0 {
            "string?" => format!("{}: {{}}", told.wire),
            _ => format!("{}: {{{}}}", told.wire, told.name),
        })
        .collect();
    let options: String = (event.told.iter())
        .filter(|told| told.ty.0 == "string?")
        .map(|told| format!(", or_null({}.as_deref())", told.name))
        .collect();
    let row = format!("    \"{}\" = {},\n", event.word, event.constant);
    let arm = format!("        {} => format!(\": {}\"{options}),\n", event.pattern("Kind"), parts.join(", "));
    let said: Vec<String> = event
        .told
        .iter()
        .map(|told| {
            format!("{}: {}", told.wire, if told.ty.0.starts_with("string") { "word" } else { told.ty.4 })
        })
        .collect();
    let said = if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) };
    let check = format!(
        "        check(\n            {},\n            \"event '{}' for domain 'test'{said}\\n\",\n        );\n",
        event.sample("DomainEventKind"),
        event.word
    );
    edits.change(TEXT, |text| {
        let list = text.find("kinds! {\n").context("has no kinds! { … }")?;
        let end = text[list..].find("\n}\n").context("kinds! { … } has no end")?;
        let text = place::insert(text, list + end + 1, &row)?;
        // An event that tells nothing more is shown by its name alone.
        let text = if event.told.is_empty() {
            text
        } else {
            before_last(&text, "        _ => String::new(),", &arm)?
        };
        before_last(&text, "        check(DomainEventKind::Pmwakeup", &check)
    })?;
    edits.change(TRANSCRIPT, |text| {
        let last =
            text.lines().find(|line| line.starts_with("nic-mac-change")).context("has no list of events")?;
        let at = text.find(last).map_or(0, |at| at + last.len() + 1);
        // Behind those that are there, in the order of the numbers.
        let listed = text[at..].lines().take_while(|line| !line.is_empty() && !line.starts_with('$'));
        let at = at + listed.map(|line| line.len() + 1).sum::<usize>();
        place::insert(text, at, &format!("{}\n", event.word))
    })
}

#[cfg(test)]
mod tests {
    use super::super::trying::{all_refused, all_written};
    use super::*;

    const GOOD: &str = "kind = \"event\"\nobject = \"domain\"\nverb = \"mood_change\"\nprogram = \"remote\"\n\
        number = 9001\nid = 28\nsince = \"12.0.0\"\nsummary = \"Fires when its mood changes.\"\n\
        params = [{ name = \"level\", type = \"u32\", unit = \"ms\", doc = \"How long.\" },\n\
        { name = \"word\", type = \"string?\", doc = \"How it is called.\" }]\n";

    #[test]
    fn each_step_writes_its_crate() {
        all_written(
            GOOD,
            &["1", "4", "7", "9:test"],
            &[
                ("1", IDS, "since 12.0.0.\n        MOOD_CHANGE = 28;\n    }\n"),
                (
                    "1",
                    KINDS,
                    "            Self::MoodChange { .. } => DomainEventId::MOOD_CHANGE,\n        }\n",
                ),
                ("4", "xdr/remote.x", "    unsigned int level;\n    nullable_string word;\n};"),
                ("4", "crates/protocol/src/wire/event/encode.rs", "level: *level_ms, word: word.clone() })"),
                (
                    "4",
                    "crates/protocol/src/wire/event/decode.rs",
                    "Kind::MoodChange { level_ms: msg.level, word: msg.word })",
                ),
                ("7", TEXT, "format!(\": level: {level_ms}, word: {}\", or_null(word.as_deref()))"),
                ("7", TRANSCRIPT, "\nmood-change\n"),
                ("9:test", "crates/drivers/test/src/facets/events.rs", "emit DomainEventKind::MoodChange"),
            ],
        );
    }

    #[test]
    fn what_cannot_be_is_refused() {
        all_refused(
            GOOD,
            &[
                ("id = 28\n", "", "number and id are needed"),
                ("id = 28", "id = 3", "id: 3 is WATCHDOG's"),
                ("mood_change", "watchdog", "the event watchdog exists, with the id 3"),
                ("9001", "453", "453 is taken by DOMAIN_EVENT_NIC_MAC_CHANGE"),
                ("program = \"remote\"\n", "", "needs a registration of its own"),
                ("\"domain\"", "\"network\"", "are added by hand"),
                ("\"u32\"", "\"mood\"", "no type 'mood' for events"),
                ("\"word\"", "\"level\"", "'level' is there twice"),
                ("mood_change", "Mood", "no name of an event"),
            ],
        );
    }
}
