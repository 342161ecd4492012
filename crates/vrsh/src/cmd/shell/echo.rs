//! `vrsh echo`

use anyhow::Result;

use crate::ctx::Ctx;
use crate::engine::{Arg, ArgDef, Args, Command, Group};

const SHELL: Arg<bool> = Arg::flag("shell", "quote for a shell");
const XML: Arg<bool> = Arg::flag("xml", "quote for XML");
const SPLIT: Arg<bool> = Arg::flag("split", "a line for each part between commas; ',,' is a comma");
const ERR: Arg<bool> = Arg::flag("err", "say it as an error");
const PREFIX: Arg<Option<String>> = Arg::option("prefix", "put this before it");
const STRING: Arg<Vec<String>> = Arg::rest("string", "what to say");
const STR: ArgDef = ArgDef::alias("str", &STRING.def(), None);
const HI: ArgDef = ArgDef::alias("hi", &STRING.def(), Some("hello"));

pub(crate) const COMMAND: Command = Command {
    name: "echo",
    group: Group::Shell,
    about: "say something, quoted if need be",
    since: "0.8.5",
    args: &[SHELL.def(), XML.def(), SPLIT.def(), ERR.def(), STR, HI, PREFIX.def(), STRING.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    args.exclusive(&SHELL, &XML)?;
    args.exclusive(&SHELL, &SPLIT)?;
    args.exclusive(&XML, &SPLIT)?;
    let quote: fn(&str) -> String = if args.get(&XML)? {
        quote_xml
    } else if args.get(&SHELL)? {
        quote_shell
    } else if args.get(&SPLIT)? {
        split
    } else {
        str::to_owned
    };
    let mut words: Vec<String> = args.get(&PREFIX)?.into_iter().collect();
    words.extend(args.get(&STRING)?.iter().map(|word| quote(word)));
    let text = words.join(" ");
    if words.is_empty() {
        Ok(())
    } else if args.get(&ERR)? {
        ctx.error(format_args!("{text}"));
        Ok(())
    } else {
        ctx.print(format_args!("{text}"))
    }
}

fn quote_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            _ => out.push(c),
        }
    }
    out
}

fn quote_shell(text: &str) -> String {
    let is_special = |c: char| " \t\r\n\"'`$\\&*()[]{}<>?|;#~!%=^".contains(c);
    if text.is_empty() || text.contains(is_special) {
        format!("'{}'", text.replace('\'', "'\\''"))
    } else {
        text.to_owned()
    }
}

fn split(text: &str) -> String {
    // An empty part is the comma between its neighbours.
    let mut parts: Vec<String> = Vec::new();
    let mut join = false;
    for (place, part) in text.split(',').enumerate() {
        match parts.last_mut() {
            Some(last) if join => {
                last.push(',');
                last.push_str(part);
                join = false;
            }
            _ if part.is_empty() && place > 0 => join = true,
            _ => parts.push(part.to_owned()),
        }
    }
    if join {
        parts.push(String::new());
    }
    parts.iter().map(|part| format!("{part}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting() {
        assert_eq!(quote_xml("<a>&'b'"), "&lt;a&gt;&amp;&apos;b&apos;");
        assert_eq!(quote_shell("a'b"), "'a'\\''b'");
        assert_eq!(quote_shell("c"), "c");
        assert_eq!(split("a,b,,c"), "a\nb,c\n");
        assert_eq!(split("a,"), "a\n\n");
    }
}
