//! What the tests of all kinds do with descriptions.

use super::description::Description;
use super::edits::Edits;
use super::house::House;
use super::step::Step;
use super::{Shape, Which, chosen};

pub(super) fn house() -> House {
    House::load(&crate::files::root()).unwrap()
}

/// What a step would write for a description.
pub(super) fn edited(text: &str, step: &Step) -> Edits {
    let (house, d) = (house(), Description::parse(text).unwrap());
    let shape = Shape::of(d.kind);
    assert!(!(shape.done)(&d, &house, step).unwrap(), "{step}");
    let mut edits = Edits::new(&house.root);
    (shape.write)(&d, &house, step, &mut edits).unwrap();
    edits
}

/// Holds what the steps of a description would write against rows of step, file and a part of its new text.
pub(super) fn all_written(text: &str, steps: &[&str], rows: &[(&str, &str, &str)]) {
    let (house, d) = (house(), Description::parse(text).unwrap());
    let shown: Vec<String> =
        (Shape::of(d.kind).steps)(&d, &house).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(shown, steps);
    for (step, path, part) in rows {
        let edits = edited(text, &Step::parse(step).unwrap());
        let now = edits.text(path).unwrap();
        assert!(now.contains(part), "{step}: {now}");
    }
}

/// Why a description is refused.
pub(super) fn refused(house: &House, text: &str) -> String {
    let outcome = Description::parse(text).and_then(|d| {
        let shape = Shape::of(d.kind);
        chosen(&shape, &d, house, &Which::All)
    });
    match outcome {
        Ok(steps) => panic!("taken, with steps {steps:?}: {text}"),
        Err(error) => format!("{error:#}"),
    }
}

/// Spoils a good description by rows of what is replaced by what, and what is told of that.
pub(super) fn all_refused(good: &str, rows: &[(&str, &str, &str)]) {
    let house = house();
    for (from, to, told) in rows {
        let text = good.replace(from, to);
        assert_ne!(text, good, "{from}");
        let error = refused(&house, &text);
        assert!(error.contains(told), "{to}: {error}");
    }
}
