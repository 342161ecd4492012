//! What people and programs write on a domain, its name among it.

use std::sync::Arc;

use async_trait::async_trait;
use vir_conf::XmlFormat;
use vir_driver::facets::DomainMetadata;
use vir_types::params::DomainSetMetadataParams;
use vir_types::{
    Affect, Code, Context as _, DomainEvent, DomainEventDefinedDetailType, DomainEventKind, DomainEventType,
    DomainEventUndefinedDetailType, DomainKey, DomainMetadataType, DomainState, NoFlags, Result,
};

use crate::QemuDriver;
use crate::blocking::blocking;
use crate::shared::{Shared, error};
use crate::vm::Vm;

#[async_trait]
impl DomainMetadata for QemuDriver {
    /// Since: 0.9.10.
    async fn domain_get_metadata(
        &self,
        dom: &DomainKey,
        kind: DomainMetadataType,
        uri: Option<&str>,
        flags: Affect,
    ) -> Result<String> {
        flags.allow(Affect::LIVE | Affect::CONFIG)?;
        let view = self.shared.find(dom)?.view();
        let def = view.one(flags.contains(Affect::LIVE), flags.contains(Affect::CONFIG))?;
        def.metadata_of(kind, uri)
    }

    /// Since: 0.9.10.
    async fn domain_set_metadata(
        &self,
        dom: &DomainKey,
        params: &DomainSetMetadataParams,
        flags: Affect,
    ) -> Result<()> {
        flags.allow(Affect::LIVE | Affect::CONFIG)?;
        let vm = self.shared.find(dom)?;
        let params = params.clone();
        self.change(vm, "domain_set_metadata", async move |shared, vm| {
            shared.change_definitions(&vm, flags, |def, _| def.set_metadata(&params)).await?;
            let nsuri = params.uri.as_deref().map(Into::into);
            let kind = DomainEventKind::MetadataChange { kind: params.kind, nsuri };
            shared.events.emit(DomainEvent::new(vm.view().key(), kind));
            Ok(())
        })
        .await
    }

    /// Since: 1.2.19.
    async fn domain_rename(&self, dom: &DomainKey, new_name: Option<&str>, flags: NoFlags) -> Result<i32> {
        flags.allow(NoFlags::empty())?;
        let Some(new) = new_name.filter(|name| !name.is_empty()).map(str::to_owned) else {
            return Err(error(Code::INVALID_ARG, "string new_name in virDomainRename must not be empty"));
        };
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_rename", async move |shared, vm| shared.rename(&vm, &new).await).await?;
        Ok(0)
    }
}

impl Shared {
    /// Gives a domain another name. The caller has the turn.
    async fn rename(&self, vm: &Arc<Vm>, new: &str) -> Result<()> {
        let refuse = |text: &str| Err(error(Code::OPERATION_INVALID, text));
        let view = vm.view();
        if view.is_active() {
            return refuse("cannot rename active domain");
        }
        let Some(def) = &view.persistent else {
            return refuse("cannot rename a transient domain");
        };
        if view.managed_save {
            return refuse("domain with a managed saved state can't be renamed");
        }
        if view.state != DomainState::SHUTOFF {
            return refuse("domain has to be shutoff before renaming");
        }
        if *view.name == *new {
            return refuse("Can't rename domain to itself");
        }
        let taken = || error(Code::OPERATION_INVALID, format!("domain with name '{new}' already exists"));
        if self.vms.by_name(new).is_some() {
            return Err(taken());
        }
        if new.contains('/') {
            return Err(error(Code::XML_ERROR, format!("name {new} cannot contain '/'")));
        }
        if new.contains('\n') {
            return Err(error(Code::XML_ERROR, "invalid char in name: '\n'"));
        }
        let mut def = (**def).clone();
        def.name = new.to_owned();
        let text = def.to_xml_with(XmlFormat::persistent());
        // The name is this domain's from here on: nobody else defines one of it meanwhile.
        let put = |name: &str| self.vms.rename(vm, name, || vm.update(|view| view.name = name.into()));
        put(new).map_err(|_| taken())?;
        let moved = blocking(|| self.definitions.rename(&view.name, new, &text));
        if moved.is_err() {
            let _ = put(&view.name);
        }
        moved.context(Code::SYSTEM_ERROR, || format!("cannot rename the definition of '{}'", view.name))?;
        vm.update(|view| view.persistent = Some(Arc::new(def)));
        let renamed = DomainEventUndefinedDetailType::RENAMED;
        self.tell(view.key(), DomainEventType::UNDEFINED, renamed.0);
        self.tell(vm.view().key(), DomainEventType::DEFINED, DomainEventDefinedDetailType::RENAMED.0);
        Ok(())
    }
}
