//! Control groups, of either version: how much of the host a set of processes may use.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Controller {
    /// Time on processors.
    Cpu,
    /// Memory.
    Memory,
    /// Which processors, and memory of which nodes.
    Cpuset,
    /// Input and output of disks.
    Io,
}

impl Controller {
    const ALL: [Self; 4] = [Self::Cpu, Self::Memory, Self::Cpuset, Self::Io];

    /// Its name in the first version and in the second.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Cpu => ("cpu", "cpu"),
            Self::Memory => ("memory", "memory"),
            Self::Cpuset => ("cpuset", "cpuset"),
            Self::Io => ("blkio", "io"),
        }
    }
}

/// A limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// Weight against others for time on processors.
    CpuShares(u64),
    /// Microseconds on processors in each period of so many; below 0: no limit.
    CpuQuota {
        /// How long.
        quota_us: i64,
        /// In how long; 0: as usual.
        period_us: u64,
    },
    /// The most memory, in bytes.
    Memory(u64),
    /// Memory that is kept when memory is short, in bytes.
    SoftMemory(u64),
    /// The most memory and swap together, in bytes; for the second version, with the most memory.
    Swap {
        /// Both.
        both: u64,
        /// Memory alone.
        memory: u64,
    },
    /// The nodes whose memory is used, as a list.
    MemoryNodes(String),
    /// Weight against others on disks.
    IoWeight(u32),
}

impl Limit {
    /// What it is a limit of.
    #[must_use]
    pub fn controller(&self) -> Controller {
        match self {
            Self::CpuShares(_) | Self::CpuQuota { .. } => Controller::Cpu,
            Self::Memory(_) | Self::SoftMemory(_) | Self::Swap { .. } => Controller::Memory,
            Self::MemoryNodes(_) => Controller::Cpuset,
            Self::IoWeight(_) => Controller::Io,
        }
    }

    /// What is written for it into which files, in the first version.
    fn first(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::CpuShares(shares) => vec![("cpu.shares", shares.to_string())],
            Self::CpuQuota { quota_us, period_us } => {
                let period = (*period_us > 0).then(|| ("cpu.cfs_period_us", period_us.to_string()));
                let quota = (*quota_us != 0).then(|| ("cpu.cfs_quota_us", (*quota_us).max(-1).to_string()));
                period.into_iter().chain(quota).collect()
            }
            Self::Memory(bytes) => vec![("memory.limit_in_bytes", bytes.to_string())],
            Self::SoftMemory(bytes) => vec![("memory.soft_limit_in_bytes", bytes.to_string())],
            Self::Swap { both, .. } => vec![("memory.memsw.limit_in_bytes", both.to_string())],
            Self::MemoryNodes(nodes) => vec![("cpuset.mems", nodes.clone())],
            Self::IoWeight(weight) => vec![("blkio.weight", weight.to_string())],
        }
    }

    /// The same in the second.
    fn second(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::CpuShares(shares) => vec![("cpu.weight", (*shares).clamp(1, 10_000).to_string())],
            Self::CpuQuota { quota_us, period_us } => {
                let quota = if *quota_us > 0 { quota_us.to_string() } else { "max".to_owned() };
                let period = if *period_us > 0 { format!(" {period_us}") } else { String::new() };
                vec![("cpu.max", quota + &period)]
            }
            Self::Memory(bytes) => vec![("memory.max", bytes.to_string())],
            Self::SoftMemory(bytes) => vec![("memory.high", bytes.to_string())],
            Self::Swap { both, memory } => {
                vec![("memory.swap.max", both.saturating_sub(*memory).to_string())]
            }
            Self::MemoryNodes(nodes) => vec![("cpuset.mems", nodes.clone())],
            Self::IoWeight(weight) => vec![("io.weight", weight.to_string())],
        }
    }
}

/// Where groups are made.
#[derive(Debug, Clone, Default)]
pub struct Cgroups {
    /// Controllers of the first version, each with its tree.
    first: BTreeMap<Controller, PathBuf>,
    /// The tree of the second version, with the controllers that it has.
    second: Option<(PathBuf, Vec<Controller>)>,
}

