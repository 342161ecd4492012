//! JSON as it came, laid out anew: members stay in their order and numbers as they were written.

/// One member or element per line, two spaces per level.
pub(crate) fn indented(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0usize;
    let mut chars = text.trim().chars().peekable();
    let mut quoted = false;
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(c) = chars.next() {
        if quoted {
            out.push(c);
            match c {
                '\\' => out.extend(chars.next()),
                '"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => {
                quoted = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                while chars.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                if let Some(end) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    // Nothing in it: one line is enough.
                    out.push('\n');
                    out.extend(std::iter::repeat_n("  ", depth));
                    out.push(end);
                } else {
                    depth = depth.saturating_add(1);
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// The value of a member of the outermost object, as it is written.
pub(crate) fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut depth = 0usize;
    let mut quoted_from = None;
    let mut key: Option<&str> = None;
    let mut value_from = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if let Some(from) = quoted_from {
            match c {
                '\\' => drop(chars.next()),
                '"' => {
                    if depth == 1 && value_from.is_none() {
                        key = text.get(from..at);
                    }
                    quoted_from = None;
                }
                _ => {}
            }
            continue;
        }
        match c {
            '"' => quoted_from = Some(at + 1),
            ':' if depth == 1 && value_from.is_none() => value_from = Some(at + 1),
            '{' | '[' => depth = depth.saturating_add(1),
            ',' | '}' | ']' => {
                if depth == 1
                    && let Some(from) = value_from.take()
                    && key == Some(name)
                {
                    return text.get(from..at).map(str::trim);
                }
                if c != ',' {
                    depth = depth.saturating_sub(1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_numbers_stay() {
        let text = r#"{"return": {"b":1e400,"a":"x,{\"y","c":[],"d":[1,2]},"id":"libvirt-1"}"#;
        assert_eq!(member(text, "return"), Some(r#"{"b":1e400,"a":"x,{\"y","c":[],"d":[1,2]}"#));
        assert_eq!(member(text, "id"), Some("\"libvirt-1\""));
        assert_eq!(member(text, "a"), None);
        let expected = "{\n  \"return\": {\n    \"b\": 1e400,\n    \"a\": \"x,{\\\"y\",\n    \"c\": [\n    ],\n    \
                        \"d\": [\n      1,\n      2\n    ]\n  },\n  \"id\": \"libvirt-1\"\n}";
        assert_eq!(indented(text), expected);
    }
}
