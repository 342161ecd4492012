//! All devices, whatever their kind.

use super::DevicesDef;
use super::info::DeviceInfo;

/// What all devices have, with the kind as its element is named.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DeviceRef<'a> {
    /// Name of the device's element.
    pub kind: &'static str,
    /// Alias, place, and what the firmware makes of it.
    pub info: &'a DeviceInfo,
}

/// One line per kind: in which list it is, and whether it can be booted from.
macro_rules! kinds {
    (many { $($field:ident $kind:literal $boot:literal;)* } single { $($one:ident $one_kind:literal;)* }) => {
        impl DevicesDef {
            /// What all devices have, kind by kind.
            pub fn infos(&self) -> impl Iterator<Item = DeviceRef<'_>> {
                std::iter::empty()
                    $(.chain(self.$field.iter().map(|it| DeviceRef { kind: $kind, info: &it.info })))*
                    $(.chain(self.$one.iter().map(|it| DeviceRef { kind: $one_kind, info: &it.info })))*
            }

            /// The same, to be changed.
            pub fn infos_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut DeviceInfo)> {
                std::iter::empty()
                    $(.chain(self.$field.iter_mut().map(|it| ($kind, &mut it.info))))*
                    $(.chain(self.$one.iter_mut().map(|it| ($one_kind, &mut it.info))))*
            }

            /// Leaves out of other devices what only those have that can be booted from.
            pub(super) fn forget_boot(&mut self) {
                $(if !$boot {
                    self.$field.iter_mut().for_each(|it| it.info.without_boot());
                })*
                $(self.$one.iter_mut().for_each(|it| it.info.without_boot());)*
                let only_on_pci = self.disks.iter_mut().map(|it| &mut it.info);
                let only_on_pci = only_on_pci.chain(self.filesystems.iter_mut().map(|it| &mut it.info));
                let only_on_pci = only_on_pci.chain(self.redirdevs.iter_mut().map(|it| &mut it.info));
                only_on_pci.for_each(|info| info.rom = None);
            }
        }
    };
}

kinds! { many {
    disks "disk" true;
    interfaces "interface" true;
    sounds "sound" false;
    hostdevs "hostdev" true;
    filesystems "filesystem" true;
    controllers "controller" false;
    smartcards "smartcard" false;
    serials "serial" false;
    parallels "parallel" false;
    channels "channel" false;
    consoles "console" false;
    inputs "input" false;
    memories "memory" false;
    watchdogs "watchdog" false;
    rngs "rng" false;
    hubs "hub" false;
    shmems "shmem" false;
    tpms "tpm" false;
    panics "panic" false;
    redirdevs "redirdev" true;
    videos "video" false;
    cryptos "crypto" false;
} single {
    memballoon "memballoon";
    nvram "nvram";
    iommu "iommu";
    vsock "vsock";
    pstore "pstore";
} }
