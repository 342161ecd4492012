//! Which objects a connection has: lists, counts, look-ups.

use vir_types::{
    ConnectListAllDomainsFlags, ConnectListAllInterfacesFlags, ConnectListAllNetworksFlags,
    ConnectListAllStoragePoolsFlags, Result, Uuid,
};

use crate::api::Api;
use crate::{Connect, Domain, Interface, Network, StoragePool};

/// A list of objects, the counts and name lists that old programs use, and the look-ups.
macro_rules! lists {
    ($(
        $facet:ident $flags:ident -> $object:ident by $handle:ident, $what:literal;
        all $list_all:ident = $list_all_op:ident, $list_all_c:literal $list_all_since:literal;
        active $num:ident = $num_op:ident $num_c:literal $num_since:literal,
            $list:ident = $list_op:ident $list_c:literal $list_since:literal -> $item:ty;
        inactive $num_def:ident = $num_def_op:ident $num_def_c:literal $num_def_since:literal,
            $list_def:ident = $list_def_op:ident $list_def_c:literal $list_def_since:literal;
        lookups { $($lookup:ident($arg:ident: $arg_ty:ty) $lookup_c:literal $lookup_since:literal, $lookup_doc:literal;)* }
    )*) => {
        impl Connect {$(
            #[doc = concat!("All ", $what, "s, or those that the flags choose; none set chooses all.\n\nC API: `", $list_all_c, "`. Since: ", $list_all_since, ".\n\n# Errors\nThe driver has none of these objects.")]
            pub async fn $list_all(&self, flags: $flags) -> Result<Vec<$object>> {
                const API: Api = Api::read($list_all_c, $list_all_since);
                let keys = self.call(&API, |drv| Ok(drv.$facet()?.$list_all_op(flags))).await?;
                Ok(keys.into_iter().map(|key| self.$handle(key)).collect())
            }

            #[doc = concat!("How many ", $what, "s are active.\n\nC API: `", $num_c, "`. Since: ", $num_since, ".\n\n# Errors\nThe driver has none of these objects.")]
            pub async fn $num(&self) -> Result<u32> {
                const API: Api = Api::read($num_c, $num_since);
                self.call(&API, |drv| Ok(drv.$facet()?.$num_op())).await
            }

            #[doc = concat!("The active ", $what, "s, `max` at most.\n\nC API: `", $list_c, "`. Since: ", $list_since, ".\n\n# Errors\nThe driver has none of these objects.")]
            pub async fn $list(&self, max: u32) -> Result<Vec<$item>> {
                const API: Api = Api::read($list_c, $list_since);
                self.call(&API, |drv| Ok(drv.$facet()?.$list_op(max))).await
            }

            #[doc = concat!("How many ", $what, "s are defined but not active.\n\nC API: `", $num_def_c, "`. Since: ", $num_def_since, ".\n\n# Errors\nThe driver has none of these objects.")]
            pub async fn $num_def(&self) -> Result<u32> {
                const API: Api = Api::read($num_def_c, $num_def_since);
                self.call(&API, |drv| Ok(drv.$facet()?.$num_def_op())).await
            }

            #[doc = concat!("The names of the ", $what, "s that are defined but not active, `max` at most.\n\nC API: `", $list_def_c, "`. Since: ", $list_def_since, ".\n\n# Errors\nThe driver has none of these objects.")]
            pub async fn $list_def(&self, max: u32) -> Result<Vec<String>> {
                const API: Api = Api::read($list_def_c, $list_def_since);
                self.call(&API, |drv| Ok(drv.$facet()?.$list_def_op(max))).await
            }

            $(
                #[doc = concat!($lookup_doc, "\n\nC API: `", $lookup_c, "`. Since: ", $lookup_since, ".\n\n# Errors\nThere is none.")]
                pub async fn $lookup(&self, $arg: $arg_ty) -> Result<$object> {
                    const API: Api = Api::read($lookup_c, $lookup_since);
                    let key = self.call(&API, |drv| Ok(drv.$facet()?.$lookup($arg))).await?;
                    Ok(self.$handle(key))
                }
            )*
        )*}
    };
}

