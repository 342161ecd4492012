//! Rules across fields, and what a definition asks of a driver.

use vir_types::{Code, Error, Origin, Result};

use super::DomainDef;
use crate::feature::Features;
use crate::name;

impl DomainDef {
    /// Checks the rules that hold for every driver.
    ///
    /// # Errors
    /// `NoName`: no name. `XmlError`: a slash in the name, a title of several lines, no virtual CPU, or
    /// a bound of memory below the memory. `ConfigUnsupported`: more virtual CPUs than there can be.
    pub fn validate(&self) -> Result<()> {
        name::check(&self.name, Origin::DOMAIN)?;
        name::title(self.title.as_deref(), "Domain", Origin::DOMAIN)?;
        if self.vcpus == Some(0) {
            return Err(refuse("domain config can't have 0 maxvcpus"));
        }
        if self.vcpus_current == Some(0) {
            return Err(refuse("current vcpus count must be greater than zero"));
        }
        if self.vcpus() > self.vcpus_max() {
            let text = format!(
                "maximum vCPU count must not be less than current vCPU count ({} < {})",
                self.vcpus_max(),
                self.vcpus()
            );
            return Err(Error::new(Code::CONFIG_UNSUPPORTED, text).or_origin(Origin::DOMAIN));
        }
        if self.max_memory_kib == 0 && self.memory_slots > 0 {
            return Err(refuse(
                "maximum memory size must be specified when specifying number of memory slots",
            ));
        }
        if self.max_memory_kib > 0 && self.max_memory_kib < self.memory_kib {
            return Err(refuse("maximum memory size must be equal or greater than the actual memory size"));
        }
        Ok(())
    }

    /// The features that this definition uses.
    #[must_use]
    pub fn features_used(&self) -> Features {
        let mut used = Features::NONE;
        if self.max_memory_kib > 0 || self.memory_slots > 0 {
            used |= Features::MEMORY_HOTPLUG;
        }
        if self.vcpus() < self.vcpus_max() {
            used |= Features::CURRENT_VCPUS;
        }
        if self.individual_vcpus.is_some() {
            used |= Features::INDIVIDUAL_VCPUS;
        }
        used
    }

    /// Refuses a definition that uses what a driver has not opted into.
    ///
    /// # Errors
    /// `ConfigUnsupported`.
    pub fn check_features(&self, supported: Features) -> Result<()> {
        self.features_used().check(supported).map_err(|error| error.or_origin(Origin::DOMAIN))
    }
}

fn refuse(text: &str) -> Error {
    Error::new(Code::XML_ERROR, text).or_origin(Origin::DOMAIN)
}
