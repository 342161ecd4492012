//! Binary data written as text.

/// How many bytes a hexadecimal text stands for.
pub(crate) fn hex_length(text: &str) -> Option<usize> {
    let good = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    good.then_some(text.len() / 2)
}

/// How many bytes a Base64 text stands for. Single spaces may stand between its characters.
pub(crate) fn base64_length(text: &str) -> Option<usize> {
    let letters: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    if !letters.len().is_multiple_of(4) {
        return None;
    }
    let padding = letters.iter().rev().take_while(|byte| **byte == b'=').count();
    let (data, _) = letters.split_at_checked(letters.len().checked_sub(padding)?)?;
    if !data.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')) {
        return None;
    }
    // The bits that padding leaves over are zero.
    let last = data.last().copied().unwrap_or(b'A');
    let good = match padding {
        0 => true,
        1 => b"AEIMQUYcgkosw048".contains(&last),
        2 => b"AQgw".contains(&last),
        _ => false,
    };
    good.then_some((letters.len() / 4 * 3).saturating_sub(padding))
}
