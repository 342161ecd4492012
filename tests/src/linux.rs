//! A small Linux to run in guests: Debian's cloud kernel, and an initial file system of busybox and a few
//! modules that is made here. It has a shell on its serial port, obeys the power button and knows virtio.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What the guest says on its serial port when its shell is there.
pub const READY: &str = "guest: ready";

/// Debian's packages that it is made of; the first depends on the kernel's own.
const PACKAGES: [&str; 2] = ["linux-image-cloud-amd64", "busybox-static"];

/// Modules that are loaded, in this order; what they need comes with them.
const MODULES: [&str; 9] = [
    "virtio_pci",
    "virtio_blk",
    "virtio_net",
    "virtio_console",
    "virtio_balloon",
    "virtio_rng",
    "evdev",
    "button",
    "pvpanic_pci",
];

/// A kernel and its initial file system.
#[derive(Debug, Clone)]
pub struct Linux {
    /// The kernel.
    pub kernel: PathBuf,
    /// The initial file system.
    pub initrd: PathBuf,
}

impl Linux {
    /// What the kernel is told so that it speaks on the serial port.
    pub const CMDLINE: &'static str = "console=ttyS0 quiet panic=-1 tsc=unstable";

    /// Makes it, once; the packages are kept. `None`, with a line that says so, where they cannot be had. With
    /// `VIR_REQUIRE_PEERS=1` that is a failure.
    #[must_use]
    pub fn get() -> Option<&'static Self> {
        static MADE: OnceLock<Option<Linux>> = OnceLock::new();
        MADE.get_or_init(|| match make() {
            Ok(made) => Some(made),
            Err(why) => {
                let required = std::env::var_os("VIR_REQUIRE_PEERS").is_some_and(|value| value == "1");
                assert!(!required, "a Linux for guests is required: {why}");
                let _ = writeln!(std::io::stderr(), "skipped: no Linux for guests ({why})");
                None
            }
        })
        .as_ref()
    }
}

/// Where the parts are kept between runs.
fn cache() -> PathBuf {
    crate::target_folder().join("guest-linux")
}

fn make() -> Result<Linux, String> {
    let cache = cache();
    fs::create_dir_all(&cache).map_err(|error| error.to_string())?;
    let (kernel, initrd) = (cache.join("vmlinuz"), cache.join("initrd.img"));
    let lock = fs::File::create(cache.join("lock")).map_err(|error| error.to_string())?;
    // Tests are several processes.
    lock.lock().map_err(|error| error.to_string())?;
    // What it was made of, so that another version of this file makes another.
    let recipe = format!("{INIT}{MODULES:?}{PACKAGES:?}");
    let made = fs::read_to_string(cache.join("recipe")).is_ok_and(|made| made == recipe);
    if !(made && kernel.is_file() && initrd.is_file()) {
        let root = cache.join("root");
        for package in wanted()? {
            unpack(&package, &root)?;
        }
        let boot = root.join("boot");
        let found = entries(&boot)?.into_iter().find(|path| name(path).starts_with("vmlinuz-"));
        let image = found.ok_or("the package has no kernel")?;
        let release = name(&image).trim_start_matches("vmlinuz-").to_owned();
        fs::write(&initrd, archive(&root, &release)?).map_err(|error| error.to_string())?;
        fs::copy(&image, &kernel).map_err(|error| error.to_string())?;
        fs::remove_dir_all(&root).map_err(|error| error.to_string())?;
        fs::write(cache.join("recipe"), recipe).map_err(|error| error.to_string())?;
    }
    Ok(Linux { kernel, initrd })
}

fn name(path: &Path) -> String {
    path.file_name().map(OsStr::to_string_lossy).unwrap_or_default().into_owned()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(read.flatten().map(|entry| entry.path()).collect())
}

fn output(program: &str, args: &[&str], folder: &Path) -> Result<String, String> {
    let run = Command::new(program).args(args).current_dir(folder).stdin(Stdio::null()).output();
    let run = run.map_err(|error| format!("{program}: {error}"))?;
    if run.status.success() {
        Ok(String::from_utf8_lossy(&run.stdout).into_owned())
    } else {
        Err(format!("{program} {}: {}", args.join(" "), String::from_utf8_lossy(&run.stderr).trim()))
    }
}

/// The packages by their names; Debian's kernel is behind one that only names it.
fn wanted() -> Result<Vec<String>, String> {
    let [kernel, busybox] = PACKAGES;
    let depends = output("apt-cache", &["depends", kernel], Path::new("/"))?;
    let real = depends.lines().find_map(|line| line.trim().strip_prefix("Depends: linux-image-"));
    let real = real.ok_or_else(|| format!("{kernel} names no kernel: is the list of packages there?"))?;
    Ok(vec![format!("linux-image-{real}"), busybox.to_owned()])
}

