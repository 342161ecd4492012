//! The way of a definition through the driver, on the pretended host.

use vir_conf::{Defaults, DomainDef, XmlFormat};
use vir_qemu::caps::QemuCaps;
use vir_qemu::command::{self, Launch, Start};
use vir_qemu::{complete, start, validate};
use vir_types::Result;

use super::host::{self, Pretended};
use super::words::CommandWords;
use super::{Aspect, Case};

/// What a case runs with.
#[derive(Debug)]
pub struct Run<'a> {
    /// The emulator.
    pub caps: &'a QemuCaps,
    /// The host.
    pub host: &'a Pretended,
    /// Start from the expected document where there is one.
    pub from_xml: bool,
}

impl Run<'_> {
    /// Reads and completes a definition as the driver does when it is defined.
    fn load(&self, case: &Case, xml: &str) -> Result<DomainDef> {
        let mut random = |bytes: &mut [u8]| bytes.fill(0);
        let mut defaults = Defaults::new(&mut random).with_arch("x86_64");
        let mut def = DomainDef::parse(xml)?;
        let settings = self.host.settings(case, &def);
        let (host, config) = (&settings.host, &settings.config);
        if case.abi_update() {
            complete::complete_new(&mut def, self.caps, host, config, &mut defaults)?;
        } else {
            complete::complete(&mut def, self.caps, host, config, &mut defaults)?;
        }
        validate::validate(&def, self.caps, host, config)?;
        Ok(def)
    }

    /// The document that a definition becomes.
    ///
    /// # Errors
    /// It is refused.
    pub fn define(&self, case: &Case) -> Result<String> {
        Ok(self.load(case, &case.input)?.to_xml_with(XmlFormat::persistent()))
    }

    /// The command line of its guest.
    ///
    /// # Errors
    /// It is refused.
    pub fn start(&self, case: &Case) -> Result<CommandWords> {
        let expected = case.expected(Aspect::Xml).filter(|_| self.from_xml);
        let mut def = self.load(case, expected.unwrap_or(&case.input))?;
        let caps = &host::emulator(case, &def, self.caps);
        let mut settings = self.host.settings(case, &def);
        let (host, config) = (&settings.host, &settings.config);
        host::look_up(&mut def);
        let how = if settings.handed.incoming.is_some() { Start::Incoming } else { Start::New };
        start::prepare_as(&mut def, how, caps, host, config)?;
        let needs = command::needs(&Launch::new(&def, caps, host, config, &settings.handed))?;
        host::hand_over(case, &def, &needs, &mut settings.handed);
        let launch = Launch::new(&def, caps, &settings.host, &settings.config, &settings.handed);
        let line = command::build(&launch)?;
        Ok(CommandWords { env: line.env, program: line.program, args: line.args })
    }
}
