//! `bench volumes`: the content of volumes on its way, against libvirtd in the same run.
//!
//! One client ([`libvir`]) sends to and receives from each daemon in turn; the files are in memory. A plain tokio server
//! ([`canned_flow`](super::canned_flow)) shows what is possible.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use bytes::Bytes;
use libvir::{Connect, StorageVol, Stream};
use serde_json::json;
use vir_driver::StreamChunk;
use vir_types::{
    StoragePoolCreateFlags, StorageVolCreateFlags, StorageVolDeleteFlags, StorageVolDownloadFlags,
    StorageVolUploadFlags,
};

use super::servers::{Kind, Server};

/// How it is run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Rounds, of which the medians are taken.
    pub rounds: u32,
    /// The size of a volume in MiB.
    pub mib: u32,
    /// Whether the result is written as JSON.
    pub json: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 5, mib: 1024, json: false }
    }
}

impl Options {
    /// Fewer and smaller.
    #[must_use]
    pub fn quick() -> Self {
        Self { rounds: 3, mib: 128, ..Self::default() }
    }
}

/// How much faster than libvirtd it should be, or else which part of the plain server's speed it should have.
const TARGET: f64 = 2.5;
const PART: f64 = 0.7;
/// How many KiB the daemon may grow.
const GROWTH: u64 = 64 * 1024;

const UPLOAD: usize = 0;
const DOWNLOAD: usize = 1;
const SPARSE_UPLOAD: usize = 2;
const SPARSE_DOWNLOAD: usize = 3;
const NAMES: [&str; 4] = ["upload", "download", "sparse upload", "sparse download"];

/// The files, deleted at the end whatever that is.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server, the client's connection to it, and what was measured.
struct Side {
    server: Server,
    connect: Connect,
    folder: PathBuf,
    /// MiB per second, by measurement.
    rates: [Vec<f64>; 4],
    idle: u64,
    peak: u64,
}

