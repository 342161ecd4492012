//! The daemon's life: sockets, clients, the end.

use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use tokio::net::{UnixListener, UnixStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use vir_driver::Identity;
use vir_rpc::peer_credentials;
use vir_util::SocketFile;

use crate::config::Config;
use crate::drivers::Drivers;
use crate::session::Session;

/// What all clients share.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) drivers: Drivers,
    clients: AtomicUsize,
    room: Notify,
}

impl Shared {
    pub(crate) fn new(config: Config, drivers: Drivers) -> Self {
        Self { config, drivers, clients: AtomicUsize::new(0), room: Notify::new() }
    }

    /// A client has connected; whether there is room for it. If so, it is counted.
    pub(crate) fn client_came(&self) -> bool {
        let one_more = |clients: usize| (clients < self.config.max_clients).then_some(clients + 1);
        self.clients.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more).is_ok()
    }

    /// A client's connection has ended.
    pub(crate) fn client_gone(&self) {
        self.clients.fetch_sub(1, Ordering::AcqRel);
        self.room.notify_waiters();
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

fn listen(path: &Path, mode: u32, group: Option<u32>, read_only: bool) -> Result<Listening> {
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
    let listener =
        UnixListener::from_std(listener).with_context(|| format!("cannot listen on '{}'", path.display()))?;
    tracing::info!(target: "virshd", path = %path.display(), read_only, "listening");
    Ok(Listening { listener, read_only, _file: file })
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
    let (full, look) = (config.unix_sock_rw_perms, config.unix_sock_ro_perms);
    let mut listening = vec![listen(&folder.join("virshd-sock"), full, group, false)?];
    listening.push(listen(&folder.join("virshd-sock-ro"), look, group, true)?);
    let Some(compat) = compat else { return Ok(listening) };
    folder_for(compat, system)?;
    let why = "compat_sockets: libvirt's sockets cannot be served";
    listening.push(listen(&compat.join("libvirt-sock"), full, group, false).context(why)?);
    listening.push(listen(&compat.join("libvirt-sock-ro"), look, group, true).context(why)?);
    let modular = compat.join("virtqemud-sock");
    if std::os::unix::net::UnixStream::connect(&modular).is_ok() {
        let path = modular.display();
        tracing::warn!(target: "virshd", %path, "clients that look for libvirt's QEMU daemon first do not find this one");
    }
    Ok(listening)
}

/// Serves until a signal asks for the end; calls in progress are finished first.
pub(crate) async fn run(config: Config, listening: Vec<Listening>, drivers: Drivers) -> Result<()> {
    let shared = Arc::new(Shared::new(config, drivers));

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = CancellationToken::new();
    let accepting: Vec<_> = listening
        .into_iter()
        .map(|socket| tokio::spawn(accept(shared.clone(), socket, stop.clone())))
        .collect();
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!(target: "virshd", "finishing the calls in progress");
    stop.cancel();
    for task in accepting {
        let _ = task.await;
    }
    // A second signal ends the waiting for calls that do not come to an end.
    tokio::select! {
        () = all_gone(&shared) => {}
        _ = terminate.recv() => tracing::warn!(target: "virshd", "ended before all calls were finished"),
        _ = interrupt.recv() => tracing::warn!(target: "virshd", "ended before all calls were finished"),
    }
    Ok(())
}

async fn all_gone(shared: &Shared) {
    loop {
        let changed = shared.room.notified();
        if shared.clients.load(Ordering::Acquire) == 0 {
            return;
        }
        changed.await;
    }
}

async fn accept(shared: Arc<Shared>, socket: Listening, stop: CancellationToken) {
    let stopped = stop.clone();
    loop {
        let stream = tokio::select! {
            () = stopped.cancelled() => return,
            stream = next_client(&shared, &socket) => stream,
        };
        match stream {
            Ok(stream) => {
                tokio::spawn(client(shared.clone(), stream, socket.read_only, stop.clone()));
            }
            Err(error) => {
                // Out of descriptors, most likely: those who are here are served, others wait.
                tracing::error!(target: "virshd", %error, "cannot accept a client");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}

/// Waits for a client, then for room. In this order: while nobody comes to one socket, the other may fill
/// the daemon.
async fn next_client(shared: &Shared, socket: &Listening) -> std::io::Result<UnixStream> {
    let (stream, _) = socket.listener.accept().await?;
    loop {
        let changed = shared.room.notified();
        if shared.client_came() {
            return Ok(stream);
        }
        changed.await;
    }
}

async fn client(shared: Arc<Shared>, stream: UnixStream, read_only: bool, stop: CancellationToken) {
    let mut identity = Identity::new();
    identity.read_only = read_only;
    if let Ok(peer) = peer_credentials(&stream) {
        identity.pid = peer.pid.and_then(|pid| u32::try_from(pid).ok());
        identity.uid = Some(peer.uid);
        identity.gid = Some(peer.gid);
        if !shared.config.access_drivers.is_empty() {
            // Tells the process from a later one with its number; nobody else asks for it.
            identity.process_time = identity.pid.and_then(vir_util::process_start_time);
        }
    }
    let mut config = vir_rpc::server::Config::default();
    config.max_client_requests = shared.config.max_client_requests;
    let session = |outbox| Arc::new(Session::new(shared, identity, outbox));
    let reason = vir_rpc::server::serve(stream, config, stop.cancelled(), session).await;
    tracing::debug!(target: "virshd", %reason, "a client is gone");
}
