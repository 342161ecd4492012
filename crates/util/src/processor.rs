//! What the host's processor says of itself, and what the kernel says of it on `/dev/kvm`.
#![allow(unsafe_code, reason = "an instruction of the processor, and requests to a device")]

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd, RawFd};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

/// One answer of the `CPUID` instruction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)] // The registers' own names say it.
pub struct Leaf {
    /// What was asked for in `eax`.
    pub leaf: u32,
    /// What was asked for in `ecx`.
    pub sub: u32,
    pub eax: u32,
    pub ebx: u32,
    pub ecx: u32,
    pub edx: u32,
}

/// The most parts of one leaf that are looked at; no processor comes near.
const PARTS: u32 = 64;
/// The same for the leaves of one range.
const LEAVES: u32 = 256;

/// All that the processor says of itself; nothing where there is no such instruction.
#[must_use]
pub fn leaves() -> Vec<Leaf> {
    let mut found = Vec::new();
    for base in [0, 0x8000_0000] {
        let Some(first) = ask(base, 0) else { return found };
        let last = first.eax.min(base | (LEAVES - 1));
        for leaf in base..=last.max(base) {
            let Some(answer) = ask(leaf, 0) else { continue };
            found.push(answer);
            found.extend(parts(&answer));
        }
    }
    found
}

/// The further parts of a leaf: which ones there are, its first part tells.
fn parts(first: &Leaf) -> Vec<Leaf> {
    let leaf = first.leaf;
    let bit = |bits: u32, sub: u32| bits.checked_shr(sub).is_some_and(|bits| bits & 1 == 1);
    let wanted: Vec<u32> = match leaf {
        0x7 | 0x14 => (1..=first.eax.min(PARTS)).collect(),
        0x17 if first.eax >= 3 => (1..=first.eax.min(PARTS)).collect(),
        0xd => {
            let second = ask(leaf, 1).unwrap_or_default();
            let has = |sub: u32| match sub {
                0..32 => bit(first.eax, sub) || bit(second.ecx, sub),
                _ => bit(first.edx, sub - 32) || bit(second.edx, sub - 32),
            };
            std::iter::once(1).chain((2..PARTS).filter(|sub| has(*sub))).collect()
        }
        0x12 if ask(0x7, 0).is_some_and(|answer| bit(answer.ebx, 2)) => vec![1],
        0xf => (1..32).filter(|sub| bit(first.edx, *sub)).collect(),
        0x10 => (1..32).filter(|sub| bit(first.ebx, *sub)).collect(),
        _ => Vec::new(),
    };
    wanted.into_iter().filter_map(|sub| ask(leaf, sub)).collect()
}

#[cfg(target_arch = "x86_64")]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere there is no answer")]
fn ask(leaf: u32, sub: u32) -> Option<Leaf> {
    let answer = core::arch::x86_64::__cpuid_count(leaf, sub);
    Some(Leaf { leaf, sub, eax: answer.eax, ebx: answer.ebx, ecx: answer.ecx, edx: answer.edx })
}

#[cfg(not(target_arch = "x86_64"))]
fn ask(_: u32, _: u32) -> Option<Leaf> {
    None
}

/// A model-specific register of the first processor, as the kernel shows it to root.
///
/// # Errors
/// There is no such register, or the kernel does not show it.
pub fn register(index: u32) -> io::Result<u64> {
    let mut value = [0; 8];
    File::open("/dev/cpu/0/msr")?.read_exact_at(&mut value, u64::from(index))?;
    Ok(u64::from_le_bytes(value))
}

/// Numbers of requests and of what can be asked for, as the kernel's headers have them.
mod number {
    pub(super) const CREATE_VM: libc::c_ulong = 0xae01;
    pub(super) const CHECK: libc::c_ulong = 0xae03;
    pub(super) const CREATE_VCPU: libc::c_ulong = 0xae41;
    pub(super) const GET_MSRS: libc::c_ulong = 0xc008_ae88;
    pub(super) const GET_TSC_KHZ: libc::c_ulong = 0xaea3;
    pub(super) const MAX_VCPUS: libc::c_ulong = 66;
    pub(super) const TSC_CONTROL: libc::c_ulong = 60;
}

