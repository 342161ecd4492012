//! Adds a mistake to the report.

use super::Walk;
use crate::error::{Invalid, InvalidKind};

impl Walk<'_, '_> {
    pub(super) fn report(
        &mut self,
        kind: InvalidKind,
        offset: usize,
        message: String,
        expected: Vec<String>,
        suggestion: Option<String>,
    ) {
        let (line, column) = self.places.find(offset);
        self.mistakes.push(Invalid { kind, line, column, message, expected, suggestion });
    }
}
