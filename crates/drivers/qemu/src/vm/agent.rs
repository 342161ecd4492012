//! The agent inside a guest, on the socket of its channel.
//!
//! It answers one question at a time and may be restarted, or replaced by something that talks nonsense,
//! whenever the guest pleases. So every question begins with a number that must come back first; what
//! comes before it belongs to an older question.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;
use vir_conf::DomainDef;
use vir_conf::domain::device::chardev::{ChannelTarget, ChardevBackend};
use vir_types::{Code, Error, Result};

use crate::shared::error;

/// The name of the agent's channel.
pub(crate) const NAME: &str = "org.qemu.guest_agent.0";

/// How long an agent has to give the number back.
const SYNC: Duration = Duration::from_secs(5);

/// The longest answer that is believed.
const ANSWER_MAX: u64 = 10 << 20;

/// The line to one guest's agent.
#[derive(Debug, Default)]
pub(crate) struct Agent {
    line: tokio::sync::Mutex<Option<BufReader<UnixStream>>>,
}

/// Where a guest's agent is; `None` for one without the channel for it.
pub(crate) fn socket(def: &DomainDef) -> Option<PathBuf> {
    def.devices.channels.iter().find_map(|channel| {
        let ChannelTarget::Virtio(target) = &channel.target else { return None };
        let ChardevBackend::Unix(unix) = &channel.source.backend else { return None };
        (target.name.as_deref() == Some(NAME)).then(|| unix.path.as_deref().map(PathBuf::from))?
    })
}

fn unresponsive(why: impl std::fmt::Display) -> Error {
    error(Code::AGENT_UNRESPONSIVE, format!("Guest agent is not responding: {why}"))
}

impl Agent {
    /// Asks the agent at `path`. An answer that takes longer than `limit` is not waited for.
    ///
    /// # Errors
    /// `AgentUnresponsive`: no agent, or no answer in time. `AgentCommandTimeout` … the agent's own refusals
    /// are `InternalError` with its words.
    pub(crate) async fn ask(&self, path: &Path, command: &Value, limit: Option<Duration>) -> Result<Value> {
        let mut line = self.line.lock().await;
        // Taken out while it is used: a caller that goes away leaves no half-read answer behind.
        let mut stream = match line.take() {
            Some(stream) => stream,
            None => BufReader::new(UnixStream::connect(path).await.map_err(unresponsive)?),
        };
        tokio::time::timeout(SYNC, synchronize(&mut stream))
            .await
            .map_err(|_| unresponsive("Guest agent not available for now"))?
            .map_err(unresponsive)?;
        let talk = async {
            send(&mut stream, command).await?;
            receive(&mut stream).await
        };
        let answer = match limit {
            Some(limit) => tokio::time::timeout(limit, talk).await.map_err(|_| {
                error(Code::AGENT_COMMAND_TIMEOUT, format!("no answer within {} s", limit.as_secs()))
            })?,
            None => talk.await,
        };
        let answer = answer.map_err(unresponsive)?;
        *line = Some(stream);
        if let Some(refusal) = answer.get("error") {
            let name = command.get("execute").and_then(Value::as_str).unwrap_or_default();
            return Err(refused(name, refusal));
        }
        Ok(answer.get("return").cloned().unwrap_or_default())
    }
}

/// What an agent's refusal is to a client.
fn refused(command: &str, refusal: &Value) -> Error {
    let text = |name: &str| refusal.get(name).and_then(Value::as_str).unwrap_or_default();
    match text("class") {
        "CommandNotFound" | "CommandDisabled" => {
            let text = format!("unable to execute QEMU agent command '{command}': {}", text("desc"));
            error(Code::OPERATION_UNSUPPORTED, text)
        }
        _ => {
            let text = format!("unable to execute QEMU agent command '{command}': {}", text("desc"));
            error(Code::INTERNAL_ERROR, text)
        }
    }
}

async fn synchronize(stream: &mut BufReader<UnixStream>) -> io::Result<()> {
    let number = u64::from(u32::from_ne_bytes(vir_util::random::bytes::<4>()?));
    send(stream, &json!({"execute": "guest-sync", "arguments": {"id": number}})).await?;
    loop {
        match receive(stream).await {
            Ok(answer) if answer.get("return").and_then(Value::as_u64) == Some(number) => return Ok(()),
            Ok(_) => {}
            // What is no answer was said before this question.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {}
            Err(error) => return Err(error),
        }
    }
}

async fn send(stream: &mut BufReader<UnixStream>, command: &Value) -> io::Result<()> {
    let mut line = command.to_string().into_bytes();
    line.push(b'\n');
    stream.write_all(&line).await
}

async fn receive(stream: &mut BufReader<UnixStream>) -> io::Result<Value> {
    let mut line = Vec::new();
    let read = (&mut *stream).take(ANSWER_MAX).read_until(b'\n', &mut line).await?;
    if read == 0 || line.last() != Some(&b'\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    // An agent that was asked to forget what came before says so with this byte.
    let text = line
        .iter()
        .rposition(|byte| *byte == 0xff)
        .map_or(&*line, |at| line.get(at + 1..).unwrap_or_default());
    serde_json::from_slice(text).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::UnixListener;

    #[tokio::test]
    async fn old_answers_and_nonsense_are_passed_over() {
        let path = std::env::temp_dir().join(format!("vir-agent-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let listener = UnixListener::bind(&path).unwrap();
        let peer = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            for (noise, answer) in [
                ("half an answ\n{\"return\":7}\n", "{\"return\":{\"a\":1}}\n"),
                ("", "{\"error\":{\"class\":\"CommandNotFound\",\"desc\":\"unknown\"}}\n"),
            ] {
                let asked = receive(&mut stream).await.unwrap();
                let number = asked["arguments"]["id"].as_u64().unwrap();
                let text = format!("{noise}\u{0}\n{{\"return\":{number}}}\n");
                stream.write_all(text.as_bytes()).await.unwrap();
                receive(&mut stream).await.unwrap();
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        let agent = Agent::default();
        let command = json!({"execute": "guest-x"});
        assert_eq!(agent.ask(&path, &command, Some(SYNC)).await.unwrap(), json!({"a": 1}));
        let error = agent.ask(&path, &command, Some(SYNC)).await.unwrap_err();
        assert_eq!(error.code(), Code::OPERATION_UNSUPPORTED);
        peer.await.unwrap();
        let error = agent.ask(&path, &command, Some(SYNC)).await.unwrap_err();
        assert_eq!(error.code(), Code::AGENT_UNRESPONSIVE);
        std::fs::remove_file(path).unwrap();
    }
}
