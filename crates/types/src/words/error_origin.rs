//! Where an error comes from.

use super::words;

words! {
    /// C: `virErrorDomain`.
    pub struct Origin: i32 {
        /// `VIR_FROM_NONE`, since 0.1.0.
        NONE = 0;
        /// `VIR_FROM_XEN`, since 0.1.0.
        XEN = 1;
        /// `VIR_FROM_XEND`, since 0.1.0.
        XEND = 2;
        /// `VIR_FROM_XENSTORE`, since 0.1.0.
        XENSTORE = 3;
        /// `VIR_FROM_SEXPR`, since 0.1.0.
        SEXPR = 4;
        /// `VIR_FROM_XML`, since 0.1.0.
        XML = 5;
        /// `VIR_FROM_DOM`, since 0.1.0.
        DOM = 6;
        /// `VIR_FROM_RPC`, since 0.1.1.
        RPC = 7;
        /// `VIR_FROM_PROXY`, since 0.1.3.
        PROXY = 8;
        /// `VIR_FROM_CONF`, since 0.1.6.
        CONF = 9;
        /// `VIR_FROM_QEMU`, since 0.2.0.
        QEMU = 10;
        /// `VIR_FROM_NET`, since 0.2.0.
        NET = 11;
        /// `VIR_FROM_TEST`, since 0.2.3.
        TEST = 12;
        /// `VIR_FROM_REMOTE`, since 0.2.3.
        REMOTE = 13;
        /// `VIR_FROM_OPENVZ`, since 0.3.1.
        OPENVZ = 14;
        /// `VIR_FROM_XENXM`, since 0.4.1.
        XENXM = 15;
        /// `VIR_FROM_STATS_LINUX`, since 0.4.1.
        STATS_LINUX = 16;
        /// `VIR_FROM_LXC`, since 0.4.2.
        LXC = 17;
        /// `VIR_FROM_STORAGE`, since 0.4.1.
        STORAGE = 18;
        /// `VIR_FROM_NETWORK`, since 0.4.6.
        NETWORK = 19;
        /// `VIR_FROM_DOMAIN`, since 0.4.6.
        DOMAIN = 20;
        /// `VIR_FROM_UML`, since 0.5.0.
        UML = 21;
        /// `VIR_FROM_NODEDEV`, since 0.5.0.
        NODEDEV = 22;
        /// `VIR_FROM_XEN_INOTIFY`, since 0.5.0.
        XEN_INOTIFY = 23;
        /// `VIR_FROM_SECURITY`, since 0.6.1.
        SECURITY = 24;
        /// `VIR_FROM_VBOX`, since 0.6.3.
        VBOX = 25;
        /// `VIR_FROM_INTERFACE`, since 0.6.4.
        INTERFACE = 26;
        /// `VIR_FROM_ONE`, since 0.6.4.
        ONE = 27;
        /// `VIR_FROM_ESX`, since 0.7.0.
        ESX = 28;
        /// `VIR_FROM_PHYP`, since 0.7.0.
        PHYP = 29;
        /// `VIR_FROM_SECRET`, since 0.7.1.
        SECRET = 30;
        /// `VIR_FROM_CPU`, since 0.7.5.
        CPU = 31;
        /// `VIR_FROM_XENAPI`, since 0.8.0.
        XENAPI = 32;
        /// `VIR_FROM_NWFILTER`, since 0.8.0.
        NWFILTER = 33;
        /// `VIR_FROM_HOOK`, since 0.8.0.
        HOOK = 34;
        /// `VIR_FROM_DOMAIN_SNAPSHOT`, since 0.8.0.
        DOMAIN_SNAPSHOT = 35;
        /// `VIR_FROM_AUDIT`, since 0.8.5.
        AUDIT = 36;
        /// `VIR_FROM_SYSINFO`, since 0.8.6.
        SYSINFO = 37;
        /// `VIR_FROM_STREAMS`, since 0.8.6.
        STREAMS = 38;
        /// `VIR_FROM_VMWARE`, since 0.8.7.
        VMWARE = 39;
        /// `VIR_FROM_EVENT`, since 0.9.0.
        EVENT = 40;
        /// `VIR_FROM_LIBXL`, since 0.9.0.
        LIBXL = 41;
        /// `VIR_FROM_LOCKING`, since 0.9.2.
        LOCKING = 42;
        /// `VIR_FROM_HYPERV`, since 0.9.5.
        HYPERV = 43;
        /// `VIR_FROM_CAPABILITIES`, since 0.9.8.
        CAPABILITIES = 44;
        /// `VIR_FROM_URI`, since 0.9.11.
        URI = 45;
        /// `VIR_FROM_AUTH`, since 0.9.11.
        AUTH = 46;
        /// `VIR_FROM_DBUS`, since 0.9.12.
        DBUS = 47;
        /// `VIR_FROM_PARALLELS`, since 0.10.0.
        PARALLELS = 48;
        /// `VIR_FROM_DEVICE`, since 0.10.0.
        DEVICE = 49;
        /// `VIR_FROM_SSH`, since 0.10.0.
        SSH = 50;
        /// `VIR_FROM_LOCKSPACE`, since 1.0.0.
        LOCKSPACE = 51;
        /// `VIR_FROM_INITCTL`, since 1.0.1.
        INITCTL = 52;
        /// `VIR_FROM_IDENTITY`, since 1.0.4.
        IDENTITY = 53;
        /// `VIR_FROM_CGROUP`, since 1.0.5.
        CGROUP = 54;
        /// `VIR_FROM_ACCESS`, since 1.1.0.
        ACCESS = 55;
        /// `VIR_FROM_SYSTEMD`, since 1.1.1.
        SYSTEMD = 56;
        /// `VIR_FROM_BHYVE`, since 1.2.2.
        BHYVE = 57;
        /// `VIR_FROM_CRYPTO`, since 1.2.3.
        CRYPTO = 58;
        /// `VIR_FROM_FIREWALL`, since 1.2.4.
        FIREWALL = 59;
        /// `VIR_FROM_POLKIT`, since 1.2.9.
        POLKIT = 60;
        /// `VIR_FROM_THREAD`, since 1.2.14.
        THREAD = 61;
        /// `VIR_FROM_ADMIN`, since 1.2.17.
        ADMIN = 62;
        /// `VIR_FROM_LOGGING`, since 1.3.0.
        LOGGING = 63;
        /// `VIR_FROM_XENXL`, since 1.3.2.
        XENXL = 64;
        /// `VIR_FROM_PERF`, since 1.3.3.
        PERF = 65;
        /// `VIR_FROM_LIBSSH`, since 2.5.0.
        LIBSSH = 66;
        /// `VIR_FROM_RESCTRL`, since 3.7.0.
        RESCTRL = 67;
        /// `VIR_FROM_FIREWALLD`, since 5.1.0.
        FIREWALLD = 68;
        /// `VIR_FROM_DOMAIN_CHECKPOINT`, since 5.2.0.
        DOMAIN_CHECKPOINT = 69;
        /// `VIR_FROM_TPM`, since 5.6.0.
        TPM = 70;
        /// `VIR_FROM_BPF`, since 5.10.0.
        BPF = 71;
        /// `VIR_FROM_CH`, since 7.5.0.
        CH = 72;
    }
}