impl Cgroups {
    /// The trees that this host has mounted.
    #[must_use]
    pub fn find() -> Self {
        Self::of(&fs::read_to_string("/proc/mounts").unwrap_or_default())
    }

    fn of(mounts: &str) -> Self {
        let mut found = Self::default();
        for line in mounts.lines() {
            let mut fields = line.split(' ').skip(1);
            let (Some(place), Some(kind), Some(options)) = (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let place = PathBuf::from(place);
            if kind == "cgroup" {
                for controller in Controller::ALL {
                    if options.split(',').any(|option| option == controller.names().0) {
                        found.first.entry(controller).or_insert_with(|| place.clone());
                    }
                }
            } else if kind == "cgroup2" && found.second.is_none() {
                let has = fs::read_to_string(place.join("cgroup.controllers")).unwrap_or_default();
                let has = |one: &Controller| has.split_ascii_whitespace().any(|name| name == one.names().1);
                found.second = Some((place, Controller::ALL.into_iter().filter(has).collect()));
            }
        }
        found
    }

    /// Whether something can be shared out at all.
    #[must_use]
    pub fn has(&self, controller: Controller) -> bool {
        self.first.contains_key(&controller)
            || self.second.as_ref().is_some_and(|(_, all)| all.contains(&controller))
    }

    /// Whether it is of the first version, in which threads have groups of their own.
    #[must_use]
    pub fn is_first(&self, controller: Controller) -> bool {
        self.first.contains_key(&controller)
    }

    /// The group at a path below the roots of the trees.
    #[must_use]
    pub fn group<'a>(&'a self, path: &'a Path) -> Group<'a> {
        Group { trees: self, path }
    }
}

/// A group.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    trees: &'a Cgroups,
    path: &'a Path,
}

