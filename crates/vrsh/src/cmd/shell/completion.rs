//! `vrsh completion`

use std::fmt::Write as _;

use anyhow::{Result, bail};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Complete, Group, Kind};

const SHELL: Arg<String> = Arg::value("shell", "which shell: bash");

pub(crate) const COMMAND: Command = Command {
    name: "completion",
    group: Group::Shell,
    about: "print a script that lets a shell complete the commands",
    since: "0.0.3",
    args: &[SHELL.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match args.get(&SHELL)?.as_str() {
        "bash" => ctx.print(format_args!("{}", bash())),
        other => bail!("there is no completion for '{other}', only for 'bash'"),
    }
}

/// The script: the words of each command from the table, names of objects asked for when needed.
fn bash() -> String {
    let names: Vec<_> = crate::cmd::all().map(|command| command.name).collect();
    let mut arms = String::new();
    for command in crate::cmd::all() {
        let options: Vec<_> = command
            .args
            .iter()
            .filter(|def| !matches!(def.kind, Kind::Alias(..)))
            .map(|def| format!("--{}", def.name))
            .collect();
        let objects = command.args.iter().find_map(|def| match def.complete {
            Complete::Domains => Some("$(_vrsh_ask list --all --name)"),
            Complete::Networks => Some("$(_vrsh_ask net-list --all --name)"),
            Complete::Pools => Some("$(_vrsh_ask pool-list --all --name)"),
            Complete::Commands => Some("$commands"),
            Complete::Files => Some("$(compgen -f -- \"$word\")"),
            Complete::Interfaces | Complete::Nothing => None,
        });
        let options = options.join(" ");
        let _ = writeln!(
            arms,
            "        {}) options=\"{options} --help\"; objects=\"{}\" ;;",
            command.name,
            objects.unwrap_or_default()
        );
    }
    format!(
        r#"# bash completion for vrsh; put it where bash-completion looks, or: source <(vrsh completion bash)
_vrsh_ask() {{
    "${{vrsh[@]}}" -q "$@" 2>/dev/null </dev/null
}}

_vrsh() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}" commands="{}" command= options= objects= i
    local vrsh=("${{COMP_WORDS[0]}}")
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "${{COMP_WORDS[i]}}" in
        -c|--connect) vrsh+=("-c" "${{COMP_WORDS[i + 1]}}"); ((i++)) ;;
        -[dekKl]|--debug|--escape|--keepalive-interval|--keepalive-count|--log) ((i++)) ;;
        -*) ;;
        *) command="${{COMP_WORDS[i]}}"; break ;;
        esac
    done
    if [[ -z $command ]]; then
        COMPREPLY=($(compgen -W "$commands" -- "$word"))
        return
    fi
    case "$command" in
{arms}    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$word"))
    else
        COMPREPLY=($(compgen -W "$objects" -- "$word"))
    fi
}}
complete -F _vrsh vrsh
"#,
        names.join(" ")
    )
}
