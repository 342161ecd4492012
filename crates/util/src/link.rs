//! Network devices of the host: taps that end with whoever holds them, and what is set on devices.
#![allow(unsafe_code, reason = "devices are made and changed by ioctl")]

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The longest name of a device, in bytes.
pub const NAME_MAX: usize = libc::IFNAMSIZ - 1;

/// Adds a port to a bridge.
const SIOCBRADDIF: libc::c_ulong = 0x89a2;

/// Kinds of messages and attributes that make a device on another one (`linux/if_link.h`).
const IFLA_INFO_KIND: u16 = 1;
const IFLA_INFO_DATA: u16 = 2;
const IFLA_MACVLAN_MODE: u16 = 1;

fn folder(name: &str) -> PathBuf {
    Path::new("/sys/class/net").join(name)
}

/// Whether there is a device of this name.
#[must_use]
pub fn exists(name: &str) -> bool {
    is_name(name) && folder(name).exists()
}

/// Whether a device is one on another that can be opened.
#[must_use]
pub fn is_macvtap(name: &str) -> bool {
    is_name(name) && folder(name).join("macvtap").exists()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= NAME_MAX && !name.contains('/') && name != "." && name != ".."
}

/// A request about a device.
fn request(name: &str) -> io::Result<libc::ifreq> {
    if !is_name(name) || name.contains('\0') {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("'{name}' is no name of a device")));
    }
    // SAFETY: a request of zeros is valid: it has no references.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(name.bytes()) {
        *to = libc::c_char::from_ne_bytes([from]);
    }
    Ok(request)
}

