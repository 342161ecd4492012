//! What guests boot from, and their memory.

use vir_conf::domain_caps::{LoaderCaps, MemoryBackingCaps, OsCaps};

use super::{Guests, words};
use crate::caps::Cap;
use crate::firmware::{Device, Firmware};

impl Guests<'_> {
    pub(super) fn os(&self) -> OsCaps {
        let fits = |firmware: &&Firmware| firmware.fits(self.arch, &self.machine.name);
        let firmware: Vec<&Firmware> = self.host.firmware.iter().filter(fits).collect();
        let is = |word: &str| firmware.iter().any(|it| it.interface_types.iter().any(|it| it == word));
        let secure = firmware.iter().any(|it| it.has("requires-smm"));

        let mut loader = LoaderCaps::default();
        loader.supported = true;
        loader.loader_type = words(&[("rom", true), ("pflash", true)]);
        loader.readonly = words(&[("yes", true), ("no", true)]);
        loader.secure = words(&[("yes", secure), ("no", true)]);
        // The administrator's list counts where no descriptor is for the machine.
        let mut files: Vec<&str> = firmware.iter().filter_map(|it| file(it)).collect();
        if files.is_empty() && self.host.firmware.is_empty() {
            files = self.config.firmware.iter().map(|(code, _)| code.as_str()).collect();
        }
        for file in files {
            if !loader.values.iter().any(|known| known == file) {
                loader.values.push(file.to_owned());
            }
        }

        let mut os = OsCaps::default();
        os.supported = true;
        os.firmware = words(&[("bios", is("bios")), ("efi", is("uefi"))]);
        os.loader = Some(loader);
        os
    }

    pub(super) fn memory_backing(&self) -> MemoryBackingCaps {
        let mut memory = MemoryBackingCaps::default();
        memory.supported = true;
        memory.source_type =
            words(&[("file", true), ("anonymous", true), ("memfd", self.has(Cap::MEMORY_BACKEND_MEMFD))]);
        memory
    }
}

fn file(firmware: &Firmware) -> Option<&str> {
    match &firmware.mapping {
        Device::Flash { executable, .. } => Some(&executable.filename),
        Device::Memory { filename } => Some(filename),
        Device::Kernel { .. } => None,
    }
}
