//! Looking things up in the schema that an emulator gives of its monitor.
//!
//! A path begins with a command and `arg-type` or `ret-type`. Of what follows, a plain word is a member of an
//! object, `+word` the case of a union, `^word` a value of an enumeration, `$word` a feature. Lists count as
//! what they hold, and of alternatives any may have it.

use std::collections::HashMap;

use serde_json::Value;

/// The schema, by the names of its types and commands.
pub(super) struct Schema<'a>(HashMap<&'a str, &'a Value>);

impl<'a> Schema<'a> {
    /// Reads the reply to `query-qmp-schema`.
    pub(super) fn new(reply: &'a Value) -> Self {
        let entries = reply.as_array().map(Vec::as_slice).unwrap_or_default();
        Self(entries.iter().filter_map(|entry| Some((entry.get("name")?.as_str()?, entry))).collect())
    }

    /// Whether something is there.
    pub(super) fn has(&self, path: &str) -> bool {
        let mut steps = path.split('/');
        let Some(command) = steps.next().and_then(|name| self.0.get(name)) else { return false };
        // More than one place at a time only where alternatives were met.
        let mut places = vec![*command];
        for step in steps {
            let (sort, word) = match step.chars().next() {
                Some(sign @ ('+' | '^' | '$')) => (Some(sign), step.get(1..).unwrap_or_default()),
                _ => (None, step),
            };
            let mut next = Vec::new();
            for place in places.into_iter().flat_map(|place| self.flatten(place)) {
                match sort {
                    None => next.extend(self.member(place, word)),
                    Some('+') => next.extend(self.case(place, word)),
                    Some('^') if has_value(place, word) => next.push(place),
                    Some('$') if names(place, "features").any(|name| name == word) => next.push(place),
                    Some(_) => {}
                }
            }
            places = next;
            if places.is_empty() {
                return false;
            }
        }
        true
    }

    fn named(&self, name: Option<&Value>) -> Option<&'a Value> {
        self.0.get(name?.as_str()?).copied()
    }

    /// What a place stands for: elements of lists, members of alternatives.
    fn flatten(&self, place: &'a Value) -> Vec<&'a Value> {
        let mut open = vec![place];
        let mut found = Vec::new();
        // A schema is finite, but its author might have made it circular.
        for _ in 0..64 {
            let Some(place) = open.pop() else { break };
            match place.get("meta-type").and_then(Value::as_str) {
                Some("array") => open.extend(self.named(place.get("element-type"))),
                Some("alternate") => {
                    let members = place.get("members").and_then(Value::as_array);
                    open.extend(members.into_iter().flatten().filter_map(|it| self.named(it.get("type"))));
                }
                _ => found.push(place),
            }
        }
        found
    }

    fn member(&self, place: &'a Value, word: &str) -> Option<&'a Value> {
        if matches!(place.get("meta-type").and_then(Value::as_str), Some("command" | "event")) {
            return self.named(place.get(word));
        }
        let members = place.get("members")?.as_array()?;
        let member = members.iter().find(|it| it.get("name").and_then(Value::as_str) == Some(word))?;
        self.named(member.get("type"))
    }

    fn case(&self, place: &'a Value, word: &str) -> Option<&'a Value> {
        let cases = place.get("variants")?.as_array()?;
        let case = cases.iter().find(|it| it.get("case").and_then(Value::as_str) == Some(word))?;
        self.named(case.get("type"))
    }
}

fn has_value(place: &Value, word: &str) -> bool {
    names(place, "members").chain(names(place, "values")).any(|name| name == word)
}

/// The names in a list of a schema's entry, which holds them bare or as objects.
fn names<'a>(place: &'a Value, list: &str) -> impl Iterator<Item = &'a str> {
    let items = place.get(list).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().or_else(|| item.get("name")?.as_str()))
}
