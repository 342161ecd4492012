//! Commands of the shell itself.

mod cd;
mod completion;
mod connect;
mod echo;
mod exit;
mod help;
mod pwd;
mod quit;
mod xml_validate;

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
    xml_validate,
}
