//! Firmware: flash chips and ROMs.

use vir_conf::domain::device::disk::{DiskSource, FileSource};
use vir_conf::domain::loader::{LoaderDef, LoaderType};
use vir_types::Result;

use super::blockdev;
use super::context::Context;
use super::image::Image;
use super::nodes::{DiskNodes, flash};
use super::output::Output;

const CODE: &str = "libvirt-pflash0";
const VARIABLES: &str = "libvirt-pflash1";

fn loader<'a>(cx: &Context<'a>) -> Option<&'a LoaderDef> {
    cx.def.os.loader.as_deref()
}

fn is_flash(loader: &LoaderDef) -> bool {
    loader.kind == Some(LoaderType::Pflash)
}

/// The file as a source, for documents that give only its path.
fn file(path: &str) -> DiskSource {
    let mut source = FileSource::default();
    source.file = Some(path.to_owned());
    DiskSource::File(Some(Box::new(source)))
}

/// What the chip with the firmware's code is made from.
fn code_source(loader: &LoaderDef) -> DiskSource {
    file(loader.path.as_deref().unwrap_or_default())
}

fn code<'a>(cx: &Context<'a>, loader: &LoaderDef, source: &'a DiskSource) -> Result<Image<'a>> {
    let readonly = loader.readonly.unwrap_or_default();
    let mut image = flash(&cx.launch, source, loader.format, CODE, readonly)?;
    // It has always had both nodes.
    image.formatted = Some(format!("{CODE}-format"));
    Ok(image)
}

/// What the chip with the firmware's variables is made from.
fn variables_source(cx: &Context<'_>) -> Option<DiskSource> {
    let nvram = cx.def.os.nvram.as_deref()?;
    nvram.source.clone().or_else(|| nvram.path.as_deref().map(file))
}

fn variables<'a>(cx: &Context<'a>, source: &'a DiskSource) -> Result<Image<'a>> {
    let format = cx.def.os.nvram.as_deref().and_then(|nvram| nvram.format);
    flash(&cx.launch, source, format, VARIABLES, false)
}

/// The nodes of both chips.
pub(super) fn blockdevs(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let Some(loader) = loader(cx).filter(|loader| is_flash(loader)) else { return Ok(()) };
    let source = code_source(loader);
    write(cx, out, code(cx, loader, &source)?)?;
    if let Some(source) = variables_source(cx) {
        write(cx, out, variables(cx, &source)?)?;
    }
    Ok(())
}

fn write(cx: &Context<'_>, out: &mut Output, image: Image<'_>) -> Result<()> {
    let disk = DiskNodes { images: vec![image], ended: true, ..DiskNodes::default() };
    blockdev::write(cx, out, &disk)
}

/// The chips as properties of the machine.
pub(super) fn machine(cx: &Context<'_>, parts: &mut Vec<String>) -> Result<()> {
    let Some(loader) = loader(cx).filter(|loader| is_flash(loader)) else { return Ok(()) };
    let source = code_source(loader);
    parts.push(format!("pflash0={}", code(cx, loader, &source)?.effective()));
    if let Some(source) = variables_source(cx) {
        parts.push(format!("pflash1={}", variables(cx, &source)?.effective()));
    }
    Ok(())
}

/// Shows the image of the chip with the variables, if there is one.
pub(super) fn see_variables(cx: &Context<'_>, see: &mut dyn FnMut(&Image<'_>)) -> Result<()> {
    if let Some(source) = variables_source(cx) {
        see(&variables(cx, &source)?);
    }
    Ok(())
}

/// What else the firmware needs.
pub(super) fn loader_options(cx: &Context<'_>, out: &mut Output) {
    let Some(loader) = loader(cx) else { return };
    match loader.kind {
        Some(LoaderType::Rom) => out.option("-bios", loader.path.as_deref().unwrap_or_default()),
        Some(LoaderType::Pflash) if loader.secure == Some(true) => {
            out.option("-global", "driver=cfi.pflash01,property=secure,value=on");
        }
        _ => {}
    }
}
