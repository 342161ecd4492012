//! What is known of a public method besides its body.

use vir_types::{Code, Error, Origin};

/// A public method: its C name, since when, and whether it changes something.
///
/// There is no way to make one without saying [`read`](Api::read) or [`write`](Api::write), so that the
/// guard of read-only connections cannot be forgotten.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) name: &'static str,
    pub(crate) since: &'static str,
    access: Access,
}

#[derive(Debug, Clone, Copy)]
enum Access {
    Read,
    Write,
    /// A write if one of these flags is given.
    WriteIf(u32),
}

impl Api {
    /// A method that only looks.
    pub(crate) const fn read(name: &'static str, since: &'static str) -> Self {
        Self { name, since, access: Access::Read }
    }

    /// A method that changes something.
    pub(crate) const fn write(name: &'static str, since: &'static str) -> Self {
        Self { name, since, access: Access::Write }
    }

    /// The same method, refused on a read-only connection when one of these flags is given.
    pub(crate) const fn write_if(self, bits: u32) -> Self {
        Self { access: Access::WriteIf(bits), ..self }
    }

    /// Whether a call with these flags needs a connection that may write.
    pub(crate) fn writes(&self, flags: u32) -> bool {
        match self.access {
            Access::Read => false,
            Access::Write => true,
            Access::WriteIf(bits) => flags & bits != 0,
        }
    }

    /// Which part of the house the method belongs to.
    fn origin(&self) -> Origin {
        let parts = [
            ("Adm", Origin::ADMIN),
            ("Domain", Origin::DOMAIN),
            ("Network", Origin::NETWORK),
            ("Storage", Origin::STORAGE),
            ("Interface", Origin::INTERFACE),
            ("NodeDevice", Origin::NODEDEV),
            ("NodeNumOfDevices", Origin::NODEDEV),
            ("NodeListDevices", Origin::NODEDEV),
            ("Secret", Origin::SECRET),
            ("NWFilter", Origin::NWFILTER),
        ];
        let name =
            self.name.strip_prefix("virshd").or_else(|| self.name.strip_prefix("vir")).unwrap_or(self.name);
        // What the connection is asked about such objects belongs to their part as well.
        let asked = name.starts_with("Connect");
        parts
            .iter()
            .find(|(word, _)| name.starts_with(word) || asked && name.contains(word))
            .map_or(Origin::NONE, |(_, origin)| *origin)
    }

    pub(crate) fn read_only(&self) -> Error {
        Error::new(Code::OPERATION_DENIED, format!("read only access prevents {}", self.name))
            .or_origin(self.origin())
    }

    pub(crate) fn closed(&self) -> Error {
        Error::new(Code::INVALID_CONN, self.name).or_origin(self.origin())
    }

    /// An error as the caller sees it: one that only says "unsupported" is given the method's name, and one
    /// that nobody has claimed belongs to the method's part of the house.
    pub(crate) fn name_error(&self, error: Error) -> Error {
        if error.code() == Code::NO_SUPPORT && error.extra().strings.iter().all(Option::is_none) {
            return Error::new(Code::NO_SUPPORT, self.name)
                .or_origin(error.origin())
                .or_origin(self.origin());
        }
        error.or_origin(self.origin())
    }
}
