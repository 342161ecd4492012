//! Between a driver's stream and a client's.

use libvir::Error;
use vir_driver::{Stream, StreamChunk};
use vir_rpc::{CloseReason, STREAM_DATA_MAX, StreamEnd, StreamItem};
use vir_types::{Code, Origin};

/// Carries a stream until either side ends it. Nothing is read from the driver before the client's connection has
/// room for it, and the client's data waits in its connection until the driver takes it.
pub(crate) async fn pump(mut stream: Stream, end: StreamEnd, readable: bool) {
    let mut reading = readable;
    loop {
        let step = tokio::select! {
            item = end.recv() => Step::Client(item),
            chunk = read(&mut stream, &end), if reading => Step::Driver(chunk),
        };
        let result = match step {
            Step::Driver(Ok(StreamChunk::Data(data))) => end.send(data).await.map_err(Over::Gone),
            Step::Driver(Ok(StreamChunk::Hole(length))) => end.send_hole(length).await.map_err(Over::Gone),
            Step::Driver(Ok(_)) => {
                reading = false;
                end.send_eof();
                Ok(())
            }
            Step::Driver(Err(over)) => Err(over),
            Step::Client(Err(reason)) => Err(Over::Gone(reason)),
            Step::Client(Ok(item)) => match take(&mut stream, &end, item).await {
                Ok(true) => Ok(()),
                Ok(false) => return end.send_finish(),
                Err(over) => Err(over),
            },
        };
        match result {
            Ok(()) => {}
            Err(Over::Failed(error)) => {
                tracing::debug!(target: "virshd", %error, "a stream failed");
                return end.send_abort(Some(&error));
            }
            Err(Over::Aborted(reason)) => {
                let text = reason.map_or_else(
                    || "stream aborted at client request".to_owned(),
                    |error| format!("stream aborted at client request: {error}"),
                );
                let error = Error::new(Code::RPC, text).or_origin(Origin::STREAMS);
                stream.abort(error.clone());
                return end.send_abort(Some(&error));
            }
            Err(Over::Gone(reason)) => {
                end.over();
                return stream.abort(reason.to_error());
            }
        }
    }
}

enum Step {
    Client(Result<StreamItem, CloseReason>),
    Driver(Result<StreamChunk, Over>),
}

/// Why a stream ends before it is finished.
enum Over {
    /// The driver cannot go on.
    Failed(Error),
    /// The client does not want to.
    Aborted(Option<Error>),
    /// There is no client any more.
    Gone(CloseReason),
}

async fn read(stream: &mut Stream, end: &StreamEnd) -> Result<StreamChunk, Over> {
    end.ready().await.map_err(Over::Gone)?;
    stream.recv(STREAM_DATA_MAX).await.map_err(Over::Failed)
}

/// Hands the driver what the client said; `false` when that was the end.
async fn take(stream: &mut Stream, end: &StreamEnd, item: StreamItem) -> Result<bool, Over> {
    match item {
        StreamItem::Data(data) => unless_given_up(end, stream.send(data)).await.map(|()| true),
        StreamItem::Hole(length) => unless_given_up(end, stream.send_hole(length)).await.map(|()| true),
        StreamItem::Finish => stream.finish().await.map_err(Over::Failed).map(|()| false),
        StreamItem::Abort(reason) => Err(Over::Aborted(reason)),
        // A client that has no more to say says so by finishing.
        _ => Ok(true),
    }
}

/// A driver may take its time, for a guest that does not listen even for ever: a client need not wait for that
/// to be let go.
async fn unless_given_up(
    end: &StreamEnd,
    sending: impl Future<Output = libvir::Result<()>>,
) -> Result<(), Over> {
    tokio::select! {
        biased;
        sent = sending => sent.map_err(Over::Failed),
        given_up = end.given_up() => Err(given_up.map_or_else(Over::Gone, Over::Aborted)),
    }
}
