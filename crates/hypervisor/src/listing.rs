//! What lists need of all objects, in one piece of memory.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::{Named, Objects};

/// How often something has changed in a set of objects; whoever changes one notes it here.
#[derive(Debug, Clone, Default)]
pub struct Changes(Arc<AtomicU64>);

impl Changes {
    /// Something has changed, and whoever looks now sees it.
    pub fn note(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

/// One row for each object, kept until one of them changes: a host has thousands of objects that hardly ever
/// do, and going through them one by one costs more than anything that is made of them.
#[derive(Debug)]
pub struct Listing<R>(RwLock<Option<Kept<R>>>);

/// The rows, and the count of changes before they were made.
type Kept<R> = (u64, Arc<Vec<R>>);

impl<R> Default for Listing<R> {
    fn default() -> Self {
        Self(RwLock::new(None))
    }
}

impl<R> Listing<R> {
    /// The rows of all objects in the order of their names, as they are now. `row` must not wait.
    pub fn rows<T: Named>(&self, objects: &Objects<T>, mut row: impl FnMut(&T) -> R) -> Arc<Vec<R>> {
        // Counted before it is looked: a change that comes in between makes the rows old, never wrong.
        let now = objects.changes().now();
        if let Some((then, rows)) = &*self.0.read().unwrap_or_else(PoisonError::into_inner)
            && *then == now
        {
            return rows.clone();
        }
        let rows = Arc::new(objects.collect(|object| Some(row(object))));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((now, rows.clone()));
        rows
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use vir_types::Uuid;

    use super::*;

    #[derive(Debug)]
    struct Counter(Arc<str>, AtomicU32);

    impl Named for Counter {
        fn name(&self) -> Arc<str> {
            self.0.clone()
        }

        fn uuid(&self) -> Uuid {
            Uuid::from_bytes([self.0.len().try_into().unwrap(); 16])
        }
    }

    #[test]
    fn rows_are_made_again_after_a_change_alone() {
        let (objects, listing) = (Objects::<Counter>::default(), Listing::<u32>::default());
        let enter = |name: &str| {
            let made = || Counter(name.into(), AtomicU32::new(1));
            objects.enter(name, Uuid::from_bytes([name.len().try_into().unwrap(); 16]), made).unwrap().0
        };
        let value = |counter: &Counter| counter.1.load(Ordering::Relaxed);
        assert!(listing.rows(&objects, value).is_empty());
        let (a, bb) = (enter("a"), enter("bb"));
        let rows = listing.rows(&objects, value);
        assert_eq!(*rows, [1, 1]);
        assert!(Arc::ptr_eq(&rows, &listing.rows(&objects, |_| unreachable!("made again"))));
        bb.1.store(7, Ordering::Relaxed);
        objects.changes().note();
        assert_eq!(*listing.rows(&objects, value), [1, 7]);
        objects.remove(&a);
        assert_eq!(*listing.rows(&objects, value), [7]);
    }
}
