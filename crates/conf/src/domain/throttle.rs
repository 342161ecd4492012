//! `<iotune>` and `<throttlegroups>`: limits of a disk's speed that the emulator keeps.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

/// Limits of a disk's speed; 0 is none.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IotuneDef {
    /// **Bytes** per second.
    #[xml(
        text = "total_bytes_sec",
        skip_default,
        invalid(Invalid, "disk iotune field 'total_bytes_sec' must be an integer")
    )]
    pub total_bytes_sec: u64,
    /// **Bytes** read per second.
    #[xml(
        text = "read_bytes_sec",
        skip_default,
        invalid(Invalid, "disk iotune field 'read_bytes_sec' must be an integer")
    )]
    pub read_bytes_sec: u64,
    /// **Bytes** written per second.
    #[xml(
        text = "write_bytes_sec",
        skip_default,
        invalid(Invalid, "disk iotune field 'write_bytes_sec' must be an integer")
    )]
    pub write_bytes_sec: u64,
    /// Operations per second.
    #[xml(
        text = "total_iops_sec",
        skip_default,
        invalid(Invalid, "disk iotune field 'total_iops_sec' must be an integer")
    )]
    pub total_iops_sec: u64,
    /// Reads per second.
    #[xml(
        text = "read_iops_sec",
        skip_default,
        invalid(Invalid, "disk iotune field 'read_iops_sec' must be an integer")
    )]
    pub read_iops_sec: u64,
    /// Writes per second.
    #[xml(
        text = "write_iops_sec",
        skip_default,
        invalid(Invalid, "disk iotune field 'write_iops_sec' must be an integer")
    )]
    pub write_iops_sec: u64,
    /// **Bytes** per second in a burst.
    #[xml(
        text = "total_bytes_sec_max",
        skip_default,
        invalid(Invalid, "disk iotune field 'total_bytes_sec_max' must be an integer")
    )]
    pub total_bytes_sec_max: u64,
    /// **Bytes** read per second in a burst.
    #[xml(
        text = "read_bytes_sec_max",
        skip_default,
        invalid(Invalid, "disk iotune field 'read_bytes_sec_max' must be an integer")
    )]
    pub read_bytes_sec_max: u64,
    /// **Bytes** written per second in a burst.
    #[xml(
        text = "write_bytes_sec_max",
        skip_default,
        invalid(Invalid, "disk iotune field 'write_bytes_sec_max' must be an integer")
    )]
    pub write_bytes_sec_max: u64,
    /// Operations per second in a burst.
    #[xml(
        text = "total_iops_sec_max",
        skip_default,
        invalid(Invalid, "disk iotune field 'total_iops_sec_max' must be an integer")
    )]
    pub total_iops_sec_max: u64,
    /// Reads per second in a burst.
    #[xml(
        text = "read_iops_sec_max",
        skip_default,
        invalid(Invalid, "disk iotune field 'read_iops_sec_max' must be an integer")
    )]
    pub read_iops_sec_max: u64,
    /// Writes per second in a burst.
    #[xml(
        text = "write_iops_sec_max",
        skip_default,
        invalid(Invalid, "disk iotune field 'write_iops_sec_max' must be an integer")
    )]
    pub write_iops_sec_max: u64,
    /// **Bytes** that count as one operation.
    #[xml(
        text = "size_iops_sec",
        skip_default,
        invalid(Invalid, "disk iotune field 'size_iops_sec' must be an integer")
    )]
    pub size_iops_sec: u64,
    /// Disks of the same name share the limits.
    #[xml(text = "group_name")]
    pub group_name: Option<String>,
    /// **Seconds** of a burst.
    #[xml(
        text = "total_bytes_sec_max_length",
        skip_default,
        invalid(Invalid, "disk iotune field 'total_bytes_sec_max_length' must be an integer")
    )]
    pub total_bytes_sec_max_length: u64,
    /// **Seconds** of a burst of reading.
    #[xml(
        text = "read_bytes_sec_max_length",
        skip_default,
        invalid(Invalid, "disk iotune field 'read_bytes_sec_max_length' must be an integer")
    )]
    pub read_bytes_sec_max_length: u64,
    /// **Seconds** of a burst of writing.
    #[xml(
        text = "write_bytes_sec_max_length",
        skip_default,
        invalid(Invalid, "disk iotune field 'write_bytes_sec_max_length' must be an integer")
    )]
    pub write_bytes_sec_max_length: u64,
    /// **Seconds** of a burst of operations.
    #[xml(
        text = "total_iops_sec_max_length",
        skip_default,
        invalid(Invalid, "disk iotune field 'total_iops_sec_max_length' must be an integer")
    )]
    pub total_iops_sec_max_length: u64,
    /// **Seconds** of a burst of reads.
    #[xml(
        text = "read_iops_sec_max_length",
        skip_default,
        invalid(Invalid, "disk iotune field 'read_iops_sec_max_length' must be an integer")
    )]
    pub read_iops_sec_max_length: u64,
    /// **Seconds** of a burst of writes.
    #[xml(
        text = "write_iops_sec_max_length",
        skip_default,
        invalid(Invalid, "disk iotune field 'write_iops_sec_max_length' must be an integer")
    )]
    pub write_iops_sec_max_length: u64,
}

