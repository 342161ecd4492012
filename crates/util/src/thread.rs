//! Where the calling thread belongs: namespaces, the label of what it executes, control groups.

use std::fs;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

/// The namespaces that a thread has, as the kernel names them.
const NAMESPACES: [&str; 6] = ["user", "ipc", "uts", "net", "pid", "mnt"];

/// Descriptors of the calling thread's namespaces, to come back to.
///
/// # Errors
/// The kernel does not show them.
pub fn namespaces() -> io::Result<Vec<OwnedFd>> {
    let open = |name| Ok(fs::File::open(Path::new("/proc/thread-self/ns").join(name))?.into());
    NAMESPACES.into_iter().map(open).collect()
}

/// Moves the calling thread into these namespaces, in their order. The kernel does not let a thread that has siblings
/// change its user or mount namespace.
///
/// # Errors
/// One cannot be entered; those before it have been.
pub fn enter_namespaces(namespaces: &[impl AsFd]) -> io::Result<()> {
    for namespace in namespaces {
        match rustix::thread::move_into_link_name_space(namespace.as_fd(), None) {
            // The thread is in that user namespace already.
            Err(rustix::io::Errno::INVAL) if is_own_user_namespace(namespace) => {}
            done => done?,
        }
    }
    Ok(())
}

/// Entering the user namespace that one is in is the one case that the kernel calls a mistake.
fn is_own_user_namespace(namespace: &impl AsFd) -> bool {
    let own = rustix::fs::stat("/proc/thread-self/ns/user");
    let other = rustix::fs::fstat(namespace.as_fd());
    matches!((own, other), (Ok(own), Ok(other)) if (own.st_dev, own.st_ino) == (other.st_dev, other.st_ino))
}

/// The SELinux context of the calling thread, and whether the rules are enforced.
///
/// # Errors
/// The kernel has no SELinux.
pub fn selinux_context() -> io::Result<(String, bool)> {
    let enforced = fs::read_to_string("/sys/fs/selinux/enforce")?.trim() == "1";
    let context = fs::read_to_string("/proc/thread-self/attr/current")?;
    Ok((context.trim_end_matches(['\0', '\n']).to_owned(), enforced))
}

/// Gives what the calling thread executes next this SELinux context.
///
/// # Errors
/// The kernel has no SELinux, or does not allow it.
pub fn set_selinux_exec_context(context: &str) -> io::Result<()> {
    fs::metadata("/sys/fs/selinux/enforce")?;
    fs::write("/proc/thread-self/attr/exec", context)
}

/// Gives the calling thread this AppArmor profile.
///
/// # Errors
/// The kernel has no AppArmor, or does not allow it.
pub fn change_apparmor_profile(profile: &str) -> io::Result<()> {
    let own = Path::new("/proc/thread-self/attr/apparmor/current");
    let path = if own.exists() { own } else { Path::new("/proc/thread-self/attr/current") };
    fs::metadata("/sys/module/apparmor")?;
    fs::write(path, format!("changeprofile {profile}"))
}

/// Moves this process into the control groups of another.
///
/// # Errors
/// The other is gone, or the kernel does not allow it.
pub fn join_cgroups_of(pid: u32) -> io::Result<()> {
    let text = fs::read_to_string(format!("/proc/{pid}/cgroup"))?;
    let mut joined = false;
    for folder in text.lines().filter_map(|line| folder(line, Path::new("/sys/fs/cgroup"))) {
        let members = folder.join("cgroup.procs");
        if members.exists() {
            fs::write(members, std::process::id().to_string())?;
            joined = true;
        }
    }
    if joined { Ok(()) } else { Err(io::Error::from(io::ErrorKind::NotFound)) }
}

/// The folder of a line `number:controllers:/path`: the second version's has no controllers.
fn folder(line: &str, root: &Path) -> Option<PathBuf> {
    let mut parts = line.splitn(3, ':');
    let (_, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
    let path = path.trim_start_matches('/');
    if !controllers.is_empty() {
        return Some(root.join(controllers.trim_start_matches("name=")).join(path));
    }
    // Beside the first version, the second has a folder of its own.
    let unified = root.join("unified");
    Some(if unified.is_dir() { unified.join(path) } else { root.join(path) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lines_name_folders() {
        let root = Path::new("/nowhere");
        assert_eq!(folder("4:cpu,cpuacct:/a/b", root), Some("/nowhere/cpu,cpuacct/a/b".into()));
        assert_eq!(folder("1:name=systemd:/", root), Some("/nowhere/systemd/".into()));
        assert_eq!(folder("0::/a:b", root), Some("/nowhere/a:b".into()));
        assert_eq!(folder("0:", root), None);
    }

    #[test]
    fn a_thread_may_stay_where_it_is() {
        let own = namespaces().unwrap();
        assert_eq!(own.len(), NAMESPACES.len());
        // Everything but the mount namespace, which threads share; the rest needs rights.
        match enter_namespaces(own.get(..5).unwrap()) {
            Ok(()) => {}
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::PermissionDenied),
        }
    }

    #[test]
    fn what_is_no_namespace_is_refused() {
        let file = fs::File::open("/dev/null").unwrap();
        assert!(enter_namespaces(&[file]).is_err());
    }
}
