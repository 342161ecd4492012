//! Decodes and encodes again what any procedure carries: for tests and recorded packets.

mod admin;
mod lxc;
mod qemu;
mod remote;
mod virshd;

use bytes::Bytes;
use vir_xdr::{Xdr, XdrError, from_bytes, to_bytes};

/// What a packet's body belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The arguments of a call, or the body of an event.
    Args,
    /// The results of a reply.
    Ret,
}

struct Recoder {
    number: i32,
    args: fn(Bytes) -> Result<Bytes, XdrError>,
    ret: fn(Bytes) -> Result<Bytes, XdrError>,
}

fn recode<T: Xdr>(body: Bytes) -> Result<Bytes, XdrError> {
    to_bytes(&from_bytes::<T>(body)?)
}

/// The body once more, after it was understood; `None` if there is no such procedure.
#[must_use]
pub fn again(program: u32, procedure: i32, part: Part, body: Bytes) -> Option<Result<Bytes, XdrError>> {
    let table = match program {
        crate::remote::PROGRAM => remote::RECODERS,
        crate::qemu::PROGRAM => qemu::RECODERS,
        crate::lxc::PROGRAM => lxc::RECODERS,
        crate::virshd::PROGRAM => virshd::RECODERS,
        crate::admin::PROGRAM => admin::RECODERS,
        _ => return None,
    };
    let found = table.iter().find(|entry| entry.number == procedure)?;
    Some(match part {
        Part::Args => (found.args)(body),
        Part::Ret => (found.ret)(body),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> std::path::PathBuf {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/wire")
    }

    fn from_hex(text: &str) -> Bytes {
        let digits: Vec<u8> = text.chars().map(|c| u8::try_from(c.to_digit(16).unwrap()).unwrap()).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    /// Bytes recorded from libvirt's own client and daemon are understood and come out the same.
    #[test]
    fn recorded_bytes_come_out_the_same() {
        let (mut procedures, mut called) = (0, 0);
        let mut bodies = 0;
        for entry in std::fs::read_dir(folder()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let (program, procedure) = name.split_once('-').unwrap();
            let program = u32::from_str_radix(program, 16).unwrap();
            if program == crate::keepalive::PROGRAM {
                continue;
            }
            procedures += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            called += usize::from(text.lines().any(|line| line.starts_with("call")));
            for line in text.lines() {
                let (kind, hex) = line.split_once(' ').unwrap_or((line, ""));
                let part = if kind == "reply" { Part::Ret } else { Part::Args };
                let body = from_hex(hex);
                let out = again(program, procedure.parse().unwrap(), part, body.clone()).unwrap();
                assert_eq!(
                    out.unwrap_or_else(|error| panic!("{name} {kind}: {error}")),
                    body,
                    "{name} {kind}"
                );
                bodies += 1;
            }
        }
        println!("{procedures} procedures, {called} of them called, {bodies} recorded bodies");
        assert!(called >= 380, "the calls of only {called} procedures are recorded");
    }

    #[test]
    fn every_procedure_is_there() {
        for program in crate::PROGRAMS {
            for procedure in program.procedures {
                let out = again(program.number, procedure.number, Part::Args, Bytes::from_static(&[0; 3]));
                assert!(matches!(out, Some(Err(_))), "{} {}: {out:?}", program.name, procedure.name);
            }
        }
    }

    #[test]
    fn unknown_ones_are_told() {
        assert!(again(1, 1, Part::Args, Bytes::new()).is_none());
        assert!(again(crate::remote::PROGRAM, 100_000, Part::Args, Bytes::new()).is_none());
    }
}
