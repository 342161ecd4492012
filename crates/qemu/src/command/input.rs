//! Keyboards, mice and what the host passes on.

use vir_conf::domain::device::input::{InputBus, InputDef, InputGrab, InputType};
use vir_types::Result;

use super::context::{Context, alias, internal};
use super::output::Output;
use super::props::Props;
use super::{address, virtio};

/// All of them.
pub(super) fn inputs(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for input in &cx.def.devices.inputs {
        super::zpci(cx, out, &input.info);
        if input.kind == InputType::Evdev {
            out.object(&evdev(input)?);
        } else if let Some(props) = device(cx, input)? {
            out.device(cx, props);
        }
    }
    Ok(())
}

/// An input as a device; those on PS/2 are part of the machine.
pub(super) fn device(cx: &Context<'_>, input: &InputDef) -> Result<Option<Props>> {
    let props = match input.bus {
        Some(InputBus::Usb) => {
            let driver = match input.kind {
                InputType::Mouse => "usb-mouse",
                InputType::Tablet => "usb-tablet",
                InputType::Keyboard => "usb-kbd",
                other => return Err(internal(format!("input of type '{other}' is not on USB"))),
            };
            Props::driver(driver).put("id", alias(&input.info)?)
        }
        Some(InputBus::Virtio) => {
            let base = match input.kind {
                InputType::Mouse => "virtio-mouse",
                InputType::Tablet => "virtio-tablet",
                InputType::Keyboard => "virtio-keyboard",
                InputType::Passthrough => "virtio-input-host",
                other => return Err(internal(format!("input of type '{other}' is not on virtio"))),
            };
            let generation = virtio::Generation::of(input.model);
            let passed = input.source.as_ref().filter(|_| input.kind == InputType::Passthrough);
            virtio::props(cx, base, &input.info, generation, input.driver.as_ref())?
                .put("id", alias(&input.info)?)
                .maybe("evdev", passed.and_then(|source| source.evdev.as_deref()))
        }
        _ => return Ok(None),
    };
    Ok(Some(props.with(address::props(cx, &input.info)?)))
}

/// The object that passes a device of the host on.
pub(super) fn evdev(input: &InputDef) -> Result<Props> {
    let source = input.source.clone().unwrap_or_default();
    Ok(Props::object("input-linux", alias(&input.info)?)
        .put("evdev", source.dev.unwrap_or_default())
        .maybe("repeat", source.repeat)
        .when("grab_all", source.grab == Some(InputGrab::All))
        .maybe("grab-toggle", source.grab_toggle.map(|keys| keys.to_string())))
}
