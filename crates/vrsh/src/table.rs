//! Tables as virsh draws them.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::paint::Paint;

/// A cell: its text, made safe for a terminal, and its colour.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    text: String,
    paint: Paint,
}

impl Cell {
    pub(crate) fn painted(text: &str, paint: Paint) -> Self {
        Self { text: safe(text), paint }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::painted(text.as_ref(), Paint::Plain)
    }
}

/// Rows under a header. Every column is as wide as its widest cell.
#[derive(Debug)]
pub(crate) struct Table {
    header: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(crate) fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Self {
        Self { header: header.into_iter().map(Cell::from).collect(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn draw(&self, with_header: bool, colour: bool) -> String {
        let mut widths = vec![0; self.header.len()];
        for row in self.rows.iter().chain(with_header.then_some(&self.header)) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.text.width().max(*width);
            }
        }
        let mut out = String::new();
        if with_header {
            draw_row(&mut out, &self.header, &widths, false);
            out.push_str(&"-".repeat(widths.iter().map(|width| width + 3).sum()));
            out.push('\n');
        }
        for row in &self.rows {
            draw_row(&mut out, row, &widths, colour);
        }
        out
    }
}

fn draw_row(out: &mut String, row: &[Cell], widths: &[usize], colour: bool) {
    let last = row.len().saturating_sub(1);
    for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
        out.push(' ');
        if colour {
            out.push_str(&cell.paint.apply(&cell.text));
        } else {
            out.push_str(&cell.text);
        }
        if column < last {
            out.push_str(&" ".repeat(width.saturating_sub(cell.text.width()) + 2));
        }
    }
    out.push('\n');
}

/// Shows control characters as `\x1b`, and so must show a `\x` that is meant.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c.width().is_none() || (c == '\\' && rest.peek() == Some(&'x')) {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("\\x{byte:02x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(names: &[&str]) -> Table {
        let mut table = Table::new(["Id", "Name", "State"]);
        for name in names {
            table.row(["1".into(), Cell::from(name), Cell::painted("running", Paint::Good)]);
        }
        table
    }

    #[test]
    fn as_wide_as_needed() {
        assert_eq!(
            table(&["test"]).draw(true, false),
            " Id   Name   State\n----------------------\n 1    test   running\n"
        );
        assert_eq!(table(&[]).draw(true, false), " Id   Name   State\n--------------------\n");
        assert_eq!(table(&["t"]).draw(false, false), " 1   t   running\n");
    }

    #[test]
    fn wide_and_unsafe_characters() {
        assert_eq!(
            table(&["仮想", "a\tb", "\\x41"]).draw(false, false),
            " 1   仮想      running\n 1   a\\x09b    running\n 1   \\x5cx41   running\n"
        );
    }

    #[test]
    fn colour_takes_no_room() {
        assert_eq!(table(&["t"]).draw(false, true), " 1   t   \u{1b}[32mrunning\u{1b}[0m\n");
    }
}
