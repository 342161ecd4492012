//! Commands of the shell itself.

mod cd;
mod completion;
mod connect;
mod echo;
mod exit;
mod help;
mod pwd;
mod quit;

use crate::engine::commands;

commands! {
    cd,
    completion,
    connect,
    echo,
    exit,
    help,
    pwd,
    quit,
}
