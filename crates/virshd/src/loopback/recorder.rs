//! Every operation goes through both ends: public API, client, bytes, table, public API, a driver that takes notes.

use std::cell::Cell;
use std::fmt::Debug;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex};

use vir_driver::{MigrateTunnel, Screenshot, Stream, StreamIo};
use vir_types::info::{DomainStatsRecord, MigrateFinish};
use vir_types::*;

use super::generated::{SENT, SENT_TO_DAEMON, call_admin, call_all};
use super::{admin_over_socket, over_socket};

/// A driver that notes what it is asked, and answers with a made-up value.
#[derive(Clone, Default)]
pub(super) struct Recorder(Arc<Mutex<Notes>>);

/// Who looks at a call instead of comparing it: gets its name, whether the driver was asked it, and the error.
pub(super) type Judge = Box<dyn FnMut(&'static str, bool, Option<&Error>) + Send>;

thread_local! {
    /// Flags and words that all samples have, and documents where they have texts.
    static FORCED: Cell<Option<u32>> = const { Cell::new(None) };
}

#[derive(Default)]
struct Notes {
    judge: Option<Judge>,
    /// Everything that the driver was asked for the call.
    all: Vec<&'static str>,
    /// The last call: its name and arguments.
    asked: Option<(&'static str, String)>,
    /// What it was answered.
    answered: String,
    /// The operations that were compared.
    sent: Vec<&'static str>,
}

impl Recorder {
    pub(super) fn note(&self, name: &'static str, args: String) {
        let mut notes = self.0.lock().unwrap();
        notes.all.push(name);
        notes.asked = Some((name, args));
    }

    /// From here on calls are judged and not compared; all their flags have these bits.
    pub(super) fn judge(&self, flags: u32, judge: Judge) {
        FORCED.set(Some(flags));
        self.0.lock().unwrap().judge = Some(judge);
    }

    /// The same value each time, so that a call that asks twice is answered alike.
    pub(super) fn answer<T: Sample + Debug>(&self, name: &'static str) -> Result<T> {
        let value = T::sample(&mut Source::of(&format!("answer of {name}")));
        self.0.lock().unwrap().answered = value.shown();
        Ok(value)
    }

    /// Compares what the caller sent and got with what the driver got and sent.
    pub(super) fn check(&self, name: &'static str, sent: &str, got: Result<impl Sample + Debug>) {
        let mut notes = self.0.lock().unwrap();
        let all = std::mem::take(&mut notes.all);
        if let Some(judge) = &mut notes.judge {
            return judge(name, all.contains(&name), got.as_ref().err());
        }
        let got = got.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(notes.asked.take(), Some((name, sent.to_owned())), "{name}: the arguments");
        assert_eq!(got.shown(), notes.answered, "{name}: the answer");
        notes.sent.push(name);
    }
}

/// Made-up values, different for each place.
pub(super) struct Source(u32, &'static str);

impl Source {
    pub(super) fn of(name: &str) -> Self {
        let seed = name.bytes().fold(7, |sum: u32, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        Self(seed % 1000, super::guarded::document(name.trim_start_matches("answer of ")))
    }

    fn next(&mut self) -> u32 {
        self.0 = (self.0 * 37 + 11) % 1009;
        self.0
    }

    /// Bits that no layer takes for itself.
    pub(super) fn bits(&mut self) -> u32 {
        FORCED.get().unwrap_or_else(|| 1 + self.next() % 3)
    }

    /// Small enough for a byte, which some words travel in.
    pub(super) fn word(&mut self) -> i32 {
        FORCED.get().unwrap_or_else(|| 1 + self.next() % 100).cast_signed()
    }
}

/// A type that values can be made up of.
pub(super) trait Sample: Sized {
    fn sample(src: &mut Source) -> Self;

    /// How it is compared.
    fn shown(&self) -> String
    where
        Self: Debug,
    {
        format!("{self:?}")
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Sample for $number {
            fn sample(src: &mut Source) -> Self {
                <$number>::try_from(1 + src.next() % 120).unwrap()
            }
        }
    )*};
}

numbers!(u8 u16 u32 i32 u64 i64);

impl Sample for bool {
    fn sample(_: &mut Source) -> Self {
        true
    }
}

impl Sample for () {
    fn sample(_: &mut Source) {}
}

impl Sample for String {
    fn sample(src: &mut Source) -> Self {
        if FORCED.get().is_some() {
            return src.1.to_owned();
        }
        format!("text {}", src.next())
    }
}

impl Sample for Arc<str> {
    fn sample(src: &mut Source) -> Self {
        String::sample(src).into()
    }
}

impl<T: Sample> Sample for Option<T> {
    fn sample(src: &mut Source) -> Self {
        Some(T::sample(src))
    }
}

impl<T: Sample> Sample for Vec<T> {
    fn sample(src: &mut Source) -> Self {
        (0..2 + src.next() % 3).map(|_| T::sample(src)).collect()
    }
    fn shown(&self) -> String
    where
        Self: Debug,
    {
        // The numbers of descriptors differ at the two ends.
        let text = format!("{self:?}");
        if text.contains("OwnedFd") { format!("{} descriptors", self.len()) } else { text }
    }
}

impl Sample for Uuid {
    fn sample(src: &mut Source) -> Self {
        Self(std::array::from_fn(|_| u8::sample(src)))
    }
}

impl Sample for DomainKey {
    fn sample(src: &mut Source) -> Self {
        Self::new(String::sample(src), Uuid::sample(src), Some(u32::sample(src)))
    }
}

macro_rules! keys {
    ($($key:ident)*) => {$(
        impl Sample for $key {
            fn sample(src: &mut Source) -> Self {
                Self::new(String::sample(src), Uuid::sample(src))
            }
        }
    )*};
}

keys!(NetworkKey NwfilterKey StoragePoolKey);

impl Sample for DomainSnapshotKey {
    fn sample(src: &mut Source) -> Self {
        Self { name: Sample::sample(src), domain: Sample::sample(src) }
    }
}

impl Sample for DomainCheckpointKey {
    fn sample(src: &mut Source) -> Self {
        Self { name: Sample::sample(src), domain: Sample::sample(src) }
    }
}

impl Sample for InterfaceKey {
    fn sample(src: &mut Source) -> Self {
        Self { name: Sample::sample(src), mac: Sample::sample(src) }
    }
}

impl Sample for AdminServerKey {
    fn sample(src: &mut Source) -> Self {
        Self { name: Sample::sample(src) }
    }
}

impl Sample for AdminClientKey {
    fn sample(src: &mut Source) -> Self {
        Self {
            server: Sample::sample(src),
            id: Sample::sample(src),
            timestamp_s: Sample::sample(src),
            transport: Sample::sample(src),
        }
    }
}

impl Sample for NetworkPortKey {
    fn sample(src: &mut Source) -> Self {
        Self { network: Sample::sample(src), uuid: Sample::sample(src) }
    }
}

impl Sample for NodeDeviceKey {
    fn sample(src: &mut Source) -> Self {
        Self { name: Sample::sample(src) }
    }
}

impl Sample for NwfilterBindingKey {
    fn sample(src: &mut Source) -> Self {
        Self { port_dev: Sample::sample(src), filter_name: Sample::sample(src) }
    }
}

impl Sample for SecretKey {
    fn sample(src: &mut Source) -> Self {
        Self { uuid: Sample::sample(src), usage_type: Sample::sample(src), usage_id: Sample::sample(src) }
    }
}

impl Sample for SecretValue {
    fn sample(src: &mut Source) -> Self {
        Self::new(Sample::sample(src))
    }
    fn shown(&self) -> String {
        format!("{:?}", self.as_bytes())
    }
}

impl Sample for StorageVolKey {
    fn sample(src: &mut Source) -> Self {
        Self { pool: Sample::sample(src), name: Sample::sample(src), key: Sample::sample(src) }
    }
}

impl Sample for TypedParams {
    fn sample(src: &mut Source) -> Self {
        Self::new()
            .with(String::sample(src), i32::sample(src))
            .with(String::sample(src), u32::sample(src))
            .with(String::sample(src), -i64::sample(src))
            .with(String::sample(src), u64::MAX)
            .with(String::sample(src), 0.5)
            .with(String::sample(src), true)
            .with(String::sample(src), String::sample(src))
            .with("destination_xml", String::sample(src))
    }
}

impl Sample for MigrateFinish {
    fn sample(src: &mut Source) -> Self {
        Self::new(Sample::sample(src), Sample::sample(src))
    }
}

impl Sample for MigrateTunnel {
    fn sample(src: &mut Source) -> Self {
        Self::new(Sample::sample(src), Stream::new(Nothing))
    }
    fn shown(&self) -> String {
        format!("{:?}", self.cookie_out)
    }
}

impl Sample for DomainStatsRecord {
    fn sample(src: &mut Source) -> Self {
        Self::new(Sample::sample(src), Sample::sample(src))
    }
}

/// Descriptors travel by number: what they are open on is compared elsewhere.
impl Sample for OwnedFd {
    fn sample(_: &mut Source) -> Self {
        std::fs::File::open("/dev/null").unwrap().into()
    }
    fn shown(&self) -> String {
        "1".to_owned()
    }
}

/// A stream with nothing in it.
#[derive(Debug)]
struct Nothing;

impl StreamIo for Nothing {}

impl Sample for Stream {
    fn sample(_: &mut Source) -> Self {
        Self::new(Nothing)
    }
    fn shown(&self) -> String {
        "()".to_owned()
    }
}

#[tokio::test]
async fn every_operation_travels() {
    let recorder = Recorder::default();
    let (conn, folder) = over_socket("recorder", Arc::new(recorder.clone())).await;
    call_all(&conn, &recorder).await;
    let sent = recorder.0.lock().unwrap().sent.clone();
    conn.close().await;
    drop(folder);
    assert_eq!(sent, SENT);
}

#[tokio::test]
async fn every_operation_on_the_daemon_travels() {
    let recorder = Recorder::default();
    let (admin, folder) = admin_over_socket(Arc::new(recorder.clone())).await;
    call_admin(&admin, &recorder).await;
    let sent = recorder.0.lock().unwrap().sent.clone();
    admin.close().await;
    drop(folder);
    assert_eq!(sent, SENT_TO_DAEMON);
}

impl Sample for Screenshot {
    fn sample(src: &mut Source) -> Self {
        Self::new(Sample::sample(src), Stream::new(Nothing))
    }
    fn shown(&self) -> String {
        format!("{:?}", self.mime)
    }
}
