//! polkit as a policy.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use vir_types::{Code, Context as _, Error, Origin, Result};
use zbus::Connection;
use zbus::proxy::CacheProperties;
use zbus_polkit::policykit1::{AuthorityProxy, CheckAuthorizationFlags, Subject};

use crate::{Policy, Question};

/// How long polkit may take for an answer; nobody is asked for a password.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks polkit, with the actions and details of libvirt, so that rules written for it serve.
///
/// The action is `org.libvirt.api.OBJECT.PERMISSION` with hyphens for underscores, the details are the driver's
/// name and the [attributes](crate::Object::attributes) of the object.
#[derive(Default)]
pub struct Polkit {
    authority: Mutex<Option<AuthorityProxy<'static>>>,
}

impl Polkit {
    /// polkit on the system's bus, which is connected to when the first question comes, and again when the
    /// bus has ended.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    async fn authority(&self) -> Result<AuthorityProxy<'static>> {
        let kept = self.kept().clone();
        if let Some(authority) = kept.filter(|it| !it.inner().connection().is_closed()) {
            return Ok(authority);
        }
        let cannot = || "cannot reach polkit on the system's bus".to_owned();
        let bus = Connection::system().await.context(Code::DBUS_SERVICE, cannot)?;
        // Nothing is remembered of it, so nothing has to be kept up to date.
        let authority = AuthorityProxy::builder(&bus).cache_properties(CacheProperties::No).build().await;
        let authority = authority.context(Code::DBUS_SERVICE, cannot)?;
        // Several may have connected at once; any of them serves.
        *self.kept() = Some(authority.clone());
        Ok(authority)
    }

    fn kept(&self) -> MutexGuard<'_, Option<AuthorityProxy<'static>>> {
        self.authority.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of the action that polkit is asked about.
fn action(kind: &str, permission: &str) -> String {
    format!("org.libvirt.api.{kind}.{permission}").replace('_', "-")
}

#[async_trait]
impl Policy for Polkit {
    async fn allows(&self, question: &Question<'_>) -> Result<bool> {
        let unknown = |what: &str| Error::new(Code::ACCESS_DENIED, what).or_origin(Origin::ACCESS);
        let identity = question.caller.identity().ok_or_else(|| unknown("nobody is known to ask"))?;
        let pid = identity.pid.ok_or_else(|| unknown("No UNIX process ID available"))?;
        let started = identity.process_time.ok_or_else(|| unknown("No UNIX process start time available"))?;
        let uid = identity.uid.ok_or_else(|| unknown("No UNIX caller UID available"))?;
        let subject = Subject::new_for_pid(pid, Some(started), Some(uid))
            .context(Code::AUTH_FAILED, || "polkit cannot be told who asks".to_owned())?;
        let attributes = question.object.attributes();
        let mut details: HashMap<&str, &str> = HashMap::from([("connect_driver", question.driver)]);
        details.extend(attributes.iter().map(|(name, value)| (*name, value.as_ref())));
        let action = action(question.object.kind(), question.permission);
        let asked = async {
            let authority = self.authority().await?;
            let flags = CheckAuthorizationFlags::empty();
            // A bus that ends answers nothing any more.
            let bus = authority.inner().connection().clone();
            tokio::select! {
                answer = authority.check_authorization(&subject, &action, &details, flags, "") => {
                    answer.context(Code::AUTH_FAILED, || format!("polkit cannot decide about {action}"))
                }
                () = bus.closed() => Err(Error::new(Code::DBUS_SERVICE, "the system's bus has ended")),
            }
        };
        let answer = tokio::time::timeout(PATIENCE, asked)
            .await
            .map_err(|_| {
                Error::new(Code::AUTH_UNAVAILABLE, format!("polkit does not answer about {action}"))
            })?
            .context(Code::AUTH_FAILED, || format!("polkit cannot decide about {action}"))?;
        Ok(answer.is_authorized)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_have_hyphens() {
        assert_eq!(
            action("storage_pool", "search_storage_vols"),
            "org.libvirt.api.storage-pool.search-storage-vols"
        );
    }
}
