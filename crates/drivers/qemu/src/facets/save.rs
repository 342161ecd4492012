//! A domain's memory in a file.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use vir_conf::{DomainDef, XmlFormat};
use vir_driver::facets::DomainSave;
use vir_types::names::job as name;
use vir_types::{
    Code, DomainCoreDumpFlags, DomainCoreDumpFormat, DomainKey, DomainSaveImageXmlFlags,
    DomainSaveRestoreFlags as Flags, NoFlags, Result, TypedParams,
};

use crate::QemuDriver;
use crate::blocking::blocking;
use crate::save::store::Store;
use crate::save::{Format, Header, Image, Incoming};
use crate::shared::error;
use crate::vm::start::Start;

/// Whether a saved guest is to run, as the client says.
fn running(flags: Flags) -> Result<Option<bool>> {
    match (flags.contains(Flags::RUNNING), flags.contains(Flags::PAUSED)) {
        (true, true) => {
            let text = "flags 'VIR_DOMAIN_SAVE_RUNNING' and 'VIR_DOMAIN_SAVE_PAUSED' are mutually exclusive";
            Err(error(Code::INVALID_ARG, text))
        }
        (true, false) => Ok(Some(true)),
        (false, true) => Ok(Some(false)),
        (false, false) => Ok(None),
    }
}

fn open(path: &Path) -> Result<Image> {
    blocking(|| Image::open(path))
}

/// A file that a client names: relative paths mean nothing to a daemon.
fn absolute(path: &str) -> Result<PathBuf> {
    let path = PathBuf::from(path);
    if path.is_absolute() {
        return Ok(path);
    }
    Err(error(Code::INVALID_ARG, format!("'{}' is not an absolute path", path.display())))
}

fn secure(flags: DomainSaveImageXmlFlags) -> Result<XmlFormat> {
    flags.allow(DomainSaveImageXmlFlags::SECURE)?;
    Ok(XmlFormat::new(false, flags.contains(DomainSaveImageXmlFlags::SECURE)))
}

impl QemuDriver {
    async fn store(&self, dom: &DomainKey, mut store: Store, xml: Option<&str>) -> Result<()> {
        let vm = self.shared.find(dom)?;
        let run = vm.view().running()?.clone();
        if let Some(own) = xml {
            let ours = vm.view().current()?.to_xml_with(XmlFormat::migratable());
            let def = self.shared.image_definition(&ours, Some(own)).await?;
            store.xml = Some(def.to_xml_with(XmlFormat::migratable()));
        }
        self.change(vm, "domain_save", async move |shared, vm| {
            if store.managed && vm.view().persistent.is_none() {
                return Err(error(Code::OPERATION_INVALID, "cannot do managed save for transient domain"));
            }
            shared.save_guest(&vm, store).await
        })
        .await?;
        run.over.cancelled().await;
        Ok(())
    }

    async fn restore(&self, from: &str, xml: Option<&str>, flags: Flags) -> Result<()> {
        flags.allow(Flags::BYPASS_CACHE | Flags::RUNNING | Flags::PAUSED | Flags::RESET_NVRAM)?;
        let wanted = running(flags)?;
        let image = open(&absolute(from)?)?;
        let def = self.shared.image_definition(&image.header.xml, xml).await?;
        let (known, uuid) = (def.name.clone(), def.uuid());
        let running = wanted.unwrap_or(image.header.was_running);
        let incoming = Incoming { file: image.file, format: image.header.format };
        let reset_nvram = flags.contains(Flags::RESET_NVRAM);
        let name = known.clone();
        self.shared
            .change_entered(name, uuid, "domain_restore", async move |shared, vm| {
                if vm.view().is_active() {
                    let text = format!("domain '{known}' is already active");
                    return Err(error(Code::OPERATION_INVALID, text));
                }
                let start = Start { paused: !running, reset_nvram, incoming: Some(incoming) };
                shared.start_guest(&vm, &def, start).await
            })
            .await
    }

    /// The header of a domain's own image.
    async fn managed(&self, dom: &DomainKey) -> Result<(PathBuf, Header)> {
        let view = self.shared.find(dom)?.view();
        if !view.managed_save {
            return Err(error(Code::OPERATION_INVALID, "domain does not have managed save image"));
        }
        let path = self.shared.managed_save_path(&view.name);
        let header = open(&path)?.header;
        Ok((path, header))
    }

    async fn define(&self, path: &Path, mut header: Header, xml: &str, flags: Flags) -> Result<()> {
        flags.allow(Flags::RUNNING | Flags::PAUSED)?;
        let wanted = running(flags)?;
        let def = self.shared.image_definition(&header.xml, Some(xml)).await?;
        header.xml = def.to_xml_with(XmlFormat::migratable());
        header.was_running = wanted.unwrap_or(header.was_running);
        blocking(|| header.replace(path))
    }
}

fn text<'a>(params: &'a TypedParams, name: &'a str) -> Option<&'a str> {
    params.strings(name).next()
}

