//! Commands that wait for events.

mod event;
mod text;

use crate::engine::commands;

commands! {
    event,
}
