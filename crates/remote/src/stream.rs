//! A daemon's streams as a driver's.

use async_trait::async_trait;
use bytes::Bytes;
use vir_driver::{StreamChunk, StreamIo};
use vir_rpc::client::Client;
use vir_rpc::{StreamEnd, StreamItem};
use vir_types::{Error, Origin, Result};

/// This end of a stream whose other end is in a daemon.
pub(crate) struct RemoteStream {
    end: StreamEnd,
    /// What came and was more than was asked for.
    rest: Bytes,
    /// The other end has no more.
    eof: bool,
    /// How it has ended, if it has.
    over: Option<Result<()>>,
    /// The stream keeps its connection.
    _client: Client,
}

impl RemoteStream {
    pub(crate) fn new(client: Client, end: StreamEnd) -> Self {
        Self { end, rest: Bytes::new(), eof: false, over: None, _client: client }
    }

    /// The next thing that the other end says; its failure is the end of the stream.
    async fn item(&mut self) -> Result<StreamItem> {
        match self.end.recv().await {
            Ok(StreamItem::Abort(error)) => {
                let error =
                    error.unwrap_or_else(|| Error::internal("the stream was given up at the other end"));
                Err(self.fail(error))
            }
            Ok(item) => Ok(item),
            Err(reason) => Err(self.fail(reason.to_error())),
        }
    }

    fn fail(&mut self, error: Error) -> Error {
        self.end.over();
        self.over = Some(Err(error.clone()));
        error
    }

    fn check(&self) -> Result<()> {
        match &self.over {
            None => Ok(()),
            Some(Err(error)) => Err(error.clone()),
            Some(Ok(())) => Err(Error::internal("the stream has been finished").or_origin(Origin::STREAMS)),
        }
    }

    /// A sender hears of a failure at the other end when it sends next; what it could read stays.
    fn check_end(&mut self) -> Result<()> {
        self.check()?;
        match self.end.failure() {
            Some(error) => Err(self.fail(error)),
            None => Ok(()),
        }
    }
}

#[async_trait]
impl StreamIo for RemoteStream {
    async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        if !self.rest.is_empty() {
            return Ok(StreamChunk::Data(self.rest.split_to(max.min(self.rest.len()))));
        }
        if self.eof {
            return Ok(StreamChunk::End);
        }
        self.check()?;
        match self.item().await? {
            StreamItem::Data(data) => {
                self.rest = data;
                Ok(StreamChunk::Data(self.rest.split_to(max.min(self.rest.len()))))
            }
            StreamItem::Hole(length) => Ok(StreamChunk::Hole(length)),
            StreamItem::Finish => {
                self.end.over();
                self.over = Some(Ok(()));
                self.eof = true;
                Ok(StreamChunk::End)
            }
            _ => {
                self.eof = true;
                Ok(StreamChunk::End)
            }
        }
    }

    async fn send(&mut self, data: Bytes) -> Result<()> {
        self.check_end()?;
        self.end.send(data).await.map_err(|reason| self.fail(reason.to_error()))
    }

    async fn send_hole(&mut self, length: u64) -> Result<()> {
        self.check_end()?;
        self.end.send_hole(length).await.map_err(|reason| self.fail(reason.to_error()))
    }

    async fn finish(&mut self) -> Result<()> {
        if let Some(over) = &self.over {
            return over.clone();
        }
        self.end.send_finish();
        loop {
            // What was sent before it was known that nobody wants it is passed over.
            if matches!(self.item().await?, StreamItem::Finish) {
                self.over = Some(Ok(()));
                return Ok(());
            }
        }
    }

    fn abort(&mut self, _error: Error) {
        if self.over.is_none() {
            // Daemons expect no reason.
            self.end.send_abort(None);
            self.over = Some(Err(Error::internal("the stream was given up")));
        }
    }
}
