//! The tree of elements that the paths of the fields span.

use syn::Ident;

use crate::field::{FieldSpec, Source};

/// An element: the struct's own, or a nested one that only paths lead through.
#[derive(Default)]
pub(crate) struct Scope {
    pub(crate) name: String,
    pub(crate) members: Vec<Member>,
}

pub(crate) enum Member {
    /// A field, by its index.
    Leaf(usize),
    /// A nested element.
    Nested(Scope),
}

impl Scope {
    pub(crate) fn build(fields: &[FieldSpec]) -> Self {
        let mut root = Self::default();
        for (index, field) in fields.iter().enumerate() {
            if matches!(field.source, Source::Rest) {
                continue;
            }
            let mut scope = &mut root;
            for step in &field.path {
                scope = scope.nested(step);
            }
            scope.members.push(Member::Leaf(index));
        }
        root
    }

    fn nested(&mut self, name: &str) -> &mut Self {
        let at = self.members.iter().position(|m| matches!(m, Member::Nested(s) if s.name == name));
        let at = at.unwrap_or_else(|| {
            self.members.push(Member::Nested(Self { name: name.to_owned(), members: Vec::new() }));
            self.members.len().saturating_sub(1)
        });
        match self.members.get_mut(at) {
            Some(Member::Nested(scope)) => scope,
            _ => unreachable!("the position was just found"),
        }
    }

    /// The fields that are attributes of this element, with the slot of each; discriminators come first,
    /// as libvirt writes them.
    pub(crate) fn attributes<'f>(&self, fields: &'f [FieldSpec]) -> Vec<(u16, usize, &'f FieldSpec)> {
        let leaves = || {
            self.members.iter().filter_map(|member| match member {
                Member::Leaf(at) => fields.get(*at).map(|field| (*at, field)),
                Member::Nested(_) => None,
            })
        };
        let unions = leaves().filter(|(_, field)| matches!(field.source, Source::Union { .. }));
        let plain = leaves()
            .filter(|(_, field)| matches!(field.source, Source::Attr(_) | Source::Text { scale: Some(_) }));
        unions.chain(plain).zip(1..).map(|((at, field), slot)| (slot, at, field)).collect()
    }

    /// The members that are elements, with the slot of each.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = (u16, &Member)> {
        (1..).zip(&self.members)
    }

    /// The field that is this element's text.
    pub(crate) fn text<'f>(&self, fields: &'f [FieldSpec]) -> Option<(usize, &'f FieldSpec)> {
        self.leaf(fields, |source| matches!(source, Source::Text { .. }))
    }

    /// The field that says whether this element is there.
    pub(crate) fn flag<'f>(&self, fields: &'f [FieldSpec]) -> Option<(usize, &'f FieldSpec)> {
        self.leaf(fields, |source| matches!(source, Source::Flag))
    }

    fn leaf<'f>(
        &self,
        fields: &'f [FieldSpec],
        wanted: impl Fn(&Source) -> bool,
    ) -> Option<(usize, &'f FieldSpec)> {
        self.members.iter().find_map(|member| match member {
            Member::Leaf(at) => fields.get(*at).filter(|f| wanted(&f.source)).map(|field| (*at, field)),
            Member::Nested(_) => None,
        })
    }
}

/// The variable that holds a field while its struct is read.
pub(crate) fn slot_var(field: usize) -> Ident {
    quote::format_ident!("field_{field}")
}
