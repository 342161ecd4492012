//! Where an error comes from.

use super::words;

words! {
    /// Part of the library or daemon an error comes from.
    ///
    /// C: `virErrorDomain`.
    pub struct Origin: i32 {
        /// The error has no stated origin. `VIR_FROM_NONE`, since 0.1.0.
        NONE = 0;
        /// The error comes from the Xen hypervisor layer. `VIR_FROM_XEN`, since 0.1.0.
        XEN = 1;
        /// The error comes from the connection to the old Xen daemon. `VIR_FROM_XEND`, since 0.1.0.
        XEND = 2;
        /// The error comes from XenStore. `VIR_FROM_XENSTORE`, since 0.1.0.
        XENSTORE = 3;
        /// The error comes from handling S-expressions for Xen. `VIR_FROM_SEXPR`, since 0.1.0.
        SEXPR = 4;
        /// The error comes from XML parsing or formatting. `VIR_FROM_XML`, since 0.1.0.
        XML = 5;
        /// The error comes from the domain functions, under the code used by the earliest drivers.
        /// `VIR_FROM_DOM`, since 0.1.0.
        DOM = 6;
        /// The error comes from the message layer between client and daemon, or from XML-RPC.
        /// `VIR_FROM_RPC`, since 0.1.1.
        RPC = 7;
        /// The error comes from the former read-only Xen proxy. `VIR_FROM_PROXY`, since 0.1.3.
        PROXY = 8;
        /// The error comes from reading a configuration file. `VIR_FROM_CONF`, since 0.1.6.
        CONF = 9;
        /// The error comes from the QEMU driver or its daemon part. `VIR_FROM_QEMU`, since 0.2.0.
        QEMU = 10;
        /// The error comes from parsing or managing virtual network descriptions. `VIR_FROM_NET`, since
        /// 0.2.0.
        NET = 11;
        /// The error comes from the built-in test driver. `VIR_FROM_TEST`, since 0.2.3.
        TEST = 12;
        /// The error comes from the driver that talks to a remote daemon. `VIR_FROM_REMOTE`, since
        /// 0.2.3.
        REMOTE = 13;
        /// The error comes from the OpenVZ driver. `VIR_FROM_OPENVZ`, since 0.3.1.
        OPENVZ = 14;
        /// The error comes from Xen xm configuration files. `VIR_FROM_XENXM`, since 0.4.1.
        XENXM = 15;
        /// The error comes from reading statistics on a Linux host. `VIR_FROM_STATS_LINUX`, since
        /// 0.4.1.
        STATS_LINUX = 16;
        /// The error comes from the Linux container driver. `VIR_FROM_LXC`, since 0.4.2.
        LXC = 17;
        /// The error comes from the storage driver. `VIR_FROM_STORAGE`, since 0.4.1.
        STORAGE = 18;
        /// The error comes from virtual network descriptions or the network driver. `VIR_FROM_NETWORK`,
        /// since 0.4.6.
        NETWORK = 19;
        /// The error comes from parsing or managing domain descriptions. `VIR_FROM_DOMAIN`, since
        /// 0.4.6.
        DOMAIN = 20;
        /// The error comes from the User Mode Linux driver, which is no longer part of the project.
        /// `VIR_FROM_UML`, since 0.5.0.
        UML = 21;
        /// The error comes from host devices. `VIR_FROM_NODEDEV`, since 0.5.0.
        NODEDEV = 22;
        /// The error comes from watching Xen's configuration directory for changes.
        /// `VIR_FROM_XEN_INOTIFY`, since 0.5.0.
        XEN_INOTIFY = 23;
        /// The error comes from the security labelling drivers. `VIR_FROM_SECURITY`, since 0.6.1.
        SECURITY = 24;
        /// The error comes from the VirtualBox driver. `VIR_FROM_VBOX`, since 0.6.3.
        VBOX = 25;
        /// The error comes from host network interfaces. `VIR_FROM_INTERFACE`, since 0.6.4.
        INTERFACE = 26;
        /// The error comes from the OpenNebula driver, which is no longer part of the project.
        /// `VIR_FROM_ONE`, since 0.6.4.
        ONE = 27;
        /// The error comes from the VMware ESX driver. `VIR_FROM_ESX`, since 0.7.0.
        ESX = 28;
        /// The error comes from the IBM Power Hypervisor driver, which is no longer part of the
        /// project. `VIR_FROM_PHYP`, since 0.7.0.
        PHYP = 29;
        /// The error comes from the secret store. `VIR_FROM_SECRET`, since 0.7.1.
        SECRET = 30;
        /// The error comes from the CPU model code. `VIR_FROM_CPU`, since 0.7.5.
        CPU = 31;
        /// The error comes from the XenAPI driver, which is no longer part of the project.
        /// `VIR_FROM_XENAPI`, since 0.8.0.
        XENAPI = 32;
        /// The error comes from network filters. `VIR_FROM_NWFILTER`, since 0.8.0.
        NWFILTER = 33;
        /// The error comes from running hook scripts. `VIR_FROM_HOOK`, since 0.8.0.
        HOOK = 34;
        /// The error comes from domain snapshots. `VIR_FROM_DOMAIN_SNAPSHOT`, since 0.8.0.
        DOMAIN_SNAPSHOT = 35;
        /// The error comes from writing audit records. `VIR_FROM_AUDIT`, since 0.8.5.
        AUDIT = 36;
        /// The error comes from system information (SMBIOS) data. `VIR_FROM_SYSINFO`, since 0.8.6.
        SYSINFO = 37;
        /// The error comes from data streams. `VIR_FROM_STREAMS`, since 0.8.6.
        STREAMS = 38;
        /// The error comes from the VMware Workstation and Player driver. `VIR_FROM_VMWARE`, since
        /// 0.8.7.
        VMWARE = 39;
        /// The error comes from the event loop. `VIR_FROM_EVENT`, since 0.9.0.
        EVENT = 40;
        /// The error comes from the Xen driver built on libxl. `VIR_FROM_LIBXL`, since 0.9.0.
        LIBXL = 41;
        /// The error comes from the disk lock manager. `VIR_FROM_LOCKING`, since 0.9.2.
        LOCKING = 42;
        /// The error comes from the Microsoft Hyper-V driver. `VIR_FROM_HYPERV`, since 0.9.5.
        HYPERV = 43;
        /// The error comes from working out or parsing host capabilities. `VIR_FROM_CAPABILITIES`,
        /// since 0.9.8.
        CAPABILITIES = 44;
        /// The error comes from parsing a URI. `VIR_FROM_URI`, since 0.9.11.
        URI = 45;
        /// The error comes from the handling of authentication and credentials. `VIR_FROM_AUTH`, since
        /// 0.9.11.
        AUTH = 46;
        /// The error comes from D-Bus communication. `VIR_FROM_DBUS`, since 0.9.12.
        DBUS = 47;
        /// The error comes from the Parallels (Virtuozzo) driver. `VIR_FROM_PARALLELS`, since 0.10.0.
        PARALLELS = 48;
        /// The error comes from parsing or formatting a device description. `VIR_FROM_DEVICE`, since
        /// 0.10.0.
        DEVICE = 49;
        /// The error comes from the SSH transport. `VIR_FROM_SSH`, since 0.10.0.
        SSH = 50;
        /// The error comes from lock spaces, the file-based locks behind the lock manager.
        /// `VIR_FROM_LOCKSPACE`, since 1.0.0.
        LOCKSPACE = 51;
        /// The error comes from messages to a container's init process. `VIR_FROM_INITCTL`, since
        /// 1.0.1.
        INITCTL = 52;
        /// The error comes from handling the identity of a client. `VIR_FROM_IDENTITY`, since 1.0.4.
        IDENTITY = 53;
        /// The error comes from Linux control groups. `VIR_FROM_CGROUP`, since 1.0.5.
        CGROUP = 54;
        /// The error comes from access control. `VIR_FROM_ACCESS`, since 1.1.0.
        ACCESS = 55;
        /// The error comes from systemd, for example its machine registry. `VIR_FROM_SYSTEMD`, since
        /// 1.1.1.
        SYSTEMD = 56;
        /// The error comes from the driver for the FreeBSD hypervisor bhyve. `VIR_FROM_BHYVE`, since
        /// 1.2.2.
        BHYVE = 57;
        /// The error comes from encryption or hashing. `VIR_FROM_CRYPTO`, since 1.2.3.
        CRYPTO = 58;
        /// The error comes from applying firewall rules. `VIR_FROM_FIREWALL`, since 1.2.4.
        FIREWALL = 59;
        /// The error comes from polkit authorisation. `VIR_FROM_POLKIT`, since 1.2.9.
        POLKIT = 60;
        /// The error comes from threads and their primitives. `VIR_FROM_THREAD`, since 1.2.14.
        THREAD = 61;
        /// The error comes from the daemon's administration interface. `VIR_FROM_ADMIN`, since 1.2.17.
        ADMIN = 62;
        /// The error comes from the log daemon or log manager. `VIR_FROM_LOGGING`, since 1.3.0.
        LOGGING = 63;
        /// The error comes from Xen xl configuration files. `VIR_FROM_XENXL`, since 1.3.2.
        XENXL = 64;
        /// The error comes from performance event counters. `VIR_FROM_PERF`, since 1.3.3.
        PERF = 65;
        /// The error comes from the libssh transport. `VIR_FROM_LIBSSH`, since 2.5.0.
        LIBSSH = 66;
        /// The error comes from cache and memory-bandwidth allocation (resctrl). `VIR_FROM_RESCTRL`,
        /// since 3.7.0.
        RESCTRL = 67;
        /// The error comes from the firewalld service. `VIR_FROM_FIREWALLD`, since 5.1.0.
        FIREWALLD = 68;
        /// The error comes from domain checkpoints. `VIR_FROM_DOMAIN_CHECKPOINT`, since 5.2.0.
        DOMAIN_CHECKPOINT = 69;
        /// The error comes from TPM devices or their emulator. `VIR_FROM_TPM`, since 5.6.0.
        TPM = 70;
        /// The error comes from BPF programs, used to restrict device access. `VIR_FROM_BPF`, since
        /// 5.10.0.
        BPF = 71;
        /// The error comes from the Cloud Hypervisor driver. `VIR_FROM_CH`, since 7.5.0.
        CH = 72;
    }
}
