//! `<iothreads>`, `<iothreadids>`, `<defaultiothread>`: threads for the input and output of devices.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

/// The threads by number.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IothreadIdsDef {
    /// The threads.
    #[xml(child = "iothread")]
    pub list: Vec<IothreadDef>,
}

/// A thread for the input and output of devices.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IothreadDef {
    /// Its number, from 1.
    #[xml(attr, required, expected = "positive integer value", with = "crate::domain::check::nonzero")]
    pub id: u32,
    /// Least number of its helpers.
    #[xml(attr, with = "vir_xml::natural")]
    pub thread_pool_min: Option<u32>,
    /// Greatest number of its helpers.
    #[xml(attr, with = "vir_xml::natural")]
    pub thread_pool_max: Option<u32>,
    /// **Nanoseconds** that it polls before it sleeps.
    #[xml(attr = "poll/@max")]
    pub poll_max_ns: Option<u64>,
    /// Factor by which polling grows.
    #[xml(attr = "poll/@grow")]
    pub poll_grow: Option<u64>,
    /// Divisor by which polling shrinks.
    #[xml(attr = "poll/@shrink")]
    pub poll_shrink: Option<u64>,
}

/// The emulator's own thread.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DefaultIothreadDef {
    /// Least number of its helpers.
    #[xml(attr, with = "vir_xml::natural")]
    pub thread_pool_min: Option<u32>,
    /// Greatest number of its helpers.
    #[xml(attr, with = "vir_xml::natural")]
    pub thread_pool_max: Option<u32>,
}
