//! The flags of operations that have none yet.

use super::flags;

flags! {
    /// Flags of an operation that defines none: anything but empty is refused by the driver.
    pub struct NoFlags: u32 {
    }
}