/// Limits that disks refer to by name.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "ThrottleGroupsDef::check")]
pub struct ThrottleGroupsDef {
    /// The groups.
    #[xml(child = "throttlegroup")]
    pub groups: Vec<ThrottleGroupDef>,
}

/// Limits with a name; the units are those of [`IotuneDef`].
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ThrottleGroupDef {
    /// **Bytes** per second.
    #[xml(
        text = "total_bytes_sec",
        skip_default,
        invalid(Invalid, "throttle group field 'total_bytes_sec' must be an integer")
    )]
    pub total_bytes_sec: u64,
    /// **Bytes** read per second.
    #[xml(
        text = "read_bytes_sec",
        skip_default,
        invalid(Invalid, "throttle group field 'read_bytes_sec' must be an integer")
    )]
    pub read_bytes_sec: u64,
    /// **Bytes** written per second.
    #[xml(
        text = "write_bytes_sec",
        skip_default,
        invalid(Invalid, "throttle group field 'write_bytes_sec' must be an integer")
    )]
    pub write_bytes_sec: u64,
    /// Operations per second.
    #[xml(
        text = "total_iops_sec",
        skip_default,
        invalid(Invalid, "throttle group field 'total_iops_sec' must be an integer")
    )]
    pub total_iops_sec: u64,
    /// Reads per second.
    #[xml(
        text = "read_iops_sec",
        skip_default,
        invalid(Invalid, "throttle group field 'read_iops_sec' must be an integer")
    )]
    pub read_iops_sec: u64,
    /// Writes per second.
    #[xml(
        text = "write_iops_sec",
        skip_default,
        invalid(Invalid, "throttle group field 'write_iops_sec' must be an integer")
    )]
    pub write_iops_sec: u64,
    /// **Bytes** per second in a burst.
    #[xml(
        text = "total_bytes_sec_max",
        skip_default,
        invalid(Invalid, "throttle group field 'total_bytes_sec_max' must be an integer")
    )]
    pub total_bytes_sec_max: u64,
    /// **Bytes** read per second in a burst.
    #[xml(
        text = "read_bytes_sec_max",
        skip_default,
        invalid(Invalid, "throttle group field 'read_bytes_sec_max' must be an integer")
    )]
    pub read_bytes_sec_max: u64,
    /// **Bytes** written per second in a burst.
    #[xml(
        text = "write_bytes_sec_max",
        skip_default,
        invalid(Invalid, "throttle group field 'write_bytes_sec_max' must be an integer")
    )]
    pub write_bytes_sec_max: u64,
    /// Operations per second in a burst.
    #[xml(
        text = "total_iops_sec_max",
        skip_default,
        invalid(Invalid, "throttle group field 'total_iops_sec_max' must be an integer")
    )]
    pub total_iops_sec_max: u64,
    /// Reads per second in a burst.
    #[xml(
        text = "read_iops_sec_max",
        skip_default,
        invalid(Invalid, "throttle group field 'read_iops_sec_max' must be an integer")
    )]
    pub read_iops_sec_max: u64,
    /// Writes per second in a burst.
    #[xml(
        text = "write_iops_sec_max",
        skip_default,
        invalid(Invalid, "throttle group field 'write_iops_sec_max' must be an integer")
    )]
    pub write_iops_sec_max: u64,
    /// **Bytes** that count as one operation.
    #[xml(
        text = "size_iops_sec",
        skip_default,
        invalid(Invalid, "throttle group field 'size_iops_sec' must be an integer")
    )]
    pub size_iops_sec: u64,
    /// **Seconds** of a burst.
    #[xml(
        text = "total_bytes_sec_max_length",
        skip_default,
        invalid(Invalid, "throttle group field 'total_bytes_sec_max_length' must be an integer")
    )]
    pub total_bytes_sec_max_length: u64,
    /// **Seconds** of a burst of reading.
    #[xml(
        text = "read_bytes_sec_max_length",
        skip_default,
        invalid(Invalid, "throttle group field 'read_bytes_sec_max_length' must be an integer")
    )]
    pub read_bytes_sec_max_length: u64,
    /// **Seconds** of a burst of writing.
    #[xml(
        text = "write_bytes_sec_max_length",
        skip_default,
        invalid(Invalid, "throttle group field 'write_bytes_sec_max_length' must be an integer")
    )]
    pub write_bytes_sec_max_length: u64,
    /// **Seconds** of a burst of operations.
    #[xml(
        text = "total_iops_sec_max_length",
        skip_default,
        invalid(Invalid, "throttle group field 'total_iops_sec_max_length' must be an integer")
    )]
    pub total_iops_sec_max_length: u64,
    /// **Seconds** of a burst of reads.
    #[xml(
        text = "read_iops_sec_max_length",
        skip_default,
        invalid(Invalid, "throttle group field 'read_iops_sec_max_length' must be an integer")
    )]
    pub read_iops_sec_max_length: u64,
    /// **Seconds** of a burst of writes.
    #[xml(
        text = "write_iops_sec_max_length",
        skip_default,
        invalid(Invalid, "throttle group field 'write_iops_sec_max_length' must be an integer")
    )]
    pub write_iops_sec_max_length: u64,
    /// The name.
    #[xml(text = "group_name", missing(Missing, "missing group name"))]
    pub group_name: String,
}

