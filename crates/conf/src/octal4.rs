//! Modes of files as four octal digits; for `with = "crate::octal4"`.

use std::borrow::Cow;

use vir_xml::ValueError;

pub(crate) fn from_text(text: &str) -> Result<u32, ValueError> {
    let digits = text.trim_start();
    let octal = !digits.is_empty() && digits.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
    let mode = octal.then(|| u32::from_str_radix(digits, 8).ok()).flatten();
    mode.filter(|mode| *mode <= 0o777).ok_or(ValueError::Expected("octal mode of at most 0777"))
}

pub(crate) fn to_text(mode: &u32) -> Cow<'_, str> {
    Cow::Owned(format!("{mode:04o}"))
}