impl Side {
    async fn new(server: Server, place: &Path) -> Result<Self> {
        let uri = format!("qemu+unix:///system?socket={}", server.socket.display());
        let connect = Connect::open(&uri).await?;
        let folder = place.join(server.kind.name());
        std::fs::create_dir(&folder)?;
        if server.kind != Kind::Canned {
            let path = folder.display();
            let xml =
                format!("<pool type='dir'><name>bench</name><target><path>{path}</path></target></pool>");
            connect.storage_pool_create_xml(&xml, StoragePoolCreateFlags::empty()).await?;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        let idle = server.rss_kib();
        Ok(Self { server, connect, folder, rates: Default::default(), idle, peak: 0 })
    }

    /// An empty volume.
    async fn volume(&self, size: u64) -> Result<StorageVol> {
        if self.server.kind == Kind::Canned {
            let path = self.folder.join("v");
            std::fs::File::create(&path)?.set_len(size)?;
            return Ok(self.connect.storage_vol_lookup_by_key(&path.to_string_lossy()).await?);
        }
        let pool = self.connect.storage_pool_lookup_by_name("bench").await?;
        let xml = format!(
            "<volume><name>v</name><capacity unit='bytes'>{size}</capacity><allocation>0</allocation></volume>"
        );
        Ok(StorageVol::create_xml(&pool, &xml, StorageVolCreateFlags::empty()).await?)
    }

    async fn round(&mut self, size: u64, piece: &Bytes) -> Result<()> {
        self.server.reset_peak();
        let volume = self.volume(size).await?;
        let begin = Instant::now();
        let mut stream = volume.upload(0, size, StorageVolUploadFlags::empty()).await?;
        let mut left = size;
        while left > 0 {
            let piece = piece.slice(..piece.len().min(usize::try_from(left)?));
            left -= piece.len() as u64;
            stream.send(piece).await?;
        }
        stream.finish().await?;
        self.note(UPLOAD, size, begin);
        let begin = Instant::now();
        let mut stream = volume.download(0, size, StorageVolDownloadFlags::empty()).await?;
        let got = received(&mut stream, piece).await?;
        stream.finish().await?;
        self.note(DOWNLOAD, size, begin);
        ensure!(got == size, "{got} bytes of {size} came from {}", self.server.kind.name());
        if self.server.kind == Kind::Canned {
            std::fs::remove_file(self.folder.join("v"))?;
            return Ok(());
        }
        volume.delete(StorageVolDeleteFlags::empty()).await?;
        self.sparse(size, piece).await?;
        self.peak = self.peak.max(self.server.peak_kib());
        Ok(())
    }

    /// The same with a piece of data in every MiB and holes between.
    async fn sparse(&mut self, size: u64, piece: &Bytes) -> Result<()> {
        let volume = self.volume(size).await?;
        let data = piece.slice(..64 * 1024);
        let begin = Instant::now();
        let mut stream = volume.upload(0, size, StorageVolUploadFlags::SPARSE_STREAM).await?;
        for _ in 0..size >> 20 {
            stream.send(data.clone()).await?;
            stream.send_hole((1 << 20) - data.len() as u64).await?;
        }
        stream.finish().await?;
        self.note(SPARSE_UPLOAD, size, begin);
        let begin = Instant::now();
        let mut stream = volume.download(0, size, StorageVolDownloadFlags::SPARSE_STREAM).await?;
        let (mut bytes, mut holes) = (0, 0);
        loop {
            match stream.recv(Stream::PIECE).await? {
                StreamChunk::Data(data) => bytes += data.len() as u64,
                StreamChunk::Hole(length) => holes += length,
                _ => break,
            }
        }
        stream.finish().await?;
        self.note(SPARSE_DOWNLOAD, size, begin);
        ensure!(bytes + holes == size && holes > bytes, "{bytes} bytes and {holes} in holes came of {size}");
        Ok(volume.delete(StorageVolDeleteFlags::empty()).await?)
    }

    fn note(&mut self, what: usize, size: u64, begin: Instant) {
        self.rates[what].push((size >> 20) as f64 / begin.elapsed().as_secs_f64());
    }

    fn median(&self, what: usize) -> f64 {
        let mut rates = self.rates[what].clone();
        rates.sort_by(f64::total_cmp);
        rates.get(rates.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// Takes everything; a look at one byte of each piece shows that the right one came.
async fn received(stream: &mut Stream, piece: &Bytes) -> Result<u64> {
    let mut at = 0;
    loop {
        match stream.recv(Stream::PIECE).await? {
            StreamChunk::Data(data) => {
                let expected = piece[at % piece.len()];
                ensure!(data.first() == Some(&expected), "another byte at {at} than was sent");
                at += data.len();
            }
            StreamChunk::End => return Ok(at as u64),
            other => bail!("{other:?} in a stream without holes"),
        }
    }
}

/// Runs the benchmark, prints the result, and says whether every target was met.
///
/// # Errors
/// A server fails.
pub async fn run(options: &Options) -> Result<bool> {
    let place = Place(PathBuf::from(format!("/dev/shm/vir-bench-volumes-{}", std::process::id())));
    std::fs::create_dir(&place.0).context("no room in memory")?;
    let size = u64::from(options.mib) << 20;
    let piece: Bytes = (0..Stream::PIECE).map(|at| (at % 251) as u8).collect();
    let theirs = Server::libvirtd_with_folders().context("libvirtd cannot be had")?;
    let servers = [Server::virshd(), theirs, Server::flow()?];
    let mut sides = Vec::new();
    for server in servers {
        sides.push(Side::new(server, &place.0).await?);
    }
    for round in 1..=options.rounds {
        for side in &mut sides {
            let _ = writeln!(
                std::io::stderr(),
                "bench: round {round} of {}: {}",
                options.rounds,
                side.server.kind.name()
            );
            side.round(size, &piece).await?;
        }
        // Whoever is first in one round is last in the next.
        sides.rotate_left(1);
    }
    for side in &sides {
        if side.server.kind != Kind::Canned {
            side.connect.storage_pool_lookup_by_name("bench").await?.destroy().await?;
        }
    }
    let (text, met) = report(options, &sides)?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(met)
}

fn report(options: &Options, sides: &[Side]) -> Result<(String, bool)> {
    let side = |kind| sides.iter().find(|side| side.server.kind == kind).context("a side");
    let (ours, theirs, canned) = (side(Kind::Virshd)?, side(Kind::Libvirtd)?, side(Kind::Canned)?);
    let mut met = true;
    let mut text = format!(
        "{:<26} {:>9} {:>9} {:>9} {:>7} {:>10}  target\n",
        format!("{} MiB [MiB/s]", options.mib),
        "virshd",
        "libvirtd",
        "canned",
        "ratio",
        "of canned"
    );
    let mut rows = Vec::new();
    for (what, name) in NAMES.iter().enumerate() {
        let [our, their, plain] = [ours, theirs, canned].map(|side| side.median(what));
        let (ratio, part) = (our / their, our / plain);
        let judged = what == UPLOAD || what == DOWNLOAD;
        let good = !judged || ratio >= TARGET || part >= PART;
        met &= good;
        let verdict = match (judged, good) {
            (false, _) => String::new(),
            (true, true) => format!("  >= {TARGET} or {PART} of canned"),
            (true, false) => format!("  >= {TARGET} or {PART} of canned: missed"),
        };
        text.push_str(&format!(
            "{name:<26} {our:>9.0} {their:>9.0} {plain:>9.0} {ratio:>7.2} {part:>10.2}{verdict}\n"
        ));
        rows.push(json!({"name": name, "virshd": our, "libvirtd": their, "canned": plain, "ratio": ratio}));
    }
    let [our, their] = [ours, theirs].map(|side| side.peak.saturating_sub(side.idle));
    let good = our <= GROWTH;
    met &= good;
    let verdict = if good { "" } else { ": missed" };
    text.push_str(&format!(
        "{:<26} {our:>9} {their:>9} {:>9} {:>7} {:>10}  <= {GROWTH}{verdict}\n",
        "memory over idle [KiB]", "", "", ""
    ));
    rows.push(json!({"name": "memory over idle", "unit": "KiB", "virshd": our, "libvirtd": their}));
    if options.json {
        text = format!(
            "{:#}\n",
            json!({"mib": options.mib, "rounds": options.rounds, "rows": rows, "met": met})
        );
    }
    Ok((text, met))
}
