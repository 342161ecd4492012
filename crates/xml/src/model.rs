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

    /// Writes the attributes and what is inside into an element that is already open.
    fn write_body(&self, w: &mut Writer);

    /// Writes the whole element under this name.
    fn write(&self, name: &str, w: &mut Writer) {
        w.start(name);
        self.write_body(w);
        w.end();
    }
}

impl<T: XmlElement> XmlElement for Box<T> {
    fn read(node: Node<'_>) -> Result<Self> {
        T::read(node).map(Box::new)
    }

    fn write_body(&self, w: &mut Writer) {
        (**self).write_body(w);
    }
}

/// An enum whose cases are elements of different names.
pub trait XmlChoice: Sized {
    /// Reads the case that the element's name says.
    ///
    /// # Errors
    /// As of the case.
    fn read_choice(node: Node<'_>) -> Result<Self>;

    /// The name of this case's element.
    fn element_name(&self) -> &str;

    /// Writes the element.
    fn write_choice(&self, w: &mut Writer);
}

/// An enum whose cases are what an element holds, by the value of an attribute.
pub trait XmlUnion: Sized {
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

    /// Writes what is in the element.
    fn write_case(&self, w: &mut Writer);
}

/// The element as a document of its own.
#[must_use]
pub fn to_string<T: XmlElement>(name: &str, element: &T, options: WriteOptions) -> String {
    let mut w = Writer::new(options);
    element.write(name, &mut w);
    w.finish()
}
