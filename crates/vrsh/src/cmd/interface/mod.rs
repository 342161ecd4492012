//! Commands about the host's interfaces.

mod iface_dumpxml;
mod iface_list;
mod iface_mac;
mod iface_name;

use crate::engine::commands;

commands! {
    iface_dumpxml,
    iface_list,
    iface_mac,
    iface_name,
}