#[async_trait]
impl DomainSave for QemuDriver {
    /// Since: 0.9.4.
    async fn domain_save_flags(
        &self,
        dom: &DomainKey,
        to: &str,
        dxml: Option<&str>,
        flags: Flags,
    ) -> Result<()> {
        flags.allow(Flags::BYPASS_CACHE | Flags::RUNNING | Flags::PAUSED)?;
        let store = Store {
            path: absolute(to)?,
            format: Format::Raw,
            xml: None,
            running: running(flags)?,
            managed: false,
        };
        self.store(dom, store, dxml).await
    }

    /// Since: 8.4.0.
    async fn domain_save_params(&self, dom: &DomainKey, params: &TypedParams, flags: Flags) -> Result<()> {
        flags.allow(Flags::BYPASS_CACHE | Flags::RUNNING | Flags::PAUSED)?;
        let format =
            text(params, name::DOMAIN_SAVE_PARAM_IMAGE_FORMAT).map_or(Ok(Format::Raw), Format::named)?;
        let Some(to) = text(params, name::DOMAIN_SAVE_PARAM_FILE) else {
            return self.domain_managed_save(dom, flags).await;
        };
        let store =
            Store { path: absolute(to)?, format, xml: None, running: running(flags)?, managed: false };
        self.store(dom, store, text(params, name::DOMAIN_SAVE_PARAM_DXML)).await
    }

    /// Since: 0.9.4.
    async fn domain_restore_flags(&self, from: &str, dxml: Option<&str>, flags: Flags) -> Result<()> {
        self.restore(from, dxml, flags).await
    }

    /// Since: 8.4.0.
    async fn domain_restore_params(&self, params: &TypedParams, flags: Flags) -> Result<()> {
        let from = text(params, name::DOMAIN_SAVE_PARAM_FILE)
            .ok_or_else(|| error(Code::INVALID_ARG, "missing path to restore from"))?;
        self.restore(from, text(params, name::DOMAIN_SAVE_PARAM_DXML), flags).await
    }

    /// Since: 0.9.4.
    async fn domain_save_image_get_xml_desc(
        &self,
        file: &str,
        flags: DomainSaveImageXmlFlags,
    ) -> Result<String> {
        let format = secure(flags)?;
        let image = open(&absolute(file)?)?;
        Ok(DomainDef::parse(&image.header.xml)?.to_xml_with(format))
    }

    /// Since: 0.9.4.
    async fn domain_save_image_define_xml(&self, file: &str, dxml: &str, flags: Flags) -> Result<()> {
        let path = absolute(file)?;
        let header = open(&path)?.header;
        self.define(&path, header, dxml, flags).await
    }

    /// Since: 0.8.0.
    async fn domain_managed_save(&self, dom: &DomainKey, flags: Flags) -> Result<()> {
        flags.allow(Flags::BYPASS_CACHE | Flags::RUNNING | Flags::PAUSED)?;
        let path = self.shared.managed_save_path(&self.shared.find(dom)?.view().name);
        let store = Store { path, format: Format::Raw, xml: None, running: running(flags)?, managed: true };
        self.store(dom, store, None).await
    }

    /// Since: 0.8.0.
    async fn domain_managed_save_remove(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_managed_save_remove", async move |shared, vm| shared.forget_managed(&vm))
            .await
    }

    /// Since: 3.7.0.
    async fn domain_managed_save_get_xml_desc(
        &self,
        dom: &DomainKey,
        flags: DomainSaveImageXmlFlags,
    ) -> Result<String> {
        let format = secure(flags)?;
        let (_, header) = self.managed(dom).await?;
        Ok(DomainDef::parse(&header.xml)?.to_xml_with(format))
    }

    /// Since: 3.7.0.
    async fn domain_managed_save_define_xml(
        &self,
        dom: &DomainKey,
        dxml: Option<&str>,
        flags: Flags,
    ) -> Result<()> {
        let (path, header) = self.managed(dom).await?;
        let xml = dxml.map_or_else(|| header.xml.clone(), str::to_owned);
        self.define(&path, header, &xml, flags).await
    }

    /// Since: 0.8.0.
    async fn domain_has_managed_save_image(&self, dom: &DomainKey, flags: NoFlags) -> Result<bool> {
        flags.allow(NoFlags::empty())?;
        Ok(self.shared.find(dom)?.view().managed_save)
    }

    /// Since: 1.2.3.
    async fn domain_core_dump_with_format(
        &self,
        dom: &DomainKey,
        to: &str,
        dumpformat: DomainCoreDumpFormat,
        flags: DomainCoreDumpFlags,
    ) -> Result<()> {
        flags.allow(
            DomainCoreDumpFlags::CRASH
                | DomainCoreDumpFlags::LIVE
                | DomainCoreDumpFlags::BYPASS_CACHE
                | DomainCoreDumpFlags::RESET
                | DomainCoreDumpFlags::MEMORY_ONLY,
        )?;
        let vm = self.shared.find(dom)?;
        let run = vm.view().running()?.clone();
        let path = absolute(to)?;
        self.change(vm, "domain_core_dump", async move |shared, vm| {
            shared.dump_guest(&vm, &path, dumpformat, flags).await
        })
        .await?;
        if flags.contains(DomainCoreDumpFlags::CRASH) {
            run.over.cancelled().await;
        }
        Ok(())
    }
}
