//! Variables in rules: `$IP`, `$IP[@2]`, `$IP[3]`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A variable whose values a rule is made for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Which of its values.
    pub pick: VariablePick,
}

/// Which values of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum VariablePick {
    /// All; variables of one number go side by side, and each number through all of the others.
    Iterator(u32),
    /// The one at this place.
    Element(u32),
}

impl Variable {
    /// Reads what stands behind the `$`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        const MOST: u32 = 1000;
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        let (name, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        let name = name.to_owned();
        if rest.is_empty() {
            return Ok(Self { name, pick: VariablePick::Iterator(0) });
        }
        let Some(inside) = rest.strip_prefix('[') else { return Err("Malformatted variable") };
        let inside = inside.trim_start();
        let (iterates, inside) = match inside.strip_prefix('@') {
            Some(inside) => (true, inside),
            None => (false, inside),
        };
        let bad = if iterates { "Malformatted iterator id" } else { "Malformatted array index" };
        // What stands behind the bracket was never looked at.
        let (number, _) = inside.split_once(']').ok_or(bad)?;
        let number: u32 = number.trim().parse().map_err(|_| bad)?;
        if !iterates {
            return Ok(Self { name, pick: VariablePick::Element(number) });
        }
        if number > MOST {
            return Err("Iterator ID exceeds maximum ID of 1000");
        }
        Ok(Self { name, pick: VariablePick::Iterator(number) })
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}", self.name)?;
        match self.pick {
            VariablePick::Iterator(0) => Ok(()),
            VariablePick::Iterator(number) => write!(f, "[@{number}]"),
            VariablePick::Element(at) => write!(f, "[{at}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Variable;

    #[test]
    fn variables() {
        let shown = |text| Variable::parse(text).map(|variable| variable.to_string());
        assert_eq!(shown("IP"), Ok("$IP".into()));
        assert_eq!(shown("IP[@0]"), Ok("$IP".into()));
        assert_eq!(shown("IP[ @12 ]"), Ok("$IP[@12]".into()));
        assert_eq!(shown("IP[3]"), Ok("$IP[3]".into()));
        assert_eq!(shown("IP[x]"), Err("Malformatted array index"));
        assert_eq!(shown("IP[@1001]"), Err("Iterator ID exceeds maximum ID of 1000"));
        assert_eq!(shown("IP[1"), Err("Malformatted array index"));
        assert_eq!(shown("I-P"), Err("Malformatted variable"));
    }
}
