//! Who may do what.
//!
//! A [`Policy`] answers one question: may this caller do this to that object? [`GuardedFactory`] puts a
//! [`Guarded`] driver in front of another one, which asks the policy before each operation: the rules are those
//! of the `@acl` lines of `xdr/*.x`, all of them are required, and they are judged on the object as it is found
//! by its UUID, never on the name that a client sent. Lists and events hold what the caller may see.
//!
//! The methods of `Guarded` are generated from the facets and the rules, so that no operation and no driver can
//! forget to ask. Without a policy there is nothing in front of the drivers, and nothing is spent on it.
#![forbid(unsafe_code)]

mod custom;
mod documents;
mod facets;
mod factory;
mod guarded;
mod object;
mod policy;
mod polkit;

pub use factory::GuardedFactory;
pub use guarded::Guarded;
use guarded::need;
pub use object::Object;
pub use policy::{Policy, Question};
pub use polkit::Polkit;