/// The kernel's interface to hardware virtualization.
#[derive(Debug)]
pub struct KvmDevice(OwnedFd);

/// One register as it is asked for.
#[repr(C)]
struct Registers {
    count: u32,
    padding: u32,
    index: u32,
    reserved: u32,
    value: u64,
}

impl KvmDevice {
    /// Opens it.
    ///
    /// # Errors
    /// It is not there, or not for this user.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::options().read(true).write(true).open(path)?;
        Ok(Self(file.into()))
    }

    /// How many processors a guest can have.
    #[must_use]
    pub fn max_vcpus(&self) -> Option<u32> {
        request(self.0.as_raw_fd(), number::CHECK, number::MAX_VCPUS).ok().filter(|count| *count > 0)
    }

    /// A model-specific register as guests see it.
    #[must_use]
    pub fn register(&self, index: u32) -> Option<u64> {
        let mut asked = Registers { count: 1, padding: 0, index, reserved: 0, value: 0 };
        // SAFETY: the request reads and writes one register, for which there is room behind the count.
        let done =
            unsafe { libc::ioctl(self.0.as_raw_fd(), number::GET_MSRS, std::ptr::from_mut(&mut asked)) };
        (done == 1).then_some(asked.value)
    }

    /// The frequency of the time stamp counter in Hz, and whether guests can have another.
    #[must_use]
    pub fn time_stamps(&self) -> Option<(u64, bool)> {
        let guest = child(request(self.0.as_raw_fd(), number::CREATE_VM, 0).ok()?)?;
        let processor = child(request(guest.as_raw_fd(), number::CREATE_VCPU, 0).ok()?)?;
        let khz = request(processor.as_raw_fd(), number::GET_TSC_KHZ, 0).ok()?;
        let scaling = request(self.0.as_raw_fd(), number::CHECK, number::TSC_CONTROL).ok()?;
        Some((u64::from(khz).checked_mul(1000)?, scaling != 0))
    }
}

/// A descriptor that a request has made.
fn child(fd: u32) -> Option<OwnedFd> {
    let fd = RawFd::try_from(fd).ok()?;
    // SAFETY: the kernel has just made this descriptor for us, nobody else knows it.
    Some(unsafe { OwnedFd::from_raw_fd(fd) })
}

fn request(fd: RawFd, number: libc::c_ulong, argument: libc::c_ulong) -> io::Result<u32> {
    // SAFETY: these requests take a number and touch no memory of this process.
    let done = unsafe { libc::ioctl(fd, number, argument) };
    u32::try_from(done).map_err(|_| io::Error::last_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn the_processor_says_who_made_it_and_what_it_is() {
        let leaves = leaves();
        let leaf = |number| leaves.iter().find(|leaf| leaf.leaf == number && leaf.sub == 0).unwrap();
        let maker = leaf(0);
        let name: Vec<u8> =
            [maker.ebx, maker.edx, maker.ecx].iter().flat_map(|word| word.to_le_bytes()).collect();
        let info = std::fs::read_to_string("/proc/cpuinfo").unwrap();
        assert!(info.contains(&String::from_utf8(name).unwrap()), "{maker:?}");
        // Every 64-bit processor has long mode.
        assert_eq!((leaf(0x8000_0001).edx >> 29) & 1, 1);
        let mut places: Vec<_> = leaves.iter().map(|leaf| (leaf.leaf, leaf.sub)).collect();
        places.dedup();
        assert_eq!(places.len(), leaves.len(), "a part was asked twice");
    }

    #[test]
    fn no_device_is_said() {
        assert!(KvmDevice::open(Path::new("/no/kvm")).is_err());
        assert!(register(0x10a).is_err() || Path::new("/dev/cpu/0/msr").exists());
    }
}
