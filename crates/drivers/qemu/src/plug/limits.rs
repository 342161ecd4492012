//! How fast a disk may be, as its emulator is told.

use serde_json::{Map, Value, json};
use vir_conf::domain::device::disk::{DiskBus, DiskDef};
use vir_conf::domain::throttle::IotuneDef;

/// What the emulator calls the device of a disk that its data is behind; some are devices inside devices.
pub(crate) fn device_name(disk: &DiskDef) -> String {
    let alias = disk.info.alias.as_deref().unwrap_or_default();
    match disk.bus {
        Some(DiskBus::Virtio) => format!("/machine/peripheral/{alias}/virtio-backend"),
        Some(DiskBus::Usb) => format!("/machine/peripheral/{alias}/{alias}.0/legacy[0]"),
        _ => alias.to_owned(),
    }
}

/// The limits of a disk; none for one that has none.
pub(crate) fn throttle(disk: &DiskDef) -> Option<Value> {
    disk.iotune.as_deref().map(|tune| limits(&device_name(disk), tune))
}

fn limits(device: &str, tune: &IotuneDef) -> Value {
    let always = [
        ("bps", tune.total_bytes_sec),
        ("bps_rd", tune.read_bytes_sec),
        ("bps_wr", tune.write_bytes_sec),
        ("iops", tune.total_iops_sec),
        ("iops_rd", tune.read_iops_sec),
        ("iops_wr", tune.write_iops_sec),
    ];
    let said = [
        ("bps_max", tune.total_bytes_sec_max),
        ("bps_rd_max", tune.read_bytes_sec_max),
        ("bps_wr_max", tune.write_bytes_sec_max),
        ("iops_max", tune.total_iops_sec_max),
        ("iops_rd_max", tune.read_iops_sec_max),
        ("iops_wr_max", tune.write_iops_sec_max),
        ("iops_size", tune.size_iops_sec),
        ("bps_max_length", tune.total_bytes_sec_max_length),
        ("bps_rd_max_length", tune.read_bytes_sec_max_length),
        ("bps_wr_max_length", tune.write_bytes_sec_max_length),
        ("iops_max_length", tune.total_iops_sec_max_length),
        ("iops_rd_max_length", tune.read_iops_sec_max_length),
        ("iops_wr_max_length", tune.write_iops_sec_max_length),
    ];
    let mut arguments = Map::new();
    arguments.insert("id".to_owned(), json!(device));
    let numbers = always.into_iter().chain(said.into_iter().filter(|(_, value)| *value > 0));
    arguments.extend(numbers.map(|(name, value)| (name.to_owned(), json!(value))));
    if let Some(group) = &tune.group_name {
        arguments.insert("group".to_owned(), json!(group));
    }
    Value::Object(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_limited_is_said() {
        let mut tune = IotuneDef::default();
        (tune.total_bytes_sec, tune.total_iops_sec_max) = (1000, 7);
        tune.group_name = Some("slow".to_owned());
        let wanted = json!({
            "id": "virtio-disk0", "bps": 1000, "bps_rd": 0, "bps_wr": 0, "iops": 0, "iops_rd": 0, "iops_wr": 0,
            "iops_max": 7, "group": "slow",
        });
        assert_eq!(limits("virtio-disk0", &tune), wanted);
    }
}
