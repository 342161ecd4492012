//! The program of our own, which only some daemons answer for.
//!
//! Before the first call of it a connection asks its first procedure; one that never calls it asks nothing.

use vir_protocol::virshd::{ConnectGetDaemonInfoRet, PROGRAM, PROTOCOL_VERSION, Proc};
use vir_types::{Code, Error, Result};

use crate::RemoteDriver;

impl RemoteDriver {
    /// Refuses a call in our own program where the daemon does not answer for it.
    pub(crate) async fn offered(&self, program: u32) -> Result<()> {
        if program != PROGRAM {
            return Ok(());
        }
        let has = self.has_own().get_or_try_init(|| self.ask_own()).await?;
        if *has { Ok(()) } else { Err(Error::unsupported()) }
    }

    async fn ask_own(&self) -> Result<bool> {
        let number = Proc::CONNECT_GET_DAEMON_INFO.0;
        match self.client().call(PROGRAM, PROTOCOL_VERSION, number, &()).await {
            Ok(body) => Ok(crate::driver::decode::<ConnectGetDaemonInfoRet>(body).is_ok()),
            Err(error) if matches!(error.code(), Code::RPC | Code::NO_SUPPORT) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// An error as it is meant: a daemon that is too old for a procedure of our own program has not got the operation.
pub(crate) fn named(program: u32, procedure: i32, error: Error) -> Error {
    let unknown = format!("unknown procedure: {procedure}");
    if program == PROGRAM && error.code() == Code::RPC && error.message().contains(&unknown) {
        return Error::unsupported();
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_program_grows() {
        let error = || Error::new(Code::RPC, "unknown procedure: 7");
        assert_eq!(named(PROGRAM, 7, error()).code(), Code::NO_SUPPORT);
        assert_eq!(named(PROGRAM, 8, error()).code(), Code::RPC);
        assert_eq!(named(vir_protocol::remote::PROGRAM, 7, error()).code(), Code::RPC);
    }
}
