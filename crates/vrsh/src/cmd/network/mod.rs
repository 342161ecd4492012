//! Commands about networks.

mod net_dumpxml;
mod net_info;
mod net_list;
mod net_name;
mod net_uuid;

use crate::engine::commands;

commands! {
    net_dumpxml,
    net_info,
    net_list,
    net_name,
    net_uuid,
}
