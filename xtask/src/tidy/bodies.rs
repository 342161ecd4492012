//! Default bodies of facet methods: they point from old to new and never in a circle, so that a driver that has
//! neither of two operations says so and does not ask itself for ever.

use anyhow::Result;

use crate::support::{Operation, house};

pub(super) fn problems() -> Result<Vec<String>> {
    let house = house()?;
    Ok(house.facets.iter().flat_map(|(_, operations)| judge(operations)).collect())
}

/// What is wrong with the bodies of a facet.
fn judge(operations: &[Operation]) -> Vec<String> {
    let mut found = Vec::new();
    for operation in operations {
        if reaches(operations, operation, &operation.name, &mut Vec::new()) {
            found.push(format!(
                "crates/driver/src/facets: the body of {} comes back to itself; let the newest say unsupported",
                operation.name
            ));
        }
        for other in operation.falls_back.iter().filter_map(|name| named(operations, name)) {
            if age(other) < age(operation) {
                found.push(format!(
                    "crates/driver/src/facets: the body of {} ({}) asks the older {} ({}); turn them round",
                    operation.name, operation.since, other.name, other.since
                ));
            }
        }
    }
    found
}

fn named<'a>(operations: &'a [Operation], name: &str) -> Option<&'a Operation> {
    operations.iter().find(|operation| operation.name == name)
}

fn reaches<'a>(all: &'a [Operation], from: &'a Operation, goal: &str, seen: &mut Vec<&'a str>) -> bool {
    from.falls_back.iter().any(|next| {
        if next == goal {
            return true;
        }
        if seen.contains(&next.as_str()) {
            return false;
        }
        seen.push(next);
        named(all, next).is_some_and(|next| reaches(all, next, goal, seen))
    })
}

/// Libvirt's operations in the order of their releases, then our own in that of ours.
fn age(operation: &Operation) -> (bool, Vec<u32>) {
    (operation.name.starts_with("virshd_"), release(&operation.since))
}

/// `1.2.10` in an order that is a release's.
fn release(text: &str) -> Vec<u32> {
    text.split('.').map(|part| part.parse().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(name: &str, since: &str, falls_back: &[&str]) -> Operation {
        Operation {
            name: name.to_owned(),
            c_name: String::new(),
            since: since.to_owned(),
            falls_back: falls_back.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn bodies_follow_the_rule() {
        assert_eq!(problems().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn circles_and_steps_back_are_told() {
        let good = [operation("a", "1.2.9", &["b"]), operation("b", "1.2.10", &[])];
        assert_eq!(judge(&good), Vec::<String>::new());
        let itself = [operation("a", "1", &["a"])];
        assert_eq!(judge(&itself).len(), 1);
        let circle = [operation("a", "1", &["b"]), operation("b", "1", &["c"]), operation("c", "1", &["a"])];
        assert_eq!(judge(&circle).len(), 3);
        let back = [operation("a", "1.2.10", &["b"]), operation("b", "1.2.9", &[])];
        assert!(judge(&back)[0].contains("asks the older b"));
        let own = [operation("a", "1.2.10", &["virshd_a"]), operation("virshd_a", "0.2.0", &[])];
        assert_eq!(judge(&own), Vec::<String>::new());
        let back = [operation("a", "1.2.10", &[]), operation("virshd_a", "0.2.0", &["a"])];
        assert_eq!(judge(&back).len(), 1);
    }
}
