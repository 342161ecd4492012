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

    /// The fields that are attributes of this element, by their indices; discriminators come first,
    /// as libvirt writes them.
    pub(crate) fn attributes<'f>(&self, fields: &'f [FieldSpec]) -> Vec<(usize, &'f FieldSpec)> {
        let leaves = || {
            self.members.iter().filter_map(|member| match member {
                Member::Leaf(at) => fields.get(*at).map(|field| (*at, field)),
                Member::Nested(_) => None,
            })
        };
        let is_union = |field: &FieldSpec| matches!(field.source, Source::Union { .. });
        let unions = leaves().filter(|(_, field)| is_union(field) && field.after.is_none());
        let plain = leaves().filter(|(_, field)| {
            matches!(field.source, Source::Attr(_) | Source::Text { scale: Some(_) } | Source::Flatten)
        });
        let mut all: Vec<(usize, &FieldSpec)> = unions.chain(plain).collect();
        for (index, field) in leaves().filter(|(_, field)| is_union(field)) {
            let Some(after) = &field.after else { continue };
            let named = |other: &FieldSpec| matches!(&other.source, Source::Attr(name) if name == after);
            let at = all.iter().position(|(_, other)| named(other)).map_or(0, |at| at.saturating_add(1));
            all.insert(at, (index, field));
        }
        all
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