/// The name that the kernel has filled in.
fn name_of(request: &libc::ifreq) -> String {
    let bytes = request.ifr_name.iter().take_while(|byte| **byte != 0);
    let bytes: Vec<u8> = bytes.flat_map(|byte| byte.to_ne_bytes()).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn socket() -> io::Result<OwnedFd> {
    open_socket(libc::AF_INET, libc::SOCK_DGRAM, 0)
}

fn open_socket(family: i32, kind: i32, protocol: i32) -> io::Result<OwnedFd> {
    // SAFETY: a plain system call without references.
    let fd = unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor is new and nobody else's.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Asks the kernel to do something with a request.
fn call(fd: &OwnedFd, what: libc::c_ulong, request: &mut libc::ifreq) -> io::Result<()> {
    // SAFETY: all calls made here take a whole request, which lives until the call returns.
    let done = unsafe { libc::ioctl(fd.as_raw_fd(), what as _, std::ptr::from_mut(request)) };
    if done < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Opens a device that hands packets to a process, once for each queue; for each the kernel is asked for `name`.
fn open_queues(path: &str, name: &str, queues: u32, header: bool) -> io::Result<Vec<(OwnedFd, String)>> {
    let mut flags = libc::IFF_TAP | libc::IFF_NO_PI;
    if header {
        flags |= libc::IFF_VNET_HDR;
    }
    if queues > 1 {
        flags |= libc::IFF_MULTI_QUEUE;
    }
    let flags = libc::c_short::try_from(flags).map_err(|_| io::ErrorKind::InvalidInput)?;
    let open = |_| {
        let mut options = OpenOptions::new();
        options.read(true).write(true).custom_flags(libc::O_CLOEXEC | libc::O_NONBLOCK);
        let fd = OwnedFd::from(options.open(path)?);
        let mut request = request(name)?;
        request.ifr_ifru.ifru_flags = flags;
        call(&fd, libc::TUNSETIFF as _, &mut request)?;
        Ok((fd, name_of(&request)))
    };
    (0..queues.max(1)).map(open).collect()
}

/// Opens a tap device, making it if there is none of this name: `queues` descriptors, which it ends with
/// unless it was there before. With `header` each packet has one that says what is left to be done for it.
///
/// # Errors
/// The kernel refuses: it has no taps, this process may not make any, the name is in use.
pub fn open_tap(name: &str, queues: u32, header: bool) -> io::Result<Vec<OwnedFd>> {
    let taps = open_queues("/dev/net/tun", name, queues, header)?;
    match taps.iter().find(|(_, given)| given != name) {
        Some((_, given)) => Err(io::Error::other(format!("'{name}' became '{given}'"))),
        None => Ok(taps.into_iter().map(|(fd, _)| fd).collect()),
    }
}

/// Sets a device's address.
///
/// # Errors
/// The kernel refuses.
pub fn set_mac(name: &str, mac: [u8; 6]) -> io::Result<()> {
    let mut request = request(name)?;
    // SAFETY: a socket address of zeros is valid.
    let mut address: libc::sockaddr = unsafe { std::mem::zeroed() };
    address.sa_family = libc::ARPHRD_ETHER;
    for (to, from) in address.sa_data.iter_mut().zip(mac) {
        *to = libc::c_char::from_ne_bytes([from]);
    }
    request.ifr_ifru.ifru_hwaddr = address;
    call(&socket()?, libc::SIOCSIFHWADDR as _, &mut request)
}

/// The largest packet that a device carries, in bytes.
///
/// # Errors
/// There is no such device.
pub fn mtu(name: &str) -> io::Result<u32> {
    let mut request = request(name)?;
    call(&socket()?, libc::SIOCGIFMTU as _, &mut request)?;
    // SAFETY: this call fills in the number.
    let mtu = unsafe { request.ifr_ifru.ifru_mtu };
    u32::try_from(mtu).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
}

/// Sets the largest packet that a device carries, in bytes.
///
/// # Errors
/// The kernel refuses.
pub fn set_mtu(name: &str, mtu: u32) -> io::Result<()> {
    let mut request = request(name)?;
    request.ifr_ifru.ifru_mtu = i32::try_from(mtu).map_err(|_| io::ErrorKind::InvalidInput)?;
    call(&socket()?, libc::SIOCSIFMTU as _, &mut request)
}

/// Switches a device on or off.
///
/// # Errors
/// The kernel refuses.
pub fn set_up(name: &str, up: bool) -> io::Result<()> {
    let socket = socket()?;
    let mut request = request(name)?;
    call(&socket, libc::SIOCGIFFLAGS as _, &mut request)?;
    // SAFETY: this call fills in the flags.
    let flags = unsafe { request.ifr_ifru.ifru_flags };
    let on = libc::c_short::try_from(libc::IFF_UP).map_err(|_| io::ErrorKind::InvalidData)?;
    request.ifr_ifru.ifru_flags = if up { flags | on } else { flags & !on };
    call(&socket, libc::SIOCSIFFLAGS as _, &mut request)
}

/// The number of a device.
///
/// # Errors
/// There is no such device.
pub fn index(name: &str) -> io::Result<u32> {
    let mut request = request(name)?;
    call(&socket()?, libc::SIOCGIFINDEX as _, &mut request)?;
    // SAFETY: this call fills in the number.
    let index = unsafe { request.ifr_ifru.ifru_ifindex };
    u32::try_from(index).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
}

/// Makes a device a port of a bridge.
///
/// # Errors
/// The kernel refuses: there is no such bridge, the device is a port of another one.
pub fn add_to_bridge(bridge: &str, port: &str) -> io::Result<()> {
    let mut request = request(bridge)?;
    request.ifr_ifru.ifru_ifindex = i32::try_from(index(port)?).map_err(|_| io::ErrorKind::InvalidData)?;
    call(&socket()?, SIOCBRADDIF, &mut request)
}

/// How devices on one device see each other (`linux/if_link.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MacvlanMode {
    /// Only with the switch's help.
    Vepa,
    /// Directly.
    Bridge,
    /// Not at all.
    Private,
    /// There is only one.
    Passthrough,
}

impl MacvlanMode {
    fn number(self) -> u32 {
        match self {
            Self::Private => 1,
            Self::Vepa => 2,
            Self::Bridge => 4,
            Self::Passthrough => 8,
        }
    }
}

/// Adds an attribute to a message.
fn attribute(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    let length = u16::try_from(value.len().saturating_add(4)).unwrap_or(u16::MAX);
    message.extend(length.to_ne_bytes());
    message.extend(kind.to_ne_bytes());
    message.extend(value);
    message.resize(message.len().next_multiple_of(4), 0);
}

/// Sends one message about devices to the kernel and waits for its word.
fn tell_kernel(kind: u16, flags: i32, body: &[u8]) -> io::Result<()> {
    let socket = File::from(open_socket(libc::AF_NETLINK, libc::SOCK_RAW, libc::NETLINK_ROUTE)?);
    let flags = u16::try_from(libc::NLM_F_REQUEST | libc::NLM_F_ACK | flags)
        .map_err(|_| io::ErrorKind::InvalidInput)?;
    let length = u32::try_from(body.len().saturating_add(16)).map_err(|_| io::ErrorKind::InvalidInput)?;
    let mut message = Vec::new();
    message.extend(length.to_ne_bytes());
    message.extend(kind.to_ne_bytes());
    message.extend(flags.to_ne_bytes());
    message.extend([0; 8]);
    message.extend(body);
    io::Write::write_all(&mut &socket, &message)?;
    let mut answer = [0; 4096];
    let read = io::Read::read(&mut &socket, &mut answer)?;
    // The kernel's word comes after the header of its answer: a negative number of an error, or none.
    let error = answer.get(16..20).filter(|_| read >= 20).and_then(|bytes| bytes.try_into().ok());
    match error.map(i32::from_ne_bytes) {
        Some(0) => Ok(()),
        Some(number) => Err(io::Error::from_raw_os_error(number.saturating_neg())),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// What is the same in all messages about a device: its number.
fn about(index: u32) -> Vec<u8> {
    let mut body = vec![0; 4];
    body.extend(index.to_ne_bytes());
    body.extend([0; 8]);
    body
}

/// Makes a device on another one (macvtap) that can be opened.
///
/// # Errors
/// The kernel refuses: there is no such device, it is a port of a bridge, the name is in use.
pub fn add_macvtap(name: &str, on: &str, mac: [u8; 6], mode: MacvlanMode) -> io::Result<()> {
    request(name)?;
    let on = index(on)?;
    let mut data = Vec::new();
    attribute(&mut data, IFLA_MACVLAN_MODE, &mode.number().to_ne_bytes());
    let mut info = Vec::new();
    attribute(&mut info, IFLA_INFO_KIND, b"macvtap\0");
    attribute(&mut info, IFLA_INFO_DATA, &data);
    let mut body = about(0);
    attribute(&mut body, libc::IFLA_LINK, &on.to_ne_bytes());
    attribute(&mut body, libc::IFLA_ADDRESS, &mac);
    attribute(&mut body, libc::IFLA_IFNAME, format!("{name}\0").as_bytes());
    attribute(&mut body, libc::IFLA_LINKINFO, &info);
    tell_kernel(libc::RTM_NEWLINK, libc::NLM_F_CREATE | libc::NLM_F_EXCL, &body)
}

/// Removes a device that was made.
///
/// # Errors
/// There is no such device, or the kernel refuses.
pub fn remove(name: &str) -> io::Result<()> {
    tell_kernel(libc::RTM_DELLINK, 0, &about(index(name)?))
}

/// Opens a device that was made by [`add_macvtap`], once for each queue.
///
/// # Errors
/// Its file is not there, or cannot be opened.
pub fn open_macvtap(name: &str, queues: u32, header: bool) -> io::Result<Vec<OwnedFd>> {
    let path = format!("/dev/tap{}", index(name)?);
    Ok(open_queues(&path, name, queues, header)?.into_iter().map(|(fd, _)| fd).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_aligned() {
        let mut message = Vec::new();
        attribute(&mut message, 3, b"abc\0d");
        let mut wanted = Vec::from(9u16.to_ne_bytes());
        wanted.extend(3u16.to_ne_bytes());
        wanted.extend(b"abc\0d\0\0\0");
        assert_eq!(message, wanted);
    }

    #[test]
    fn names_are_checked() {
        assert!(exists("lo"));
        assert_eq!(index("lo").ok(), Some(1));
        for name in ["", "..", "a/b", "a-name-that-is-too-long"] {
            assert!(!exists(name) && !is_macvtap(name), "{name}");
            assert_eq!(index(name).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{name}");
        }
        assert_eq!(mtu("no-such-link").unwrap_err().raw_os_error(), Some(libc::ENODEV));
        assert!(remove("no-such-link").is_err());
    }
}
