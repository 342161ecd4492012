//! Helper programs, without a shell and not for ever.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;
use vir_types::{Code, Result};
use vir_util::process::find_program;

use crate::shared::{error, system};

/// How long a program may take that only writes tables.
pub(crate) const SHORT: Duration = Duration::from_secs(300);

/// How long a program may take that goes through a whole image.
pub(crate) const LONG: Duration = Duration::from_secs(24 * 3600);

/// So much of what a program says is read.
const WORDS: u64 = 16 << 10;

/// Runs a program of the system to its end. If its end is not waited for any more, it is ended.
pub(crate) async fn run(name: &str, arguments: &[String], limit: Duration) -> Result<()> {
    let Some(path) = find_program(name) else {
        let missing = std::io::Error::from(rustix::io::Errno::NOENT);
        return system(Err(missing), || format!("Cannot find '{name}' in path"));
    };
    let shown = || format!("{} {}", path.display(), arguments.join(" "));
    let mut command = Command::from(vir_util::process::command(&path.to_string_lossy()));
    command.args(arguments).current_dir("/").kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = system(command.spawn(), || format!("cannot run '{}'", shown()))?;
    let said = child.stderr.take();
    let ended = async {
        let said = read(said).await;
        (child.wait().await, said)
    };
    let Ok((status, said)) = tokio::time::timeout(limit, ended).await else {
        let text = format!("'{}' has not ended after {} s", shown(), limit.as_secs());
        return Err(error(Code::OPERATION_TIMEOUT, text));
    };
    let status = system(status, || format!("unable to wait for '{}'", shown()))?;
    if status.success() {
        return Ok(());
    }
    let how = match status.code() {
        Some(code) => format!("exit status {code}"),
        None => status.to_string(),
    };
    let text = format!("Child process ({}) unexpected {how}: {}", shown(), said.trim_end());
    Err(error(Code::INTERNAL_ERROR, text))
}

/// What a program says, as far as anybody wants to read it; the rest is thrown away.
async fn read(from: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut from) = from else { return String::new() };
    let mut bytes = Vec::new();
    let _ = (&mut from).take(WORDS).read_to_end(&mut bytes).await;
    let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[tokio::test]
    async fn what_a_program_says_is_told() {
        run("true", &[], SHORT).await.unwrap();
        let error = run("ls", &words(&["/no/such/folder"]), SHORT).await.unwrap_err();
        assert_eq!(error.code(), Code::INTERNAL_ERROR);
        let text = error.message();
        assert!(text.contains("ls /no/such/folder) unexpected exit status 2: "), "{text}");
        assert!(text.contains("No such file or directory"), "{text}");
        let error = run("no such program", &[], SHORT).await.unwrap_err();
        assert_eq!(error.message(), "Cannot find 'no such program' in path: No such file or directory");
    }

    #[tokio::test]
    async fn a_program_that_takes_too_long_is_ended() {
        let mark = "86399.7531";
        let error = run("sleep", &words(&[mark]), Duration::from_millis(100)).await.unwrap_err();
        assert_eq!(error.code(), Code::OPERATION_TIMEOUT);
        let runs = || {
            std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
                let said = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
                said.starts_with(b"/usr/bin/sleep\0") && String::from_utf8_lossy(&said).contains(mark)
            })
        };
        for _ in 0..200 {
            if !runs() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it still runs");
    }
}
