//! Procedures whose dispatch no rule can generate.

mod admin;
mod auth;
mod connect;
mod event;
mod object_event;
mod qemu;
mod stats;

pub(crate) use admin::{admin_connect_close, admin_connect_open};
pub(crate) use auth::{auth_list, auth_polkit, auth_sasl_init, auth_sasl_start, auth_sasl_step};
pub(crate) use connect::{
    connect_close, connect_open, connect_register_close_callback, connect_set_identity,
    connect_supports_feature, connect_unregister_close_callback,
};
pub(crate) use event::{
    connect_domain_event_callback_deregister_any, connect_domain_event_callback_register_any,
    connect_domain_event_deregister, connect_domain_event_deregister_any, connect_domain_event_register,
    connect_domain_event_register_any, qemu_connect_domain_monitor_event_deregister,
    qemu_connect_domain_monitor_event_register,
};
pub(crate) use object_event::{
    connect_network_event_deregister_any, connect_network_event_register_any,
    connect_node_device_event_deregister_any, connect_node_device_event_register_any,
    connect_secret_event_deregister_any, connect_secret_event_register_any,
    connect_storage_pool_event_deregister_any, connect_storage_pool_event_register_any,
};
pub(crate) use qemu::qemu_domain_monitor_command_with_files;
pub(crate) use stats::connect_get_all_domain_stats;
