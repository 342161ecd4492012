//! Sets of CPUs: `0-3,^2,8` and rows of bytes.

use anyhow::{Result, bail};
use libvir::info::NodeCpuMap;
use libvir::{Code, Connect, NoFlags};

/// The most CPUs that a map can travel with, whatever a peer says.
const MOST: usize = 2048 * 8;

/// How many CPUs a host has, online or not, also of peers that tell only its topology.
pub(crate) async fn of_host(conn: &Connect) -> Result<usize> {
    match conn.node_get_cpu_map(true, true, NoFlags::empty()).await {
        Ok(map) => Ok(counted(&map)),
        Err(error) if error.code() == Code::NO_SUPPORT => {
            let info = conn.node_get_info().await?;
            let all = [info.nodes, info.sockets, info.cores, info.threads];
            Ok(bounded(all.into_iter().fold(1u32, u32::saturating_mul)))
        }
        Err(error) => Err(error.into()),
    }
}

/// How many CPUs the host's map tells of.
pub(crate) fn counted(map: &NodeCpuMap) -> usize {
    bounded(map.cpus)
}

fn bounded(count: u32) -> usize {
    usize::try_from(count).unwrap_or(MOST).min(MOST)
}

/// Whether CPU `number` is in a map.
pub(crate) fn has(map: &[u8], number: usize) -> bool {
    map.get(number / 8).is_some_and(|byte| byte >> (number % 8) & 1 == 1)
}

/// The CPUs of a map as virsh lists them: `0-1,4`.
pub(crate) fn ranges(map: &[u8], count: usize) -> String {
    let mut out = Vec::new();
    let mut number = 0;
    while number < count {
        if !has(map, number) {
            number += 1;
            continue;
        }
        let first = number;
        while number + 1 < count && has(map, number + 1) {
            number += 1;
        }
        out.push(if first == number { first.to_string() } else { format!("{first}-{number}") });
        number += 1;
    }
    out.join(",")
}

/// One letter per CPU.
pub(crate) fn letters(map: &[u8], count: usize) -> String {
    (0..count).map(|number| if has(map, number) { 'y' } else { '-' }).collect()
}

/// The map that a list of CPUs means; `r` stands for all.
pub(crate) fn parse(list: &str, count: usize) -> Result<Vec<u8>> {
    let mut map = vec![0; count.div_ceil(8)];
    if list == "r" {
        (0..count).for_each(|number| set(&mut map, number, true));
        return Ok(map);
    }
    for part in list.split(',') {
        let (part, value) = match part.strip_prefix('^') {
            Some(part) => (part, false),
            None => (part, true),
        };
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
            (Ok(first), Ok(last)) if first <= last && last < count => {
                (first..=last).for_each(|number| set(&mut map, number, value));
            }
            _ => bail!("Invalid cpulist '{list}'"),
        }
    }
    Ok(map)
}

fn set(map: &mut [u8], number: usize, value: bool) {
    if let Some(byte) = map.get_mut(number / 8) {
        let bit = 1 << (number % 8);
        if value { *byte |= bit } else { *byte &= !bit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_cannot_have_more_cpus_than_a_map() {
        assert_eq!((bounded(10), bounded(u32::MAX)), (10, MOST));
    }

    #[test]
    fn there_and_back() {
        for (list, shown, drawn) in [
            ("0-3,^2", "0-1,3", "yy-y------"),
            ("9", "9", "---------y"),
            ("r", "0-9", "yyyyyyyyyy"),
            ("1,0", "0-1", "yy--------"),
        ] {
            let map = parse(list, 10).unwrap();
            assert_eq!((ranges(&map, 10).as_str(), letters(&map, 10).as_str()), (shown, drawn));
        }
        for bad in ["", "10", "3-1", "a", "1-", "-1"] {
            assert!(parse(bad, 10).is_err(), "{bad}");
        }
    }
}
