//! The driver by its facets, in folders of the test's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;
mod pools;
mod streams;
mod volumes;
