//! Clients that speak for somebody else.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use libvir::names::host as names;
use libvir::{Code, Connect, ConnectUri, NoFlags, Result, TypedParams};
use vir_acl::{Policy, Question};
use vir_driver::facets::Connection;
use vir_driver::{Driver, DriverFactory, Identity, OpenRequest};

use super::{Folder, drivers_over_socket};
use crate::drivers::Drivers;

/// Remembers for whom it was opened, and tells its newest handle's host after them.
#[derive(Default)]
struct Remembers(Arc<Mutex<Vec<Identity>>>);

struct Handle(Identity);

#[async_trait]
impl DriverFactory for Remembers {
    fn name(&self) -> &'static str {
        "remembers"
    }
    fn accepts(&self, _uri: &ConnectUri) -> bool {
        true
    }
    async fn open(&self, request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        let identity = request.caller.identity().unwrap().clone();
        self.0.lock().unwrap().push(identity.clone());
        Ok(Arc::new(Handle(identity)))
    }
}

impl Driver for Handle {
    fn name(&self) -> &'static str {
        "remembers"
    }
    fn connection(&self) -> Result<&dyn Connection> {
        Ok(self)
    }
}

#[async_trait]
impl Connection for Handle {
    async fn connect_get_hostname(&self) -> Result<String> {
        Ok(format!("{:?}", self.0.user.as_deref()))
    }
}

/// Whoever writes must be user 0.
struct RootWrites;

#[async_trait]
impl Policy for RootWrites {
    async fn allows(&self, question: &Question<'_>) -> Result<bool> {
        Ok(question.permission != "write"
            || question.caller.identity().is_some_and(|identity| identity.uid == Some(0)))
    }
}

async fn connected(uid: u32, read_only: bool) -> (Connect, Arc<Mutex<Vec<Identity>>>, Folder) {
    let opened = Arc::default();
    let factory = Remembers(Arc::clone(&opened));
    let drivers = Drivers::these(vec![Arc::new(factory)]).guarded(Arc::new(RootWrites));
    let mut identity = Identity::new();
    identity.uid = Some(uid);
    identity.read_only = read_only;
    let (conn, folder) = drivers_over_socket("identity", drivers, identity).await;
    (conn, opened, folder)
}

fn somebody() -> TypedParams {
    TypedParams::new()
        .with(names::CONNECT_IDENTITY_USER_NAME, "mary")
        .with(names::CONNECT_IDENTITY_UNIX_USER_ID, 1001_u64)
        .with(names::CONNECT_IDENTITY_GROUP_NAME, "staff")
        .with(names::CONNECT_IDENTITY_UNIX_GROUP_ID, 50_u64)
        .with(names::CONNECT_IDENTITY_PROCESS_ID, 4321_i64)
        .with(names::CONNECT_IDENTITY_PROCESS_TIME, 99_u64)
        .with(names::CONNECT_IDENTITY_SASL_USER_NAME, "mary@here")
        .with(names::CONNECT_IDENTITY_X509_DISTINGUISHED_NAME, "CN=mary")
        .with(names::CONNECT_IDENTITY_SELINUX_CONTEXT, "a:b:c:s0")
}

#[tokio::test]
async fn later_calls_are_made_for_somebody_else() {
    for read_only in [false, true] {
        let (conn, opened, _folder) = connected(0, read_only).await;
        conn.set_identity(&somebody(), NoFlags::empty()).await.unwrap();
        assert_eq!(conn.get_hostname().await.unwrap(), r#"Some("mary")"#);
        let mut wanted = Identity::new();
        wanted.read_only = read_only;
        wanted.user = Some("mary".into());
        wanted.uid = Some(1001);
        wanted.group = Some("staff".into());
        wanted.gid = Some(50);
        wanted.pid = Some(4321);
        wanted.process_time = Some(99);
        wanted.sasl_user = Some("mary@here".into());
        wanted.x509_dname = Some("CN=mary".into());
        wanted.selinux_context = Some("a:b:c:s0".into());
        assert_eq!(opened.lock().unwrap().last(), Some(&wanted));
        // Mary may not speak for others.
        let again = conn.set_identity(&somebody(), NoFlags::empty()).await.unwrap_err();
        assert_eq!(again.code(), Code::ACCESS_DENIED);
    }
}

#[tokio::test]
async fn who_may_not_write_stays_who_he_is() {
    let (conn, opened, _folder) = connected(1000, false).await;
    let refused = conn.set_identity(&somebody(), NoFlags::empty()).await.unwrap_err();
    assert_eq!(refused.code(), Code::ACCESS_DENIED);
    assert_eq!(conn.get_hostname().await.unwrap(), "None");
    assert!(opened.lock().unwrap().iter().all(|identity| identity.uid == Some(1000)));
}

#[tokio::test]
async fn what_describes_nobody_is_refused() {
    let (conn, opened, _folder) = connected(0, false).await;
    for (params, code) in [
        (somebody().with("shoe-size", 46), Code::ARGUMENT_UNSUPPORTED),
        (somebody().with(names::CONNECT_IDENTITY_USER_NAME, "root"), Code::INVALID_ARG),
        (TypedParams::new().with(names::CONNECT_IDENTITY_UNIX_USER_ID, "0"), Code::INVALID_ARG),
    ] {
        assert_eq!(conn.set_identity(&params, NoFlags::empty()).await.unwrap_err().code(), code);
    }
    let flags = NoFlags::from_bits(1);
    assert_eq!(conn.set_identity(&somebody(), flags).await.unwrap_err().code(), Code::INVALID_ARG);
    assert!(opened.lock().unwrap().iter().all(|identity| identity.uid == Some(0)));
}
