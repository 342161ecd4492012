//! What a model can do; the derives implement these.

use crate::document::{Attr, Node};
use crate::error::Result;
use crate::writer::{WriteOptions, Writer};

/// A struct that is an element.
pub trait XmlElement: Sized {
    /// Reads the element.
    ///
    /// # Errors
    /// Something required is missing, or a value cannot be read.
    fn read(node: Node<'_>) -> Result<Self>;

    /// Writes the attributes into an element that is already open.
    fn write_attrs(&self, w: &mut Writer);

    /// Writes text and elements into an element that is already open, behind its attributes.
    fn write_nodes(&self, w: &mut Writer);

    /// Writes the whole element under this name.
    fn write(&self, name: &str, w: &mut Writer) {
        w.start(name);
        self.write_attrs(w);
        self.write_nodes(w);
        w.end();
    }
}

impl<T: XmlElement> XmlElement for Box<T> {
    fn read(node: Node<'_>) -> Result<Self> {
        T::read(node).map(Box::new)
    }

    fn write_attrs(&self, w: &mut Writer) {
        (**self).write_attrs(w);
    }

    fn write_nodes(&self, w: &mut Writer) {
        (**self).write_nodes(w);
    }
}

/// An enum whose cases are elements of different names.
pub trait XmlChoice: Sized {
    /// Reads the case that the element's name says; `None` if it says none of them.
    ///
    /// # Errors
    /// As of the case.
    fn read_choice(node: Node<'_>) -> Result<Option<Self>>;

    /// The name of this case's element.
    fn element_name(&self) -> &'static str;

    /// Writes the element.
    fn write_choice(&self, w: &mut Writer);
}

/// An enum whose cases are what an element holds, by the value of an attribute.
pub trait XmlUnion: Sized {
    /// The case that is meant where the attribute is missing.
    const DEFAULT: Option<&'static str>;

    /// Reads the case that `case` says from the element `body`, if it is there.
    ///
    /// `owner` is the element that bears the attribute.
    ///
    /// # Errors
    /// An unknown case, or as of the case.
    fn read_case(owner: Node<'_>, case: &Attr<'_>, body: Option<Node<'_>>) -> Result<Self>;

    /// The attribute's value.
    fn case(&self) -> &str;

    /// Whether there is an element to write.
    fn has_body(&self) -> bool;

    /// Writes the attributes of the element.
    fn write_case_attrs(&self, w: &mut Writer);

    /// Writes what is in the element.
    fn write_case_nodes(&self, w: &mut Writer);
}

/// Reads a union whose attribute `owner` bears, from the element `body`.
///
/// # Errors
/// As of [`XmlUnion::read_case`].
pub fn read_union<T: XmlUnion>(
    owner: Node<'_>,
    name: &'static str,
    body: Option<Node<'_>>,
) -> Result<Option<T>> {
    crate::private::read_union(owner, name, owner.attr(name), body)
}

/// The element as a document of its own.
#[must_use]
pub fn to_string<T: XmlElement>(name: &str, element: &T, options: WriteOptions) -> String {
    let mut w = Writer::new(options);
    element.write(name, &mut w);
    w.finish()
}
