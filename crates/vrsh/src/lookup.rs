//! Finding networks, pools and interfaces as virsh does.

use anyhow::{Context as _, Result, bail};
use libvir::{
    Code, ConnectListAllInterfacesFlags, ConnectListAllNetworksFlags, ConnectListAllStoragePoolsFlags,
    Interface, Network, StoragePool,
};

use crate::ctx::{Ctx, UUID_LEN};
use crate::engine::{InterfaceSel, NetworkSel, PoolSel};

/// In which ways a network or pool may be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedBy {
    Any,
    Name,
    Uuid,
}

/// Look-ups by UUID and name, and lists that also older peers can give.
macro_rules! lookups {
    ($(
        $what:literal $whats:literal: $object:ident
        = $find:ident($sel:ident) by $by_name:ident, $by_uuid:ident;
        list $list:ident($which:ident) by $list_all:ident,
            active $num:ident $names:ident, inactive $num_defined:ident $defined:ident;
    )*) => {$(
        pub(crate) async fn $find(ctx: &Ctx, sel: &$sel, by: NamedBy) -> Result<$object> {
            let conn = ctx.conn().await?;
            let text = sel.0.as_str();
            let failed = || format!(concat!("failed to get ", $what, " '{}'"), sel);
            let mut error = None;
            if by != NamedBy::Name && text.len() == UUID_LEN {
                let found = match text.parse() {
                    Ok(uuid) => conn.$by_uuid(uuid).await,
                    Err(error) => Err(error),
                };
                match found {
                    Ok(found) => return Ok(found),
                    Err(other) => error = Some(other),
                }
            }
            if by != NamedBy::Uuid {
                match conn.$by_name(text).await {
                    Ok(found) => return Ok(found),
                    Err(other) => error = Some(other),
                }
            }
            match error {
                Some(error) => Err(error).with_context(failed),
                None => bail!(failed()),
            }
        }

        lists! { $whats: $object, $list($which) by $list_all, $by_name,
            active $num $names, inactive $num_defined $defined }
    )*};
}

macro_rules! lists {
    ($whats:literal: $object:ident, $list:ident($which:ident) by $list_all:ident, $by_name:ident,
        active $num:ident $names:ident, inactive $num_defined:ident $defined:ident
    ) => {
        /// Those that the flags choose, sorted by name.
        pub(crate) async fn $list(ctx: &Ctx, which: $which) -> Result<Vec<$object>> {
            let conn = ctx.conn().await?;
            let mut list = match conn.$list_all(which).await {
                Err(error) if error.code() == Code::NO_SUPPORT => {
                    let mut names = Vec::new();
                    if which.contains($which::ACTIVE) {
                        let failed = || concat!("Failed to list active ", $whats);
                        let count = conn.$num().await.with_context(failed)?;
                        names.extend(conn.$names(count).await.with_context(failed)?);
                    }
                    if which.contains($which::INACTIVE) {
                        let failed = || concat!("Failed to list inactive ", $whats);
                        let count = conn.$num_defined().await.with_context(failed)?;
                        names.extend(conn.$defined(count).await.with_context(failed)?);
                    }
                    let mut list = Vec::new();
                    for name in names {
                        list.extend(conn.$by_name(&name).await.ok());
                    }
                    list
                }
                other => other.context(concat!("Failed to list ", $whats))?,
            };
            list.sort_by_cached_key(|object| object.name().to_lowercase());
            Ok(list)
        }
    };
}

lookups! {
    "network" "networks": Network
    = network(NetworkSel) by network_lookup_by_name, network_lookup_by_uuid;
    list networks(ConnectListAllNetworksFlags) by list_all_networks,
        active num_of_networks list_networks, inactive num_of_defined_networks list_defined_networks;

    "pool" "pools": StoragePool
    = pool(PoolSel) by storage_pool_lookup_by_name, storage_pool_lookup_by_uuid;
    list pools(ConnectListAllStoragePoolsFlags) by list_all_storage_pools,
        active num_of_storage_pools list_storage_pools,
        inactive num_of_defined_storage_pools list_defined_storage_pools;
}

lists! {
    "interfaces": Interface, interfaces(ConnectListAllInterfacesFlags) by list_all_interfaces,
        interface_lookup_by_name,
        active num_of_interfaces list_interfaces, inactive num_of_defined_interfaces list_defined_interfaces
}

/// In which ways an interface may be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InterfaceBy {
    Any,
    Name,
    Mac,
}

/// What looks like a MAC address is one.
pub(crate) async fn interface(ctx: &Ctx, sel: &InterfaceSel, by: InterfaceBy) -> Result<Interface> {
    let conn = ctx.conn().await?;
    let failed = || format!("failed to get interface '{sel}'");
    let text = sel.0.as_str();
    match (is_mac(text), by) {
        (true, InterfaceBy::Name) | (false, InterfaceBy::Mac) => bail!(failed()),
        (true, _) => conn.interface_lookup_by_mac_string(text).await.with_context(failed),
        (false, _) => conn.interface_lookup_by_name(text).await.with_context(failed),
    }
}

/// Six bytes in hexadecimal digits, with colons between them.
fn is_mac(text: &str) -> bool {
    let is_byte = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_hexdigit());
    text.split(':').count() == 6 && text.split(':').all(is_byte)
}
