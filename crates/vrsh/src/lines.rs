//! Lines of commands: from a terminal with editing, history and Tab, or from a pipe.
//!
//! They are read in a thread of their own, so that the connection stays alive while the user thinks.

use std::fmt;
use std::io::BufRead;
use std::path::PathBuf;
use std::sync::mpsc as std_mpsc;
use std::thread;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Editor, Helper};
use tokio::sync::{mpsc, oneshot};
use vir_util::Environment;

use crate::complete::Question;

/// Where commands come from.
pub enum Input {
    /// A terminal with a user at it.
    Terminal,
    /// Lines without anybody who would read a prompt.
    Pipe(Box<dyn BufRead + Send>),
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terminal => "Terminal",
            Self::Pipe(_) => "Pipe",
        })
    }
}

/// The reading thread, seen from the shell.
pub(crate) struct Lines {
    prompts: std_mpsc::Sender<String>,
    requests: mpsc::UnboundedReceiver<Request>,
    echoes: bool,
}

/// What the reading thread has to say.
pub(crate) enum Request {
    /// A line, or the end.
    Line(Option<String>),
    /// Tab was pressed.
    Complete(Question),
}

impl Lines {
    pub(crate) fn of(input: Input, environment: &Environment) -> Self {
        let (prompts, prompts_in_thread) = std_mpsc::channel();
        let (to_shell, requests) = mpsc::unbounded_channel();
        let echoes = matches!(input, Input::Pipe(_));
        let history = history_file(environment);
        thread::spawn(move || match input {
            Input::Terminal => read_terminal(&prompts_in_thread, &to_shell, history),
            Input::Pipe(lines) => read_pipe(&prompts_in_thread, &to_shell, lines),
        });
        Self { prompts, requests, echoes }
    }

    /// Whether the shell has to show prompt and line itself, as virsh does for a pipe.
    pub(crate) fn shows_no_prompt(&self) -> bool {
        self.echoes
    }

    /// Asks for a line.
    pub(crate) fn ask(&mut self, prompt: &str) {
        // A thread that has ended says so in `next`.
        let _ = self.prompts.send(prompt.to_owned());
    }

    pub(crate) async fn next(&mut self) -> Request {
        self.requests.recv().await.unwrap_or(Request::Line(None))
    }
}

type Prompts = std_mpsc::Receiver<String>;
type ToShell = mpsc::UnboundedSender<Request>;

fn read_pipe(prompts: &Prompts, shell: &ToShell, mut lines: Box<dyn BufRead + Send>) {
    while prompts.recv().is_ok() {
        let mut line = String::new();
        let line = match lines.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.trim_end_matches('\n').to_owned()),
        };
        if shell.send(Request::Line(line)).is_err() {
            return;
        }
    }
}

fn read_terminal(prompts: &Prompts, shell: &ToShell, history: Option<PathBuf>) {
    let config =
        Config::builder().completion_type(rustyline::CompletionType::List).auto_add_history(true).build();
    let Ok(mut editor) = Editor::<TabKey, DefaultHistory>::with_config(config) else { return };
    editor.set_helper(Some(TabKey { shell: shell.clone() }));
    if let Some(path) = &history {
        // The first time there is none.
        let _ = editor.load_history(path);
    }
    while let Ok(prompt) = prompts.recv() {
        let line = loop {
            match editor.readline(&prompt) {
                Ok(line) => break Some(line),
                // Ctrl-C throws the line away, not the shell.
                Err(ReadlineError::Interrupted) => {}
                Err(_) => break None,
            }
        };
        if let Some(path) = &history {
            save_history(&mut editor, path);
        }
        if shell.send(Request::Line(line)).is_err() {
            return;
        }
    }
}

/// A history that cannot be written is no reason to stop.
fn save_history(editor: &mut Editor<TabKey, DefaultHistory>, path: &std::path::Path) {
    if let Some(folder) = path.parent() {
        let _ = std::fs::create_dir_all(folder);
    }
    let _ = editor.append_history(path);
}

/// `$XDG_STATE_HOME/vrsh/history`, else `~/.cache/vrsh/history`.
fn history_file(environment: &Environment) -> Option<PathBuf> {
    let folder = match environment.get("XDG_STATE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => environment.home()?.join(".cache"),
    };
    Some(folder.join("vrsh/history"))
}

/// Passes questions for completions on to the shell, which has the connection.
struct TabKey {
    shell: ToShell,
}

impl Helper for TabKey {}
impl Highlighter for TabKey {}
impl Validator for TabKey {}

impl Hinter for TabKey {
    type Hint = String;
}

impl Completer for TabKey {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &rustyline::Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (reply, answer) = oneshot::channel();
        let before = line.get(..pos).unwrap_or(line);
        let question = Question::new(before, reply);
        let start = question.start();
        if self.shell.send(Request::Complete(question)).is_err() {
            return Ok((pos, Vec::new()));
        }
        let words = answer.blocking_recv().unwrap_or_default();
        let pairs = words.into_iter().map(|word| Pair { display: word.clone(), replacement: word });
        Ok((start, pairs.collect()))
    }
}