/// The limits that exclude each other: of everything, of reading, of writing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) bytes: [u64; 3],
    pub(super) iops: [u64; 3],
    pub(super) bytes_max: [u64; 3],
    pub(super) iops_max: [u64; 3],
}

macro_rules! limits {
    ($($ty:ty),*) => {$(
        impl $ty {
            pub(super) fn limits(&self) -> Limits {
                Limits {
                    bytes: [self.total_bytes_sec, self.read_bytes_sec, self.write_bytes_sec],
                    iops: [self.total_iops_sec, self.read_iops_sec, self.write_iops_sec],
                    bytes_max: [
                        self.total_bytes_sec_max,
                        self.read_bytes_sec_max,
                        self.write_bytes_sec_max,
                    ],
                    iops_max: [self.total_iops_sec_max, self.read_iops_sec_max, self.write_iops_sec_max],
                }
            }
        }
    )*};
}

limits!(IotuneDef, ThrottleGroupDef);

impl ThrottleGroupsDef {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let mut seen = std::collections::HashSet::new();
        let nodes = super::check::children(node, "throttlegroup");
        for (group, at) in def.groups.iter().zip(nodes) {
            if !seen.insert(&group.group_name) {
                let text = format!("duplicate group name '{}' found", group.group_name);
                return Err(at.error(vir_xml::Kind::Invalid, text));
            }
        }
        Ok(())
    }
}
