//! What Tab offers.

use std::time::Duration;

use libvir::{ConnectListAllDomainsFlags, ConnectListAllNetworksFlags, ConnectListAllStoragePoolsFlags};
use tokio::sync::oneshot;

use crate::ctx::Ctx;
use crate::engine::{Command, Complete, Kind, Place};

/// Names are asked for, but not waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// The words before the cursor, and who wants to know how the last one may go on.
pub(crate) struct Question {
    /// The words of the command, without the one that is being typed.
    words: Vec<String>,
    /// What is there of the last word, and where it starts in the line.
    begun: String,
    start: usize,
    reply: oneshot::Sender<Vec<String>>,
}

impl Question {
    pub(crate) fn new(before: &str, reply: oneshot::Sender<Vec<String>>) -> Self {
        let command_start = before.rfind(';').map_or(0, |end| end + 1);
        let word_start = before.rfind([' ', '\t', ';']).map_or(0, |end| end + 1);
        let words = before.get(command_start..word_start).unwrap_or_default();
        let words = words.split_whitespace().map(str::to_owned).collect();
        let begun = before.get(word_start..).unwrap_or_default().to_owned();
        Self { words, begun, start: word_start, reply }
    }

    /// Where the word starts that is being typed.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    pub(crate) async fn answer(self, ctx: &Ctx) {
        let mut words = match what(&self.words, &self.begun) {
            What::These(words) => words,
            What::Objects(kind) => objects(ctx, kind).await,
        };
        words.retain(|word| word.starts_with(&self.begun));
        words.sort();
        // The user may have pressed another key by now.
        let _ = self.reply.send(words);
    }
}

enum What {
    These(Vec<String>),
    Objects(Complete),
}

fn command_names() -> Vec<String> {
    crate::cmd::all().map(|command| command.name.to_owned()).collect()
}

/// What may stand behind these words, the last of which begins so.
fn what(words: &[String], begun: &str) -> What {
    let Some((name, given)) = words.split_first() else { return What::These(command_names()) };
    let Some(command) = crate::cmd::find(name) else { return What::These(Vec::new()) };
    let value_of = given.last().and_then(|word| word.strip_prefix("--"));
    if let Some(def) = value_of.and_then(|name| command.args.iter().find(|def| def.name == name))
        && !matches!(def.kind, Kind::Flag | Kind::Alias(..))
    {
        return What::Objects(def.complete);
    }
    if begun.starts_with('-') {
        return What::These(options(command, given));
    }
    let places = command.args.iter().filter(|def| def.place == Place::Positional);
    let values = given.iter().filter(|word| !word.starts_with("--")).count();
    match places.clone().nth(values) {
        Some(def) => What::Objects(def.complete),
        None => What::These(options(command, given)),
    }
}

/// The options that are not there yet.
fn options(command: &Command, given: &[String]) -> Vec<String> {
    let documented = command.args.iter().filter(|def| !matches!(def.kind, Kind::Alias(..)));
    let options = documented.map(|def| format!("--{}", def.name));
    options.filter(|option| !given.contains(option)).collect()
}

async fn objects(ctx: &Ctx, kind: Complete) -> Vec<String> {
    if kind == Complete::Commands {
        return command_names();
    }
    let Some(conn) = ctx.open_conn() else { return Vec::new() };
    let names = async {
        let name = |name: &str| name.to_owned();
        Some(match kind {
            Complete::Domains => {
                let all = ConnectListAllDomainsFlags::empty();
                conn.list_all_domains(all).await.ok()?.iter().map(|domain| name(domain.name())).collect()
            }
            Complete::Networks => {
                let all = ConnectListAllNetworksFlags::empty();
                conn.list_all_networks(all).await.ok()?.iter().map(|network| name(network.name())).collect()
            }
            Complete::Pools => {
                let all = ConnectListAllStoragePoolsFlags::empty();
                conn.list_all_storage_pools(all).await.ok()?.iter().map(|pool| name(pool.name())).collect()
            }
            Complete::Interfaces => {
                let all = libvir::ConnectListAllInterfacesFlags::empty();
                conn.list_all_interfaces(all).await.ok()?.iter().map(|iface| name(iface.name())).collect()
            }
            Complete::Files | Complete::Commands | Complete::Nothing => Vec::new(),
        })
    };
    tokio::time::timeout(PATIENCE, names).await.ok().flatten().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str) -> String {
        let (reply, _) = oneshot::channel();
        let question = Question::new(before, reply);
        match what(&question.words, &question.begun) {
            What::These(words) => {
                let fitting = words.into_iter().filter(|word| word.starts_with(&question.begun));
                fitting.collect::<Vec<_>>().join(" ")
            }
            What::Objects(kind) => format!("{kind:?}"),
        }
    }

    #[test]
    fn commands_options_and_names() {
        assert_eq!(shown("domst"), "domstate domstats");
        assert_eq!(shown("domn"), "domname");
        assert_eq!(shown("list; resu"), "resume");
        assert_eq!(shown("start "), "Domains");
        assert_eq!(shown("start test --pa"), "--paused");
        assert_eq!(shown("domstate test --"), "--domain --reason");
        assert_eq!(shown("event --domain "), "Domains");
        assert_eq!(shown("help "), "Commands");
        assert_eq!(shown("net-info "), "Networks");
        assert_eq!(shown("nonsense "), "");
    }
}
