//! The daemon's life: sockets, clients, the end.

use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::{UnixListener, UnixStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use vir_driver::Identity;
use vir_rpc::peer_credentials;
use vir_util::SocketFile;

use crate::config::Config;
use crate::drivers::Drivers;
use crate::idle;
use crate::log::Log;
use crate::server::{Member, Purpose, Server};
use crate::session::Session;

/// What all clients share.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) drivers: Drivers,
    /// Who uses the drivers.
    pub(crate) server: Server,
    /// Who administers the daemon.
    pub(crate) admin: Server,
    pub(crate) log: Log,
    /// Ends the daemon.
    pub(crate) stop: CancellationToken,
    /// After how many seconds without clients the daemon ends by itself; 0 for never.
    pub(crate) timeout_s: watch::Sender<u32>,
    /// What answers for the daemon in tests.
    #[cfg(test)]
    pub(crate) stand_in: Option<Arc<dyn vir_driver::Driver>>,
}

impl Shared {
    pub(crate) fn new(config: Config, drivers: Drivers, log: Log) -> Self {
        Self {
            server: Server::new("virshd", Purpose::Drivers, config.limits.clone()),
            admin: Server::new("admin", Purpose::Admin, config.admin_limits.clone()),
            config,
            drivers,
            log,
            stop: CancellationToken::new(),
            timeout_s: watch::Sender::new(0),
            #[cfg(test)]
            stand_in: None,
        }
    }

    pub(crate) fn server_for(&self, purpose: Purpose) -> &Server {
        match purpose {
            Purpose::Drivers => &self.server,
            Purpose::Admin => &self.admin,
        }
    }
}

/// Where libvirt's clients look for a daemon's sockets.
pub(crate) fn compat_folder(
    config: &Config,
    root: Option<&Path>,
    system: bool,
    runtime: Option<&Path>,
) -> Result<Option<PathBuf>> {
    if !config.compat_sockets {
        return Ok(None);
    }
    if let Some(folder) = &config.compat_sock_dir {
        return Ok(Some(folder.clone()));
    }
    Ok(Some(match (root, system) {
        (Some(root), _) => root.join("run/libvirt"),
        (None, true) => PathBuf::from("/run/libvirt"),
        (None, false) => {
            runtime.context("compat_sockets: neither XDG_RUNTIME_DIR nor HOME is set")?.join("libvirt")
        }
    }))
}

/// A socket that is listened on, and how.
pub(crate) struct Listening {
    listener: UnixListener,
    read_only: bool,
    purpose: Purpose,
    _file: SocketFile,
}

/// Where the sockets are made.
pub(crate) fn socket_folder(
    named: Option<PathBuf>,
    config: &Config,
    system: bool,
    runtime: Option<PathBuf>,
) -> Result<PathBuf> {
    if let Some(folder) = named.or_else(|| config.unix_sock_dir.clone()) {
        return Ok(folder);
    }
    if system {
        return Ok(PathBuf::from("/run/virshd"));
    }
    let runtime = runtime
        .context("neither XDG_RUNTIME_DIR nor HOME is set: say where the socket goes with --sock-dir")?;
    Ok(runtime.join("virshd"))
}

/// Who may use a socket, and how many may wait to be accepted.
struct Door {
    mode: u32,
    group: Option<u32>,
    backlog: u32,
    read_only: bool,
    purpose: Purpose,
}

fn listen(path: &Path, door: &Door) -> Result<Listening> {
    let Door { mode, group, backlog, read_only, purpose } = *door;
    let mut bound = vir_util::bind_unix(path, mode, group);
    for _ in 0..100 {
        if !matches!(bound, Err(vir_util::BindError::InUse(_))) {
            break;
        }
        // What a daemon was about to start when it was killed holds its sockets until it notices.
        std::thread::sleep(std::time::Duration::from_millis(10));
        bound = vir_util::bind_unix(path, mode, group);
    }
    let (listener, file) = bound?;
    listener.set_nonblocking(true)?;
    // Listening again changes nothing but the length of the queue.
    rustix::net::listen(&listener, i32::try_from(backlog).unwrap_or(i32::MAX))?;
    let listener =
        UnixListener::from_std(listener).with_context(|| format!("cannot listen on '{}'", path.display()))?;
    tracing::info!(target: "virshd", path = %path.display(), read_only, "listening");
    Ok(Listening { listener, read_only, purpose, _file: file })
}

fn folder_for(folder: &Path, system: bool) -> Result<()> {
    let mode = if system { 0o755 } else { 0o700 };
    fs::DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(folder)
        .with_context(|| format!("cannot make the folder for the sockets, '{}'", folder.display()))
}