fn unpack(package: &str, root: &Path) -> Result<(), String> {
    let folder = cache().join("packages");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let known = || -> Result<Option<PathBuf>, String> {
        Ok(entries(&folder)?.into_iter().find(|path| name(path).starts_with(&format!("{package}_"))))
    };
    if known()?.is_none() {
        output("apt-get", &["download", "-q", package], &folder)?;
    }
    let file = known()?.ok_or_else(|| format!("{package} was not downloaded"))?;
    output("dpkg-deb", &["-x", &file.to_string_lossy(), &root.to_string_lossy()], Path::new("/")).map(drop)
}

const INIT: &str = r#"#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in $(cat /modules); do insmod /lib/$module.ko 2>/dev/null; done
mkdir -p /etc/acpi/PWRF
printf '#!/bin/sh\nsync\npoweroff -f\n' > /etc/acpi/PWRF/00000080
chmod +x /etc/acpi/PWRF/00000080
mkdir -p /var/log /var/run
acpid
echo "guest: ready"
while true; do setsid cttyhack sh; done
"#;

/// The initial file system, in the form that kernels unpack.
fn archive(root: &Path, release: &str) -> Result<Vec<u8>, String> {
    let mut known = BTreeMap::new();
    modules(&root.join("lib/modules").join(release).join("kernel"), &mut known)?;
    let mut list = Vec::new();
    for module in MODULES {
        collect(module, &known, &mut list)?;
    }
    let mut out = Vec::new();
    for folder in ["bin", "dev", "proc", "sys", "lib", "etc", "tmp"] {
        entry(&mut out, folder, 0o040_755, &[]);
    }
    let busybox = ["bin/busybox", "usr/bin/busybox"].map(|path| root.join(path));
    let busybox = busybox.iter().find(|path| path.is_file()).ok_or("there is no busybox")?;
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    entry(&mut out, "bin/busybox", 0o100_755, &read(busybox)?);
    let mut names = String::new();
    for (module, content) in &list {
        names.push_str(&format!("{module}\n"));
        entry(&mut out, &format!("lib/{module}.ko"), 0o100_644, content);
    }
    entry(&mut out, "modules", 0o100_644, names.as_bytes());
    entry(&mut out, "init", 0o100_755, INIT.as_bytes());
    entry(&mut out, "TRAILER!!!", 0, &[]);
    Ok(out)
}

/// All modules by name.
fn modules(folder: &Path, known: &mut BTreeMap<String, PathBuf>) -> Result<(), String> {
    for path in entries(folder)? {
        if path.is_dir() {
            modules(&path, known)?;
        } else if let Some(module) = name(&path).strip_suffix(".ko") {
            known.insert(module.replace('-', "_"), path);
        }
    }
    Ok(())
}

/// A module behind those that it needs, which it names itself.
fn collect(
    module: &str,
    known: &BTreeMap<String, PathBuf>,
    list: &mut Vec<(String, Vec<u8>)>,
) -> Result<(), String> {
    const DEPENDS: &[u8] = b"\0depends=";
    // What is not there is part of the kernel.
    let Some(path) = known.get(module).filter(|_| !list.iter().any(|(done, _)| done == module)) else {
        return Ok(());
    };
    let content = fs::read(path).map_err(|error| error.to_string())?;
    let at = content.windows(DEPENDS.len()).position(|bytes| bytes == DEPENDS);
    let needs =
        at.map(|at| content[at + DEPENDS.len()..].split(|byte| *byte == 0).next().unwrap_or_default());
    for other in
        String::from_utf8_lossy(needs.unwrap_or_default()).split(',').filter(|other| !other.is_empty())
    {
        collect(&other.replace('-', "_"), known, list)?;
    }
    list.push((module.to_owned(), content));
    Ok(())
}

/// One file of the archive.
fn entry(out: &mut Vec<u8>, path: &str, mode: u32, content: &[u8]) {
    let inode = out.len();
    let fields = [inode, mode as usize, 0, 0, 1, 0, content.len(), 0, 0, 0, 0, path.len() + 1, 0];
    out.extend_from_slice(b"070701");
    for field in fields {
        out.extend_from_slice(format!("{field:08x}").as_bytes());
    }
    out.extend_from_slice(path.as_bytes());
    out.push(0);
    out.resize(out.len().next_multiple_of(4), 0);
    out.extend_from_slice(content);
    out.resize(out.len().next_multiple_of(4), 0);
}
