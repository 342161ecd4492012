//! Which node a connection reaches.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use async_trait::async_trait;
use vir_driver::{Driver, DriverFactory, OpenRequest};
use vir_types::{Code, ConnectUri, Error, Origin, Result};

use crate::TestDriver;
use crate::node::Node;

/// Opens `test:///default`.
#[derive(Debug)]
pub struct Factory {
    /// Whether URIs with a transport are for somebody else.
    in_process: bool,
    /// The node that connections share while one of them is open.
    default: Mutex<Weak<Node>>,
}

impl Factory {
    /// For programs: answers `test:///…`, leaves `test+unix:///…` to the remote driver.
    ///
    /// All connections of one factory share the default node; a node whose last connection is gone
    /// starts afresh.
    #[must_use]
    pub fn in_process() -> Self {
        Self { in_process: true, default: Mutex::default() }
    }

    /// For the daemon.
    #[must_use]
    pub fn shared() -> Self {
        Self { in_process: false, default: Mutex::default() }
    }
}

#[async_trait]
impl DriverFactory for Factory {
    fn name(&self) -> &'static str {
        "test"
    }

    fn accepts(&self, uri: &ConnectUri) -> bool {
        uri.driver == "test" && (!self.in_process || (uri.transport.is_none() && uri.host.is_none()))
    }

    async fn open(&self, request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        let path = request.uri.path.as_str();
        match path {
            "/default" => {}
            "" | "/" => {
                let text = format!("no path in '{}', use test:///default", request.uri);
                return Err(Error::new(Code::INVALID_ARG, text).or_origin(Origin::TEST));
            }
            other => {
                let text = format!(
                    "a node from the file '{other}' is not available in this version, only test:///default"
                );
                return Err(Error::new(Code::ARGUMENT_UNSUPPORTED, text).or_origin(Origin::TEST));
            }
        }
        let node = {
            let mut default = self.default.lock().unwrap_or_else(PoisonError::into_inner);
            match default.upgrade() {
                Some(node) => node,
                None => {
                    let node = Arc::new(Node::default_node()?);
                    *default = Arc::downgrade(&node);
                    node
                }
            }
        };
        let uri = format!("test://{path}").into();
        Ok(Arc::new(TestDriver { node, uri }))
    }
}
