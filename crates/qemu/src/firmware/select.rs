//! Which firmware a guest gets, and where its variables are.

use vir_conf::DomainDef;
use vir_conf::domain::device::disk::DiskSource;
use vir_conf::domain::features::{DomainFeatures, SmmFeature};
use vir_conf::domain::launch_security::LaunchSecurityDef;
use vir_conf::domain::loader::{LoaderDef, LoaderType, NvramDef};
use vir_conf::domain::os::{Firmware as Wanted, FirmwareFeatures};
use vir_conf::words::StorageFormat;
use vir_types::{Code, Error, Result};

use super::descriptor::{Device, Firmware, FlashMode};
use crate::config::Config;
use crate::host::Host;

/// The bit of a policy that asks for encrypted registers.
const SEV_ES: u64 = 4;

/// Fills in the firmware of a guest that asks for a kind of firmware, or whose firmware is one that is
/// known. `new`: the guest is defined for the first time.
///
/// # Errors
/// `XmlDetail`, `ConfigUnsupported`: what is asked for contradicts itself. `OperationFailed`: the host has
/// no such firmware.
pub fn fill(def: &mut DomainDef, host: &Host, config: &Config, new: bool) -> Result<()> {
    def.check_os()?;
    let automatic = def.os.firmware.is_some();
    let loader = def.os.loader.as_deref();
    if !automatic && loader.is_none_or(|loader| loader.kind == Some(LoaderType::Rom)) {
        return Ok(());
    }
    match host.firmware.iter().find(|it| fits(def, it)) {
        Some(found) => apply(def, found),
        None => match def.os.firmware {
            Some(wanted) => {
                let text = format!(
                    "Unable to find '{wanted}' firmware that is compatible with the current configuration"
                );
                return Err(Error::new(Code::OPERATION_FAILED, text));
            }
            None => {
                if !fill_from_list(def, config)
                    && let Some(loader) = &mut def.os.loader
                {
                    loader.format.get_or_insert(StorageFormat::Raw);
                }
            }
        },
    }
    place_variables(def, config, new);
    Ok(())
}

fn format(name: &str) -> Option<StorageFormat> {
    match name {
        "raw" => Some(StorageFormat::Raw),
        "qcow2" => Some(StorageFormat::Qcow2),
        _ => None,
    }
}

fn fits(def: &DomainDef, firmware: &Firmware) -> bool {
    let os = &def.os;
    let loader = os.loader.as_deref();
    let kind = loader.and_then(|loader| loader.kind);
    let interface = match (os.firmware, kind) {
        (Some(Wanted::Efi), _) | (None, Some(LoaderType::Pflash)) => "uefi",
        (Some(Wanted::Bios), _) | (None, Some(LoaderType::Rom)) => "bios",
        _ => return false,
    };
    let machine = os.machine.as_deref().unwrap_or_default();
    let arch = os.arch.as_deref().unwrap_or_default();
    firmware.interface_types.iter().any(|it| it == interface)
        && fits_paths(def, firmware)
        && firmware.fits(arch, machine)
        && fits_features(def, firmware)
        && fits_device(loader, &firmware.mapping)
        && fits_security(def, firmware)
}

fn fits_paths(def: &DomainDef, firmware: &Firmware) -> bool {
    let path = def.os.loader.as_ref().and_then(|loader| loader.path.as_deref());
    let template = def.os.nvram.as_ref().and_then(|nvram| nvram.template.as_deref());
    match &firmware.mapping {
        Device::Flash { mode, executable, nvram_template } => {
            let own = nvram_template.as_ref().map(|image| image.filename.as_str());
            path.is_none_or(|path| path == executable.filename)
                && template.is_none_or(|path| *mode == FlashMode::Split && Some(path) == own)
        }
        Device::Memory { filename } => path.is_none_or(|path| path == filename),
        Device::Kernel { filename } => def.os.kernel.as_ref().is_none_or(|kernel| kernel == filename),
    }
}

fn fits_features(def: &DomainDef, firmware: &Firmware) -> bool {
    let power = def.power.as_ref();
    if power.and_then(|it| it.suspend_to_mem) == Some(true) && !firmware.has("acpi-s3")
        || power.and_then(|it| it.suspend_to_disk) == Some(true) && !firmware.has("acpi-s4")
    {
        return false;
    }
    if let Some(wanted) = &def.os.firmware_features {
        let same = |wanted: Option<bool>, has: bool| wanted.is_none_or(|wanted| wanted == has);
        if !same(wanted.secure_boot, firmware.has("secure-boot"))
            || !same(wanted.enrolled_keys, firmware.has("enrolled-keys"))
        {
            return false;
        }
    }
    let smm = def.features.as_ref().and_then(|features| features.smm.as_ref()).map(|smm| smm.on);
    let secure = def.os.loader.as_ref().and_then(|loader| loader.secure);
    if firmware.has("requires-smm") {
        smm != Some(false) && secure != Some(false)
    } else {
        secure != Some(true)
    }
}

fn fits_device(loader: Option<&LoaderDef>, device: &Device) -> bool {
    let kind = loader.and_then(|loader| loader.kind);
    let readonly = loader.and_then(|loader| loader.readonly);
    match device {
        Device::Flash { mode, executable, nvram_template } => {
            let stateless = loader.and_then(|loader| loader.stateless) == Some(true);
            let wanted = if stateless { FlashMode::Stateless } else { FlashMode::Split };
            let code = format(&executable.format);
            let wanted_format = loader.and_then(|loader| loader.format);
            let variables = nvram_template.as_ref().and_then(|image| format(&image.format));
            kind.is_none_or(|kind| kind == LoaderType::Pflash)
                && *mode == wanted
                && (readonly != Some(false) || *mode == FlashMode::Combined)
                && code.is_some()
                && wanted_format.is_none_or(|wanted| code == Some(wanted))
                && (*mode != FlashMode::Split || variables.is_some())
        }
        Device::Memory { .. } => kind.is_none_or(|kind| kind == LoaderType::Rom) && readonly != Some(false),
        Device::Kernel { .. } => true,
    }
}

