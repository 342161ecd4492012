//! What `domain_get_guest_info` tells, as typed parameters.

use serde_json::Value;
use vir_types::names::guest_info as names;
use vir_types::{IpAddrType, Result, TypedParams};

use super::{interfaces, list, odd, text};

/// One group of what is told: the agent's command, and what its answer is worth.
pub(crate) fn add(
    command: &str,
    answer: &Value,
    params: &mut TypedParams,
    target: impl Fn(&Value) -> Option<String>,
) -> Result<()> {
    match command {
        "guest-get-users" => users(answer, params),
        "guest-get-osinfo" => {
            for (key, name) in SYSTEM {
                if let Some(value) = text(answer, key) {
                    params.push(*name, value);
                }
            }
            Ok(())
        }
        "guest-get-timezone" => {
            if let Some(zone) = text(answer, "zone") {
                params.push(names::DOMAIN_GUEST_INFO_TIMEZONE_NAME, zone);
            }
            let offset = answer.get("offset").and_then(Value::as_i64);
            let offset = offset.and_then(|offset| i32::try_from(offset).ok()).ok_or_else(|| odd(command))?;
            params.push(names::DOMAIN_GUEST_INFO_TIMEZONE_OFFSET, offset);
            Ok(())
        }
        "guest-get-host-name" => {
            let name = text(answer, "host-name").ok_or_else(|| odd(command))?;
            params.push(names::DOMAIN_GUEST_INFO_HOSTNAME_HOSTNAME, name);
            Ok(())
        }
        "guest-get-fsinfo" => file_systems(answer, params, target),
        "guest-network-get-interfaces" => network(answer, params),
        "guest-get-load" => {
            for (key, name) in LOAD {
                let load = answer.get(key).and_then(Value::as_f64).ok_or_else(|| odd(command))?;
                params.push(*name, load);
            }
            Ok(())
        }
        _ => disks(answer, params, target),
    }
}

const SYSTEM: &[(&str, &str)] = &[
    ("id", "os.id"),
    ("name", "os.name"),
    ("pretty-name", "os.pretty-name"),
    ("version", "os.version"),
    ("version-id", "os.version-id"),
    ("machine", "os.machine"),
    ("variant", "os.variant"),
    ("variant-id", "os.variant-id"),
    ("kernel-release", "os.kernel-release"),
    ("kernel-version", "os.kernel-version"),
];

const LOAD: &[(&str, &str)] = &[
    ("load1m", names::DOMAIN_GUEST_INFO_LOAD_1M),
    ("load5m", names::DOMAIN_GUEST_INFO_LOAD_5M),
    ("load15m", names::DOMAIN_GUEST_INFO_LOAD_15M),
];

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn users(answer: &Value, params: &mut TypedParams) -> Result<()> {
    const COMMAND: &str = "guest-get-users";
    let all = list(answer, COMMAND)?;
    params.push(names::DOMAIN_GUEST_INFO_USER_COUNT, count(all.len()));
    for (at, user) in all.iter().enumerate() {
        let name = text(user, "user").ok_or_else(|| odd(COMMAND))?;
        params.push(format!("user.{at}.name"), name);
        if let Some(domain) = text(user, "domain") {
            params.push(format!("user.{at}.domain"), domain);
        }
        // The agent tells seconds with a fraction, the interface milliseconds.
        let login = user.get("login-time").and_then(Value::as_f64).ok_or_else(|| odd(COMMAND))?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time that saturates")]
        params.push(format!("user.{at}.login-time"), (login * 1000.0) as u64);
    }
    Ok(())
}

fn file_systems(
    answer: &Value,
    params: &mut TypedParams,
    target: impl Fn(&Value) -> Option<String>,
) -> Result<()> {
    const COMMAND: &str = "guest-get-fsinfo";
    let all = list(answer, COMMAND)?;
    params.push(names::DOMAIN_GUEST_INFO_FS_COUNT, count(all.len()));
    for (at, one) in all.iter().enumerate() {
        for (key, name) in [("name", "name"), ("mountpoint", "mountpoint"), ("type", "fstype")] {
            let value = text(one, key).ok_or_else(|| odd(COMMAND))?;
            params.push(format!("fs.{at}.{name}"), value);
        }
        for key in ["total-bytes", "used-bytes"] {
            if let Some(bytes) = one.get(key).and_then(Value::as_u64) {
                params.push(format!("fs.{at}.{key}"), bytes);
            }
        }
        let disks = one.get("disk").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        params.push(format!("fs.{at}.disk.count"), count(disks.len()));
        for (number, disk) in disks.iter().enumerate() {
            if let Some(target) = target(disk) {
                params.push(format!("fs.{at}.disk.{number}.alias"), target);
            }
            for (key, name) in [("serial", "serial"), ("dev", "device")] {
                if let Some(value) = text(disk, key) {
                    params.push(format!("fs.{at}.disk.{number}.{name}"), value);
                }
            }
        }
    }
    Ok(())
}

fn disks(answer: &Value, params: &mut TypedParams, target: impl Fn(&Value) -> Option<String>) -> Result<()> {
    const COMMAND: &str = "guest-get-disks";
    let all = list(answer, COMMAND)?;
    params.push(names::DOMAIN_GUEST_INFO_DISK_COUNT, count(all.len()));
    for (at, disk) in all.iter().enumerate() {
        params.push(format!("disk.{at}.name"), text(disk, "name").ok_or_else(|| odd(COMMAND))?);
        let partition = disk.get("partition").and_then(Value::as_bool).ok_or_else(|| odd(COMMAND))?;
        params.push(format!("disk.{at}.partition"), partition);
        let under = disk.get("dependencies").and_then(Value::as_array);
        if let Some(under) = under {
            params.push(format!("disk.{at}.dependency.count"), count(under.len()));
            for (number, name) in under.iter().enumerate() {
                params.push(format!("disk.{at}.dependency.{number}.name"), name.as_str().unwrap_or_default());
            }
        }
        if let Some(address) = disk.get("address") {
            if let Some(serial) = text(address, "serial") {
                params.push(format!("disk.{at}.serial"), serial);
            }
            if let Some(target) = target(address) {
                params.push(format!("disk.{at}.alias"), target);
            }
            if let Some(bus) = text(address, "bus-type") {
                params.push(format!("disk.{at}.guest_bus"), bus);
            }
        }
        if let Some(alias) = text(disk, "alias") {
            params.push(format!("disk.{at}.guest_alias"), alias);
        }
    }
    Ok(())
}

fn network(answer: &Value, params: &mut TypedParams) -> Result<()> {
    let all = interfaces(answer)?;
    params.push(names::DOMAIN_GUEST_INFO_IF_COUNT, count(all.len()));
    for (at, one) in all.into_iter().enumerate() {
        params.push(format!("if.{at}.name"), one.name);
        if let Some(address) = one.hwaddr {
            params.push(format!("if.{at}.hwaddr"), address);
        }
        params.push(format!("if.{at}.addr.count"), count(one.addrs.len()));
        for (number, addr) in one.addrs.into_iter().enumerate() {
            let kind = if addr.kind == IpAddrType::IPV6 { "ipv6" } else { "ipv4" };
            params.push(format!("if.{at}.addr.{number}.type"), kind);
            params.push(format!("if.{at}.addr.{number}.addr"), addr.addr);
            params.push(format!("if.{at}.addr.{number}.prefix"), addr.prefix);
        }
    }
    Ok(())
}
