//! `bench rpc`: what a call over our daemon costs, against libvirtd on the same machine in the same run;
//! [`bench xml`](xml): what a document costs; [`bench volumes`](volumes) and [`bench events`](events): streams, events.
//!
//! One client drives four servers in turn, with packets made beforehand: our `virshd`, a private libvirtd on its test
//! driver, a tokio server with canned replies ([`canned`], what is possible with such a runtime) and a bare socket that
//! sends bytes of the same sizes ([`echo`], what the kernel allows). The servers take turns within each round, so that
//! noise meets all of them, and medians of the rounds are compared.

pub mod canned;
pub mod canned_flow;
mod client;
pub mod echo;
pub mod events;
pub mod guests;
pub mod idle;
mod many;
mod measure;
mod packets;
mod placement;
mod report;
pub mod rpc;
mod servers;
pub mod volumes;
pub mod xml;