lists! {
    domain_list ConnectListAllDomainsFlags -> Domain by domain, "domain";
    all list_all_domains = connect_list_all_domains, "virConnectListAllDomains" "0.9.13";
    active num_of_domains = connect_num_of_domains "virConnectNumOfDomains" "0.0.3",
        list_domains = connect_list_domains "virConnectListDomains" "0.0.3" -> u32;
    inactive num_of_defined_domains = connect_num_of_defined_domains "virConnectNumOfDefinedDomains" "0.1.5",
        list_defined_domains = connect_list_defined_domains "virConnectListDefinedDomains" "0.1.1";
    lookups {
        domain_lookup_by_id(id: u32) "virDomainLookupByID" "0.0.3", "The running domain with this number.";
        domain_lookup_by_name(name: &str) "virDomainLookupByName" "0.0.3", "The domain with this name.";
        domain_lookup_by_uuid(uuid: Uuid) "virDomainLookupByUUID" "0.0.5", "The domain with this UUID; a text is parsed first.\n\nC API: `virDomainLookupByUUIDString`.";
    }

    networks ConnectListAllNetworksFlags -> Network by network, "network";
    all list_all_networks = connect_list_all_networks, "virConnectListAllNetworks" "0.10.2";
    active num_of_networks = connect_num_of_networks "virConnectNumOfNetworks" "0.2.0",
        list_networks = connect_list_networks "virConnectListNetworks" "0.2.0" -> String;
    inactive num_of_defined_networks = connect_num_of_defined_networks "virConnectNumOfDefinedNetworks" "0.2.0",
        list_defined_networks = connect_list_defined_networks "virConnectListDefinedNetworks" "0.2.0";
    lookups {
        network_lookup_by_name(name: &str) "virNetworkLookupByName" "0.2.0", "The network with this name.";
        network_lookup_by_uuid(uuid: Uuid) "virNetworkLookupByUUID" "0.2.0", "The network with this UUID; a text is parsed first.\n\nC API: `virNetworkLookupByUUIDString`.";
    }

    storage_pool_list ConnectListAllStoragePoolsFlags -> StoragePool by storage_pool, "storage pool";
    all list_all_storage_pools = connect_list_all_storage_pools, "virConnectListAllStoragePools" "0.10.2";
    active num_of_storage_pools = connect_num_of_storage_pools "virConnectNumOfStoragePools" "0.4.1",
        list_storage_pools = connect_list_storage_pools "virConnectListStoragePools" "0.4.1" -> String;
    inactive num_of_defined_storage_pools = connect_num_of_defined_storage_pools "virConnectNumOfDefinedStoragePools" "0.4.1",
        list_defined_storage_pools = connect_list_defined_storage_pools "virConnectListDefinedStoragePools" "0.4.1";
    lookups {
        storage_pool_lookup_by_name(name: &str) "virStoragePoolLookupByName" "0.4.1", "The storage pool with this name.";
        storage_pool_lookup_by_uuid(uuid: Uuid) "virStoragePoolLookupByUUID" "0.4.1", "The storage pool with this UUID; a text is parsed first.\n\nC API: `virStoragePoolLookupByUUIDString`.";
        storage_pool_lookup_by_target_path(path: &str) "virStoragePoolLookupByTargetPath" "4.1.0", "The storage pool that shows its volumes in this folder.";
    }

    interfaces ConnectListAllInterfacesFlags -> Interface by interface, "interface";
    all list_all_interfaces = connect_list_all_interfaces, "virConnectListAllInterfaces" "0.10.2";
    active num_of_interfaces = connect_num_of_interfaces "virConnectNumOfInterfaces" "0.6.4",
        list_interfaces = connect_list_interfaces "virConnectListInterfaces" "0.6.4" -> String;
    inactive num_of_defined_interfaces = connect_num_of_defined_interfaces "virConnectNumOfDefinedInterfaces" "0.7.0",
        list_defined_interfaces = connect_list_defined_interfaces "virConnectListDefinedInterfaces" "0.7.0";
    lookups {
        interface_lookup_by_name(name: &str) "virInterfaceLookupByName" "0.6.4", "The interface with this name.";
        interface_lookup_by_mac_string(mac: &str) "virInterfaceLookupByMACString" "0.6.4", "The interface with this MAC address.";
    }
}
