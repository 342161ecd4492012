//! Small documents that commands make.

use std::fmt;

/// An element on its way.
pub(crate) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: Option<String>,
}

/// An element without anything.
pub(crate) fn element(name: &str) -> Element {
    Element { name: name.to_owned(), attributes: Vec::new(), children: Vec::new(), text: None }
}

impl Element {
    /// The element with this attribute, if it has a value.
    pub(crate) fn attr(mut self, name: &str, value: Option<&str>) -> Self {
        self.attributes.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        self
    }

    pub(crate) fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    pub(crate) fn text(mut self, text: &str) -> Self {
        self.text = Some(text.to_owned());
        self
    }

    /// Whether it says nothing but its name.
    pub(crate) fn is_bare(&self) -> bool {
        self.attributes.is_empty() && self.children.is_empty() && self.text.is_none()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let indent = "  ".repeat(depth);
        write!(f, "{indent}<{}", self.name)?;
        for (name, value) in &self.attributes {
            write!(f, " {name}='{}'", escaped(value))?;
        }
        match &self.text {
            Some(text) => writeln!(f, ">{}</{}>", escaped(text), self.name),
            None if self.children.is_empty() => writeln!(f, "/>"),
            None => {
                writeln!(f, ">")?;
                // What commands make is a few elements deep.
                self.children.iter().try_for_each(|child| child.write(f, depth + 1))?;
                writeln!(f, "{indent}</{}>", self.name)
            }
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

/// Text as it stands in a document.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&apos;"),
            '"' => out.push_str("&quot;"),
            // Readers take white space in an attribute for blanks, unless it is given by number.
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_indented_and_texts_harmless() {
        let disk = element("disk")
            .attr("type", Some("file"))
            .attr("device", None)
            .child(element("source").attr("file", Some("/a'b<c")))
            .child(element("serial").text("x & y"));
        let expected =
            "<disk type='file'>\n  <source file='/a&apos;b&lt;c'/>\n  <serial>x &amp; y</serial>\n</disk>\n";
        assert_eq!(disk.to_string(), expected);
        assert!(element("x").is_bare());
        assert_eq!(element("x").attr("y", Some("a\nb\tc")).to_string(), "<x y='a&#10;b&#9;c'/>\n");
    }
}