fn fits_security(def: &DomainDef, firmware: &Firmware) -> bool {
    match def.launch_security.as_deref() {
        Some(LaunchSecurityDef::Sev(sev)) => {
            firmware.has("amd-sev") && (sev.policy.0 & SEV_ES == 0 || firmware.has("amd-sev-es"))
        }
        Some(LaunchSecurityDef::SevSnp(_)) => firmware.has("amd-sev-snp"),
        _ => true,
    }
}

fn apply(def: &mut DomainDef, firmware: &Firmware) {
    match &firmware.mapping {
        Device::Flash { mode, executable, nvram_template } => {
            let loader = def.os.loader.get_or_insert_default();
            loader.kind = Some(LoaderType::Pflash);
            loader.readonly = Some(true);
            loader.format = format(&executable.format);
            loader.path = Some(executable.filename.clone());
            if *mode == FlashMode::Split {
                let nvram = def.os.nvram.get_or_insert_default();
                (nvram.template, nvram.template_format) = (None, None);
                // Variables that are on the network cannot be made from a file.
                if let Some(image) = nvram_template.as_ref().filter(|_| is_local(nvram)) {
                    nvram.template = Some(image.filename.clone());
                    nvram.template_format = format(&image.format);
                }
            }
        }
        Device::Kernel { filename } => def.os.kernel = Some(filename.clone()),
        Device::Memory { filename } => {
            let loader = def.os.loader.get_or_insert_default();
            loader.kind = Some(LoaderType::Rom);
            loader.path = Some(filename.clone());
        }
    }
    if firmware.has("requires-smm") {
        let features = def.features.get_or_insert_with(|| Box::new(DomainFeatures::default()));
        features.smm.get_or_insert_with(SmmFeature::default).on = true;
        def.os.loader.get_or_insert_default().secure = Some(true);
    }
    if def.os.firmware.is_none() {
        def.os.firmware = firmware.interface_types.iter().find_map(|it| match it.as_str() {
            "uefi" => Some(Wanted::Efi),
            "bios" => Some(Wanted::Bios),
            _ => None,
        });
    }
    if def.os.firmware.is_some() {
        let mut features = FirmwareFeatures::default();
        features.secure_boot = Some(firmware.has("secure-boot"));
        features.enrolled_keys = Some(firmware.has("enrolled-keys"));
        // Whose variables are not ours to make may hold any keys.
        let template = def.os.nvram.as_ref().and_then(|nvram| nvram.template.as_ref());
        let flash =
            def.os.loader.as_ref().is_some_and(|loader| {
                loader.kind == Some(LoaderType::Pflash) && loader.stateless != Some(true)
            });
        if flash && template.is_none() {
            features.enrolled_keys = None;
        }
        def.os.firmware_features = Some(features);
    }
}

fn is_local(nvram: &NvramDef) -> bool {
    !matches!(nvram.source, Some(DiskSource::Network(_) | DiskSource::Volume(_)))
}

/// Firmware from before there were descriptors is listed in the configuration.
fn fill_from_list(def: &mut DomainDef, config: &Config) -> bool {
    let Some(loader) = def.os.loader.as_deref_mut() else { return false };
    let fits = loader.kind == Some(LoaderType::Pflash)
        && loader.readonly != Some(false)
        && loader.stateless != Some(true)
        && loader.format.is_none_or(|format| format == StorageFormat::Raw);
    let known = config.firmware.iter().find(|(code, _)| loader.path.as_ref() == Some(code));
    let Some((_, variables)) = known.filter(|_| fits) else { return false };
    loader.readonly = Some(true);
    loader.format = Some(StorageFormat::Raw);
    let nvram = def.os.nvram.get_or_insert_default();
    nvram.template.get_or_insert_with(|| variables.clone());
    nvram.template_format.get_or_insert(StorageFormat::Raw);
    true
}

/// Says where the variables of a guest are kept.
fn place_variables(def: &mut DomainDef, config: &Config, new: bool) {
    let Some(loader) = def.os.loader.as_deref() else { return };
    let keeps = loader.kind == Some(LoaderType::Pflash)
        && loader.readonly == Some(true)
        && loader.stateless != Some(true);
    if !keeps {
        return;
    }
    let code = loader.format;
    let nvram = def.os.nvram.get_or_insert_default();
    let placed = nvram.path.is_some() || nvram.source.as_ref().is_some_and(|source| !source.is_empty());
    if placed {
        nvram.format = nvram.format.or(code);
        return;
    }
    nvram.source = None;
    nvram.format = nvram.template_format.or(code);
    let raw = nvram.template.as_ref().is_some_and(|template| new && template.ends_with(".raw"));
    let ending = match nvram.format {
        Some(StorageFormat::Raw) if raw => ".raw",
        Some(StorageFormat::Raw) => ".fd",
        Some(StorageFormat::Qcow2) => ".qcow2",
        _ => "",
    };
    nvram.path = Some(format!("{}/nvram/{}_VARS{ending}", config.lib_dir.display(), def.name));
}
