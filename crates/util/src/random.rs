//! Random bytes from the kernel.

/// So many random bytes.
///
/// # Errors
/// The kernel has none to give, which happens on no running system.
pub fn bytes<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut out = [0; N];
    getrandom::fill(&mut out).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    #[test]
    fn they_differ() {
        assert_ne!(super::bytes::<16>().unwrap(), super::bytes::<16>().unwrap());
    }
}
