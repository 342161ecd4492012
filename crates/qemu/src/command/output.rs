//! The command line while it is written.

use vir_conf::domain::namespace::{QemuOverrides, QemuProperty, QemuPropertyType};

use super::context::Context;
use super::props::{Json, Props};
use crate::caps::Cap;

/// A program with its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommandLine {
    /// The emulator.
    pub program: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// What its environment holds.
    pub env: Vec<(String, String)>,
}

impl CommandLine {
    /// As a command of a shell on one line, as `domxml-to-native` gives it.
    #[must_use]
    pub fn to_line(&self) -> String {
        let mut words: Vec<String> = self.assignments().collect();
        words.push(quote(&self.program));
        words.extend(self.args.iter().map(|arg| quote(arg)));
        words.join(" ")
    }

    /// As a command of a shell with an option on each line, as the log of a domain has it.
    #[must_use]
    pub fn to_shell(&self) -> String {
        let mut out = String::new();
        for assignment in self.assignments() {
            out.push_str(&assignment);
            out.push_str(" \\\n");
        }
        out.push_str(&quote(&self.program));
        let mut after_option = false;
        for arg in &self.args {
            // A value stays on the line of its option.
            let is_option = arg.starts_with('-') && arg.len() > 1;
            out.push_str(if after_option && !is_option { " " } else { " \\\n" });
            out.push_str(&quote(arg));
            after_option = is_option;
        }
        out
    }

    fn assignments(&self) -> impl Iterator<Item = String> {
        self.env.iter().map(|(name, value)| format!("{name}={}", quote(value)))
    }
}

/// Quotes a word that a shell would not take as it is.
fn quote(word: &str) -> String {
    if !word.is_empty() && !word.contains(|letter| "\r\t\n !\"#$&'()*;<>?[\\]^`{|}~".contains(letter)) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Takes up options.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) line: CommandLine,
    /// Whether all memory is touched at the start, so that its backends need not say it.
    pub(super) mem_prealloc: bool,
}

impl Output {
    /// An option without value.
    pub(super) fn flag(&mut self, option: &str) {
        self.line.args.push(option.to_owned());
    }

    /// An option with its value.
    pub(super) fn option(&mut self, option: &str, value: impl Into<String>) {
        self.line.args.push(option.to_owned());
        self.line.args.push(value.into());
    }

    /// A variable of the environment.
    pub(super) fn env(&mut self, name: &str, value: impl Into<String>) {
        self.line.env.push((name.to_owned(), value.into()));
    }

    pub(super) fn object(&mut self, props: &Props) {
        self.option("-object", props.to_text());
    }

    pub(super) fn objects<'a>(&mut self, list: impl IntoIterator<Item = &'a Props>) {
        list.into_iter().for_each(|props| self.object(props));
    }

    pub(super) fn blockdev(&mut self, props: &Props) {
        self.option("-blockdev", props.to_text());
    }

    pub(super) fn netdev(&mut self, cx: &Context<'_>, mut props: Props) {
        if cx.has(Cap::NETDEV_JSON) {
            return self.option("-netdev", props.to_text());
        }
        let kind = props.text("type").unwrap_or_default().to_owned();
        props.set("type", None);
        self.option("-netdev", format!("{kind},{}", props.to_options()));
    }

    /// A device, changed as the definition's namespace for QEMU wants it.
    pub(super) fn device(&mut self, cx: &Context<'_>, mut props: Props) {
        if let Some(overrides) = &cx.def.namespaces.qemu_override {
            change(&mut props, overrides);
        }
        if cx.has(Cap::DEVICE_JSON_HOTPLUG) {
            return self.option("-device", props.to_text());
        }
        let driver = props.text("driver").unwrap_or_default().to_owned();
        props.set("driver", None);
        let options = props.to_options();
        let comma = if options.is_empty() { "" } else { "," };
        self.option("-device", format!("{driver}{comma}{options}"));
    }

    /// A descriptor that the emulator finds under a path.
    pub(super) fn add_fd(&mut self, set: u32, fd: u32, opaque: &str) {
        self.option("-add-fd", format!("set={set},fd={fd},opaque={opaque}"));
    }
}

/// Changes properties as the definition wants it.
pub(super) fn change(props: &mut Props, overrides: &QemuOverrides) {
    let Some(id) = props.text("id").map(str::to_owned) else { return };
    for device in overrides.devices.iter().filter(|device| device.alias == id) {
        for property in device.frontend.iter().flat_map(|frontend| &frontend.properties) {
            props.set(&property.name, value(property));
        }
    }
}

fn value(property: &QemuProperty) -> Option<Json> {
    let text = property.value.as_deref().unwrap_or_default();
    match property.kind {
        QemuPropertyType::Signed => text.parse::<i64>().ok().map(Json::Int),
        QemuPropertyType::Unsigned => text.parse::<u64>().ok().map(Json::Uint),
        QemuPropertyType::Bool => Some(Json::Bool(text == "true")),
        QemuPropertyType::Remove => None,
        _ => Some(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::CommandLine;

    #[test]
    fn shell() {
        let line = CommandLine {
            program: "/bin/q".into(),
            args: ["-S", "-x", "a'b", "-y", "c,d=1"].map(str::to_owned).to_vec(),
            env: vec![("A".into(), String::new()), ("B".into(), "b c".into())],
        };
        assert_eq!(line.to_shell(), "A='' \\\nB='b c' \\\n/bin/q \\\n-S \\\n-x 'a'\\''b' \\\n-y c,d=1");
        assert_eq!(line.to_line(), "A='' B='b c' /bin/q -S -x 'a'\\''b' -y c,d=1");
    }
}
