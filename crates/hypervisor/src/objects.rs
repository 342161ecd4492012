//! Objects by UUID, name and number.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use vir_types::Uuid;

use crate::Changes;

/// What an object is found by.
pub trait Named {
    /// Its name now.
    fn name(&self) -> Arc<str>;

    /// Its UUID, which never changes.
    fn uuid(&self) -> Uuid;
}

/// The objects of a driver. Looking takes a lock for moments and clones one pointer.
#[derive(Debug)]
pub struct Objects<T> {
    inner: RwLock<Inner<T>>,
    changes: Changes,
}

#[derive(Debug)]
struct Inner<T> {
    by_uuid: HashMap<Uuid, Arc<T>>,
    by_name: BTreeMap<Arc<str>, Arc<T>>,
    by_id: HashMap<u32, Uuid>,
}

impl<T> Default for Objects<T> {
    fn default() -> Self {
        let inner = Inner { by_uuid: HashMap::new(), by_name: BTreeMap::new(), by_id: HashMap::new() };
        Self { inner: RwLock::new(inner), changes: Changes::default() }
    }
}

/// Why a new object cannot have its name or UUID.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clash {
    /// The UUID is another name's.
    Uuid(Arc<str>),
    /// The name is another UUID's.
    Name(Uuid),
}

impl<T: Named> Objects<T> {
    fn read(&self) -> std::sync::RwLockReadGuard<'_, Inner<T>> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Inner<T>> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it is noted that one of the objects has changed. That one came, went or was renamed is noted by
    /// itself.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The object with this UUID.
    #[must_use]
    pub fn by_uuid(&self, uuid: Uuid) -> Option<Arc<T>> {
        self.read().by_uuid.get(&uuid).cloned()
    }

    /// The object with this name.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<Arc<T>> {
        self.read().by_name.get(name).cloned()
    }

    /// The running object with this number.
    #[must_use]
    pub fn by_id(&self, id: u32) -> Option<Arc<T>> {
        let inner = self.read();
        inner.by_uuid.get(inner.by_id.get(&id)?).cloned()
    }

    /// All of them, in the order of their names.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<T>> {
        self.read().by_name.values().cloned().collect()
    }

    /// What `look` makes of each of them, in the order of their names; nothing is added or removed meanwhile,
    /// so `look` must not wait.
    #[must_use]
    pub fn collect<R>(&self, mut look: impl FnMut(&T) -> Option<R>) -> Vec<R> {
        let inner = self.read();
        let mut list = Vec::with_capacity(inner.by_name.len());
        list.extend(inner.by_name.values().filter_map(|object| look(object)));
        list
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().by_uuid.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The object with this name and UUID, made by `make` if there is none; the second part says whether
    /// it was.
    ///
    /// # Errors
    /// Name or UUID are another object's.
    pub fn enter(&self, name: &str, uuid: Uuid, make: impl FnOnce() -> T) -> Result<(Arc<T>, bool), Clash> {
        let mut inner = self.write();
        if let Some(known) = inner.by_uuid.get(&uuid) {
            let known_name = known.name();
            return if *known_name == *name {
                Ok((known.clone(), false))
            } else {
                Err(Clash::Uuid(known_name))
            };
        }
        if let Some(other) = inner.by_name.get(name) {
            return Err(Clash::Name(other.uuid()));
        }
        let made = Arc::new(make());
        inner.by_name.insert(name.into(), made.clone());
        inner.by_uuid.insert(uuid, made.clone());
        self.changes.note();
        Ok((made, true))
    }

    /// Whether this very object is one of them, and not gone or replaced by another with its UUID.
    #[must_use]
    pub fn has(&self, object: &T) -> bool {
        self.read().by_uuid.get(&object.uuid()).is_some_and(|known| std::ptr::eq(&raw const **known, object))
    }

    /// Forgets an object. Another with its UUID stays.
    pub fn remove(&self, object: &T) {
        if !self.has(object) {
            return;
        }
        let mut inner = self.write();
        inner.by_uuid.remove(&object.uuid());
        inner.by_name.remove(&object.name());
        inner.by_id.retain(|_, uuid| *uuid != object.uuid());
        self.changes.note();
    }

    /// Gives a running object its number.
    pub fn set_id(&self, object: &T, id: u32) {
        self.write().by_id.insert(id, object.uuid());
    }

    /// The number is nobody's any more.
    pub fn clear_id(&self, id: u32) {
        self.write().by_id.remove(&id);
    }

    /// Gives an object another name. `change` is called while nobody can look anything up.
    ///
    /// # Errors
    /// The name is another object's.
    pub fn rename(&self, object: &T, name: &str, change: impl FnOnce()) -> Result<(), Clash> {
        let mut inner = self.write();
        if let Some(other) = inner.by_name.get(name) {
            return Err(Clash::Name(other.uuid()));
        }
        if let Some(own) = inner.by_name.remove(&object.name()) {
            inner.by_name.insert(name.into(), own);
        }
        change();
        self.changes.note();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Thing(RwLock<Arc<str>>, Uuid);

    impl Named for Thing {
        fn name(&self) -> Arc<str> {
            self.0.read().unwrap().clone()
        }

        fn uuid(&self) -> Uuid {
            self.1
        }
    }

    fn enter(things: &Objects<Thing>, name: &str, byte: u8) -> Result<(Arc<Thing>, bool), Clash> {
        let uuid = Uuid::from_bytes([byte; 16]);
        things.enter(name, uuid, || Thing(RwLock::new(name.into()), uuid))
    }

    #[test]
    fn name_and_uuid_go_together() {
        let things = Objects::default();
        let (a, new) = enter(&things, "a", 1).unwrap();
        assert!(new && !enter(&things, "a", 1).unwrap().1);
        assert_eq!(enter(&things, "b", 1).unwrap_err(), Clash::Uuid("a".into()));
        assert_eq!(enter(&things, "a", 2).unwrap_err(), Clash::Name(a.uuid()));
        things.set_id(&a, 7);
        assert!(Arc::ptr_eq(&things.by_id(7).unwrap(), &a));
        things.rename(&a, "c", || *a.0.write().unwrap() = "c".into()).unwrap();
        assert!(things.by_name("a").is_none() && things.by_name("c").is_some());
        things.remove(&a);
        assert!(things.is_empty() && things.by_id(7).is_none());
        let (again, _) = enter(&things, "c", 1).unwrap();
        assert!(!things.has(&a) && things.has(&again));
        things.remove(&a);
        assert!(things.has(&again) && things.by_name("c").is_some());
    }
}
