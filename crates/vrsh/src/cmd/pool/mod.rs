//! Commands about storage pools.

mod pool_dumpxml;
mod pool_info;
mod pool_list;
mod pool_name;
mod pool_uuid;

use crate::engine::commands;

commands! {
    pool_dumpxml,
    pool_info,
    pool_list,
    pool_name,
    pool_uuid,
}
