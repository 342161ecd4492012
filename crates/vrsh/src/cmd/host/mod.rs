//! Commands about host and hypervisor.

mod capabilities;
mod hostname;
mod maxvcpus;
mod nodeinfo;
mod uri;
mod version;

use crate::engine::commands;

commands! {
    capabilities,
    hostname,
    maxvcpus,
    nodeinfo,
    uri,
    version,
}