impl Group<'_> {
    fn folder(&self, controller: Controller) -> io::Result<(PathBuf, bool)> {
        if let Some(root) = self.trees.first.get(&controller) {
            return Ok((root.join(self.path), true));
        }
        match &self.trees.second {
            Some((root, all)) if all.contains(&controller) => Ok((root.join(self.path), false)),
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    /// Makes it, with the groups above it.
    ///
    /// # Errors
    /// The host does not have the controller, or this process may not.
    pub fn make(&self, controller: Controller) -> io::Result<()> {
        let (folder, first) = self.folder(controller)?;
        let root = folder.ancestors().nth(self.path.components().count()).unwrap_or(&folder).to_owned();
        let mut at = root;
        for part in self.path.components() {
            let above = at.clone();
            at.push(part);
            if !first {
                let name = controller.names().1;
                let known = fs::read_to_string(above.join("cgroup.subtree_control"))?;
                if !known.split_ascii_whitespace().any(|known| known == name) {
                    fs::write(above.join("cgroup.subtree_control"), format!("+{name}"))?;
                }
            }
            match fs::create_dir(&at) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other?,
            }
            if first && controller == Controller::Cpuset {
                // A new group of this kind has nothing, and so can hold nobody.
                for file in ["cpuset.cpus", "cpuset.mems"] {
                    if fs::read_to_string(at.join(file))?.trim().is_empty() {
                        fs::write(at.join(file), fs::read(above.join(file))?)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Sets a limit.
    ///
    /// # Errors
    /// The kernel refuses it, or has no such limit.
    pub fn set(&self, limit: &Limit) -> io::Result<()> {
        let (folder, first) = self.folder(limit.controller())?;
        for (file, value) in if first { limit.first() } else { limit.second() } {
            // Opening does not make what is not there: that would be a limit that limits nothing.
            use std::io::Write as _;
            fs::File::options().write(true).open(folder.join(file))?.write_all(value.as_bytes())?;
        }
        Ok(())
    }

    /// Puts a process into it.
    ///
    /// # Errors
    /// There is no such process or group, or this process may not.
    pub fn add(&self, controller: Controller, pid: u32) -> io::Result<()> {
        fs::write(self.folder(controller)?.0.join("cgroup.procs"), pid.to_string())
    }

    /// Whether a process is in it, or in one below it.
    #[must_use]
    pub fn holds(&self, controller: Controller, pid: u32) -> bool {
        let all = fs::read_to_string(format!("/proc/{pid}/cgroup")).unwrap_or_default();
        let first = self.trees.is_first(controller);
        all.lines().any(|line| {
            let mut fields = line.splitn(3, ':').skip(1);
            let (Some(names), Some(path)) = (fields.next(), fields.next()) else { return false };
            let tree = if first {
                names.split(',').any(|name| name == controller.names().0)
            } else {
                names.is_empty()
            };
            tree && Path::new(path.trim_start_matches('/')).starts_with(self.path)
        })
    }

    /// Puts a thread into it, of the first version.
    ///
    /// # Errors
    /// There is no such thread or group, or this process may not.
    pub fn add_thread(&self, controller: Controller, thread: u32) -> io::Result<()> {
        fs::write(self.folder(controller)?.0.join("tasks"), thread.to_string())
    }

    /// Removes it, with the groups below it, wherever it was made. A group of processes that have only just ended
    /// may take a moment.
    ///
    /// # Errors
    /// Somebody is still in it.
    pub fn remove(&self) -> io::Result<()> {
        let mut folders: Vec<PathBuf> = self.trees.first.values().map(|root| root.join(self.path)).collect();
        folders.extend(self.trees.second.iter().map(|(root, _)| root.join(self.path)));
        folders.sort();
        folders.dedup();
        folders.iter().try_for_each(|folder| remove(folder))
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    let below = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    for entry in below.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        remove_one(&entry.path())?;
    }
    remove_one(folder)
}

fn remove_one(folder: &Path) -> io::Result<()> {
    let mut tries = 0_u32;
    loop {
        match fs::remove_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::ResourceBusy && tries < 20 => {
                tries = tries.saturating_add(1);
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            other => return other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_are_told_in_their_own_words() {
        let quota = Limit::CpuQuota { quota_us: 5000, period_us: 10_000 };
        assert_eq!(
            quota.first(),
            [("cpu.cfs_period_us", "10000".to_owned()), ("cpu.cfs_quota_us", "5000".to_owned())]
        );
        assert_eq!(quota.second(), [("cpu.max", "5000 10000".to_owned())]);
        let none = Limit::CpuQuota { quota_us: -17, period_us: 0 };
        assert_eq!(none.first(), [("cpu.cfs_quota_us", "-1".to_owned())]);
        assert_eq!(none.second(), [("cpu.max", "max".to_owned())]);
        let swap = Limit::Swap { both: 300, memory: 200 };
        assert_eq!(swap.second(), [("memory.swap.max", "100".to_owned())]);
    }

    #[test]
    fn trees_of_both_versions_are_found() {
        let root = std::env::temp_dir().join(format!("vir-cgroup-{}", std::process::id()));
        fs::create_dir_all(root.join("two")).unwrap();
        fs::write(root.join("two/cgroup.controllers"), "memory io\n").unwrap();
        fs::write(root.join("two/cgroup.subtree_control"), "\n").unwrap();
        let shown = root.display();
        let mounts = format!(
            "cgroup {shown}/one cgroup rw,relatime,cpu,cpuacct 0 0\ncgroup {shown}/two cgroup2 rw,relatime 0 0\n"
        );
        let trees = Cgroups::of(&mounts);
        assert!(trees.has(Controller::Cpu) && trees.is_first(Controller::Cpu));
        assert!(trees.has(Controller::Memory) && !trees.is_first(Controller::Memory));
        assert!(!trees.has(Controller::Cpuset));
        let group = trees.group(Path::new("a"));
        assert!(group.make(Controller::Cpuset).is_err());
        // In a folder that is no real tree the files of a group do not appear.
        group.make(Controller::Memory).unwrap();
        assert_eq!(fs::read_to_string(root.join("two/cgroup.subtree_control")).unwrap(), "+memory");
        assert!(group.set(&Limit::Memory(1)).is_err(), "a file was made up");
        fs::write(root.join("two/a/memory.max"), "max").unwrap();
        group.set(&Limit::Memory(4096)).unwrap();
        assert!(fs::read_to_string(root.join("two/a/memory.max")).unwrap().starts_with("4096"));
        fs::remove_file(root.join("two/a/memory.max")).unwrap();
        group.remove().unwrap();
        assert!(!root.join("two/a").exists());
        fs::remove_dir_all(root).unwrap();
    }
}