/// Takes the sockets. Nobody is served yet: this comes before the drivers, so that a daemon that may not have
/// its sockets touches no guest.
pub(crate) fn take_sockets(
    config: &Config,
    folder: &Path,
    compat: Option<&Path>,
    system: bool,
) -> Result<Vec<Listening>> {
    folder_for(folder, system)?;
    let group = config.unix_sock_group.as_deref().map(vir_util::group_id).transpose()?;
    let backlog = config.limits.max_queued_clients;
    let full =
        Door { mode: config.unix_sock_rw_perms, group, backlog, read_only: false, purpose: Purpose::Drivers };
    let look = Door { mode: config.unix_sock_ro_perms, read_only: true, ..full };
    // Whoever may end the daemon is its own user and nobody else, whatever the file says of the other sockets.
    let backlog = config.admin_limits.max_queued_clients;
    let admin = Door { mode: 0o700, group: None, backlog, read_only: false, purpose: Purpose::Admin };
    let mut listening = Vec::new();
    for (name, door) in [("sock", &full), ("sock-ro", &look), ("admin-sock", &admin)] {
        listening.push(listen(&folder.join(format!("virshd-{name}")), door)?);
    }
    let Some(compat) = compat else { return Ok(listening) };
    folder_for(compat, system)?;
    for (name, door) in [("sock", &full), ("sock-ro", &look), ("admin-sock", &admin)] {
        let socket = listen(&compat.join(format!("libvirt-{name}")), door);
        listening.push(socket.context("compat_sockets: libvirt's sockets cannot be served")?);
    }
    let modular = compat.join("virtqemud-sock");
    if std::os::unix::net::UnixStream::connect(&modular).is_ok() {
        let path = modular.display();
        tracing::warn!(target: "virshd", %path, "clients that look for libvirt's QEMU daemon first do not find this one");
    }
    Ok(listening)
}

/// Serves until a signal, or whoever administers the daemon, asks for the end; calls in progress are finished first.
pub(crate) async fn run(config: Config, listening: Vec<Listening>, drivers: Drivers, log: Log) -> Result<()> {
    let shared = Arc::new(Shared::new(config, drivers, log));

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let accepting: Vec<_> =
        listening.into_iter().map(|socket| tokio::spawn(accept(shared.clone(), socket))).collect();
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = shared.stop.cancelled() => {}
        () = idle::has_lasted(&shared) => tracing::info!(target: "virshd", "nobody has come for as long as was said"),
    }
    tracing::info!(target: "virshd", "finishing the calls in progress");
    shared.stop.cancel();
    for task in accepting {
        let _ = task.await;
    }
    // A second signal ends the waiting for calls that do not come to an end.
    tokio::select! {
        () = async { shared.server.empty().await; shared.admin.empty().await } => {}
        _ = terminate.recv() => tracing::warn!(target: "virshd", "ended before all calls were finished"),
        _ = interrupt.recv() => tracing::warn!(target: "virshd", "ended before all calls were finished"),
    }
    Ok(())
}

async fn accept(shared: Arc<Shared>, socket: Listening) {
    let server = shared.server_for(socket.purpose);
    loop {
        let came = tokio::select! {
            () = shared.stop.cancelled() => return,
            came = next_client(&shared, server, &socket) => came,
        };
        match came {
            Ok((stream, member)) => {
                tokio::spawn(client(shared.clone(), stream, member));
            }
            Err(error) => {
                // Out of descriptors, most likely: those who are here are served, others wait.
                tracing::error!(target: "virshd", %error, "cannot accept a client");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}

/// Waits until there is room, then for a client. One that comes when another socket's has just taken the last
/// place waits for the next.
async fn next_client(
    shared: &Shared,
    server: &Server,
    socket: &Listening,
) -> std::io::Result<(UnixStream, Arc<Member>)> {
    loop {
        let changed = server.changed();
        if !server.has_room() {
            changed.await;
            continue;
        }
        let stream = tokio::select! {
            accepted = socket.listener.accept() => accepted?.0,
            () = changed => continue,
        };
        let identity = identity(shared, &stream, socket.read_only);
        loop {
            let changed = server.changed();
            if let Some(member) = server.join(&identity) {
                return Ok((stream, member));
            }
            changed.await;
        }
    }
}

fn identity(shared: &Shared, stream: &UnixStream, read_only: bool) -> Identity {
    let mut identity = Identity::new();
    identity.read_only = read_only;
    if let Ok(peer) = peer_credentials(stream) {
        identity.pid = peer.pid.and_then(|pid| u32::try_from(pid).ok());
        identity.uid = Some(peer.uid);
        identity.gid = Some(peer.gid);
        if !shared.config.access_drivers.is_empty() {
            // Tells the process from a later one with its number; nobody else asks for it.
            identity.process_time = identity.pid.and_then(vir_util::process_start_time);
        }
    }
    identity
}

async fn client(shared: Arc<Shared>, stream: UnixStream, member: Arc<Member>) {
    let mut config = vir_rpc::server::Config::default();
    config.max_client_requests = shared.server_for(member.purpose).limits.max_client_requests;
    let stop = shared.stop.clone();
    let session = |outbox| Arc::new(Session::new(shared, member, outbox));
    let reason = vir_rpc::server::serve(stream, config, stop.cancelled(), session).await;
    tracing::debug!(target: "virshd", %reason, "a client is gone");
}
