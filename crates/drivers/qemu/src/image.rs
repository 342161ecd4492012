//! Images of disks that no guest uses, as `qemu-img` sees them.

use std::os::unix::fs::MetadataExt as _;
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use vir_types::{Code, Context as _, Result};

use crate::shared::error;

/// How long an image may take to be looked at.
const LIMIT: Duration = Duration::from_secs(30);

/// What is known of an image.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Image {
    /// The size that a guest sees.
    pub(crate) capacity: u64,
    /// The size of the file.
    pub(crate) physical: u64,
    /// How much of the host's disk it takes.
    pub(crate) allocation: u64,
}

#[derive(Deserialize)]
struct Info {
    #[serde(rename = "virtual-size")]
    virtual_size: u64,
}

/// How large a file is, and how much of the host's disk it takes, in bytes. A file system that does not answer
/// holds up nobody but who asks.
pub(crate) async fn sizes(path: &str) -> Result<(u64, u64)> {
    let own = path.to_owned();
    let look = tokio::task::spawn_blocking(move || std::fs::metadata(own));
    let meta = tokio::time::timeout(LIMIT, look)
        .await
        .map_err(|_| error(Code::OPERATION_TIMEOUT, format!("'{path}' does not answer")))?
        .map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?
        .context(Code::SYSTEM_ERROR, || format!("cannot stat file '{path}'"))?;
    Ok((meta.len(), meta.blocks().saturating_mul(512)))
}

/// Looks at an image without taking its lock.
pub(crate) async fn inspect(path: &str) -> Result<Image> {
    let (physical, allocation) = sizes(path).await?;
    let mut command = vir_util::process::command("qemu-img");
    command.args(["info", "--output=json", "-U", "--", path]).stdin(Stdio::null());
    let run = tokio::task::spawn_blocking(move || command.output());
    let output = tokio::time::timeout(LIMIT, run)
        .await
        .map_err(|_| error(Code::OPERATION_TIMEOUT, format!("'{path}' does not answer")))?
        .map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?
        .context(Code::SYSTEM_ERROR, || "cannot run qemu-img".to_owned())?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(error(Code::INTERNAL_ERROR, format!("cannot look at '{path}': {}", said.trim())));
    }
    let info: Info = serde_json::from_slice(&output.stdout)
        .map_err(|wrong| error(Code::INTERNAL_ERROR, format!("qemu-img says of '{path}': {wrong}")))?;
    Ok(Image { capacity: info.virtual_size, physical, allocation })
}
