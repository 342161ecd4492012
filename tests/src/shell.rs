//! Programs that are run, their output, and waiting for what must come.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long anything that must happen may take; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again and again until there is an answer.
///
/// # Panics
/// There is none in time.
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "in vain: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// What a program printed, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Its output.
    pub out: String,
    /// Its errors.
    pub err: String,
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Answer {
    /// Runs a program to its end, in a locale where its texts are English.
    #[must_use]
    pub fn of(command: &mut Command) -> Self {
        let output = command.env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).output();
        output.expect("the program starts").into()
    }

    /// The output of a program that must have succeeded.
    ///
    /// # Panics
    /// It has not.
    #[must_use]
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        self.out
    }
}

/// A `virsh`-like program on a URI, not yet started.
#[must_use]
pub fn shell(program: &Path, uri: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.arg("-c").arg(uri).args(args).env("LC_ALL", "C.UTF-8").env_remove("VIRSH_HISTSIZE");
    command
}

/// A program that goes on while the test watches its output, line by line. Killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    input: Option<ChildStdin>,
    lines: Arc<Lines>,
}

#[derive(Debug, Default)]
struct Lines {
    all: Mutex<(Vec<String>, bool)>,
    news: Condvar,
}

impl Running {
    /// Starts it; errors go with the output.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let lines = Arc::new(Lines::default());
        let out = child.stdout.take().expect("its output");
        let err = child.stderr.take().expect("its errors");
        let (to, errors) = (lines.clone(), lines.clone());
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                to.all.lock().unwrap().0.push(line);
                to.news.notify_all();
            }
            to.all.lock().unwrap().1 = true;
            to.news.notify_all();
        });
        thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                errors.all.lock().unwrap().0.push(format!("stderr: {line}"));
                errors.news.notify_all();
            }
        });
        let input = child.stdin.take();
        Self { child, input, lines }
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Types a line.
    pub fn say(&mut self, line: &str) {
        let input = self.input.as_mut().expect("its input is open");
        input.write_all(format!("{line}\n").as_bytes()).expect("it reads");
        input.flush().expect("it reads");
    }

    /// All lines so far.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.lines.all.lock().unwrap().0.clone()
    }

    /// Waits until the lines are as wanted, and gives them.
    ///
    /// # Panics
    /// They are not in time, or the program has closed its output before.
    pub fn wait_for(&self, what: &str, wanted: impl Fn(&[String]) -> bool) -> Vec<String> {
        let end = Instant::now() + PATIENCE;
        let mut all = self.lines.all.lock().unwrap();
        loop {
            if wanted(&all.0) {
                return all.0.clone();
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !all.1, "in vain: {what}; it said {:#?}", all.0);
            all = self.lines.news.wait_timeout(all, left).unwrap().0;
        }
    }

    /// Closes its input and waits for its end.
    pub fn finish(&mut self) -> ExitStatus {
        drop(self.input.take());
        eventually("the program ends", || self.child.try_wait().expect("its status"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
