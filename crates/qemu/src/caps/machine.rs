//! The machines and processors that an emulator offers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What depends on whether guests run on the host's processor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AccelCaps {
    /// Its machines, the default one first.
    pub machines: Vec<Machine>,
    /// Its processors.
    pub cpus: Vec<CpuModel>,
    /// What a guest sees of the host's processor, or of the best emulated one.
    pub host_cpu: Option<HostCpu>,
}

/// A machine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// Its other name.
    pub alias: Option<String>,
    /// How many processors it can have.
    pub max_cpus: u32,
    /// Whether processors come and go while it runs.
    pub hotplug_cpus: bool,
    /// Whether the emulator calls it its default.
    pub default: bool,
    /// The type of the processor that it has unless told otherwise.
    pub default_cpu: Option<String>,
    /// What the emulator calls its memory.
    pub default_ram_id: Option<String>,
    /// Whether the memory of its NUMA nodes can be given as sizes.
    pub numa_mem: bool,
    /// Whether it will go away.
    pub deprecated: bool,
    /// Whether it has ACPI, as far as the emulator says.
    pub acpi: Option<bool>,
}

/// A processor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuModel {
    /// Its name.
    pub name: String,
    /// The type of its objects.
    pub typename: Option<String>,
    /// Whether this host can run it, as far as the emulator says.
    pub usable: Option<bool>,
    /// What it lacks otherwise.
    pub blockers: Vec<String>,
    /// Whether it will go away.
    pub deprecated: bool,
}

/// A processor with all its properties.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostCpu {
    /// The model that the properties belong to.
    pub model: String,
    /// Its properties.
    pub properties: Vec<CpuProperty>,
    /// Whether the properties know if guests can be migrated with them.
    pub migratability: bool,
}

/// A property of a processor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuProperty {
    /// QEMU's name of it.
    pub name: String,
    /// What it is.
    pub value: CpuValue,
    /// Whether a guest that has it can be migrated.
    pub migratable: Option<bool>,
}

/// The value of a property of a processor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum CpuValue {
    /// Something that is there or is not.
    Switch(bool),
    /// A number.
    Number(i64),
    /// Words.
    Text(String),
}

impl AccelCaps {
    /// The machine of this name, or of this other name.
    #[must_use]
    pub fn machine(&self, name: &str) -> Option<&Machine> {
        self.machines
            .iter()
            .find(|machine| machine.name == name)
            .or_else(|| self.machines.iter().find(|machine| machine.alias.as_deref() == Some(name)))
    }

    /// The machine of guests that name none.
    #[must_use]
    pub fn default_machine(&self) -> Option<&Machine> {
        self.machines.first()
    }

    /// The processor of this name.
    #[must_use]
    pub fn cpu(&self, name: &str) -> Option<&CpuModel> {
        self.cpus.iter().find(|cpu| cpu.name == name)
    }
}

pub(super) fn machines(reply: &Value, preferred: &str) -> Vec<Machine> {
    let text = |from: &Value, name: &str| from.get(name).and_then(Value::as_str).map(str::to_owned);
    let yes = |from: &Value, name: &str| from.get(name).and_then(Value::as_bool).unwrap_or_default();
    let mut list: Vec<Machine> = reply
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|from| {
            let name = text(from, "name").filter(|name| name != "none")?;
            Some(Machine {
                name,
                alias: text(from, "alias"),
                max_cpus: from
                    .get("cpu-max")
                    .and_then(Value::as_u64)
                    .and_then(|n| n.try_into().ok())
                    .unwrap_or(0),
                hotplug_cpus: yes(from, "hotpluggable-cpus"),
                default: yes(from, "is-default"),
                default_cpu: text(from, "default-cpu-type"),
                default_ram_id: text(from, "default-ram-id"),
                numa_mem: from.get("numa-mem-supported").and_then(Value::as_bool).unwrap_or(true),
                deprecated: yes(from, "deprecated"),
                acpi: from.get("acpi").and_then(Value::as_bool),
            })
        })
        .collect();
    // Guests that name no machine keep the one they have always had, whatever the emulator prefers by now.
    let is_preferred =
        |machine: &Machine| machine.name == preferred || machine.alias.as_deref() == Some(preferred);
    let first = list.iter().rposition(is_preferred).or_else(|| list.iter().rposition(|it| it.default));
    if let Some(first) = first {
        let machine = list.remove(first);
        list.insert(0, machine);
    }
    list
}

pub(super) fn cpus(reply: &Value) -> Vec<CpuModel> {
    reply.as_array().into_iter().flatten().filter_map(cpu).collect()
}

fn cpu(from: &Value) -> Option<CpuModel> {
    let typename = from.get("typename").and_then(Value::as_str).map(str::to_owned);
    let missing = from.get("unavailable-features").and_then(Value::as_array);
    let missing: Option<Vec<String>> =
        missing.map(|list| list.iter().filter_map(Value::as_str).map(super::feature::from_qemu).collect());
    // A model that cannot be used for another reason than its features names itself.
    let usable = missing.as_ref().map(Vec::is_empty);
    let itself = |name: &String| Some(name) == typename.as_ref() || name == "type";
    Some(CpuModel {
        name: from.get("name")?.as_str()?.to_owned(),
        usable,
        blockers: missing.unwrap_or_default().into_iter().filter(|name| !itself(name)).collect(),
        deprecated: from.get("deprecated").and_then(Value::as_bool).unwrap_or_default(),
        typename,
    })
}

/// A processor from its two expansions: what is only in the second keeps a guest from migrating.
pub(super) fn host_cpu(reply: &Value, all: Option<&Value>) -> Option<HostCpu> {
    let model = reply.get("model")?;
    let props = |reply: &Value| reply.get("model").and_then(|model| model.get("props")).cloned();
    let mut properties: Vec<CpuProperty> =
        model.get("props")?.as_object()?.iter().filter_map(property).collect();
    let all = all.and_then(props);
    for prop in &mut properties {
        let CpuValue::Switch(on) = &mut prop.value else { continue };
        let in_all = all.as_ref().and_then(|all| all.get(&prop.name)).and_then(Value::as_bool);
        if let Some(in_all) = in_all {
            if *on {
                prop.migratable = Some(true);
            } else if in_all {
                *on = true;
                prop.migratable = Some(false);
            }
        }
    }
    Some(HostCpu { model: model.get("name")?.as_str()?.to_owned(), properties, migratability: all.is_some() })
}

fn property((name, value): (&String, &Value)) -> Option<CpuProperty> {
    let value = match value {
        Value::Bool(on) => CpuValue::Switch(*on),
        Value::Number(number) => CpuValue::Number(number.as_i64()?),
        Value::String(text) => CpuValue::Text(text.clone()),
        _ => return None,
    };
    Some(CpuProperty { name: name.clone(), value, migratable: None })
}
