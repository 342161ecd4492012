//! Taking a command line apart as a shell does.

/// A command line in its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommandWords {
    /// Assignments to the environment.
    pub env: Vec<(String, String)>,
    /// The program.
    pub program: String,
    /// Its arguments.
    pub args: Vec<String>,
}

/// Splits a command line.
#[must_use]
pub fn split(text: &str) -> CommandWords {
    let mut words = words(text).into_iter().peekable();
    let mut command = CommandWords::default();
    while let Some((name, value)) = words.peek().and_then(|word| assignment(word)) {
        command.env.push((name.to_owned(), value.to_owned()));
        words.next();
    }
    command.program = words.next().unwrap_or_default();
    command.args = words.collect();
    command
}

fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let fits = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    fits.then_some((name, value))
}

fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (Some('\''), c) => word.get_or_insert_default().push(c),
            (_, '\\') => match chars.next() {
                Some('\n') | None => {}
                Some(next) => word.get_or_insert_default().push(next),
            },
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn quotes_and_continued_lines() {
        let command = split("A=1 \\\nB='' \\\n/bin/q \\\n-x 'a b'\\''c' \\\n-y \"d e\" f\\ g\n");
        assert_eq!(command.env, [("A".to_owned(), "1".to_owned()), ("B".to_owned(), String::new())]);
        assert_eq!(command.program, "/bin/q");
        assert_eq!(command.args, ["-x", "a b'c", "-y", "d e", "f g"]);
    }
}
