//! The promises of the event bus.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use vir_driver::{
    Event, EventBus, EventClass, EventFilter, EventPayload, EventStream, SendError, SubscriptionId, channel,
};
use vir_types::{
    ConnectCloseReason, DomainEvent, DomainEventId, DomainEventKind, DomainEventType, DomainKey, Uuid,
};

fn domain(number: u8) -> DomainKey {
    DomainKey::new(format!("vm{number}"), Uuid::from_bytes([number; 16]), Some(number.into()))
}

fn lifecycle(number: u8, detail: i32) -> DomainEvent {
    DomainEvent::lifecycle(domain(number), DomainEventType::STARTED, detail)
}

fn wants(key: Option<&DomainKey>) -> EventFilter {
    EventFilter::new(EventClass::Domain(DomainEventId::LIFECYCLE), key.map(Into::into))
}

/// The domain's number and the detail of each event that is queued now.
fn queued(stream: &mut EventStream) -> Vec<(u32, i32)> {
    let mut seen = Vec::new();
    while let Some(event) = stream.try_recv() {
        let EventPayload::Domain(event) = &event.payload else { panic!("another kind") };
        let DomainEventKind::Lifecycle { detail, .. } = event.kind else { panic!("another event") };
        seen.push((event.domain.id.unwrap(), detail));
    }
    seen
}

#[test]
fn each_gets_what_it_wants() {
    let bus = EventBus::new();
    let mut all = bus.register(wants(None), 8);
    let mut one = bus.register(wants(Some(&domain(2))), 8);
    let mut closed = bus.register(EventFilter::new(EventClass::Closed, None), 8);
    bus.emit(lifecycle(1, 1));
    bus.emit(lifecycle(2, 2));
    bus.emit(DomainEvent::new(domain(2), DomainEventKind::Reboot));
    bus.emit(ConnectCloseReason::ERROR);
    assert_eq!(queued(&mut all), [(1, 1), (2, 2)]);
    assert_eq!(queued(&mut one), [(2, 2)]);
    assert_eq!(closed.try_recv().unwrap().payload, EventPayload::Closed(ConnectCloseReason::ERROR));
    assert!(all.id() != one.id() && one.id() != closed.id());
}

#[test]
fn all_share_one_event_and_its_encoding() {
    let bus = EventBus::new();
    let (mut a, mut b) = (bus.register(wants(None), 1), bus.register(wants(None), 1));
    bus.emit(lifecycle(1, 1));
    let (a, b) = (a.try_recv().unwrap(), b.try_recv().unwrap());
    assert!(Arc::ptr_eq(&a, &b));
    assert_eq!(a.encoded(|| "once".into()), b.encoded(|| panic!("twice")));
}

#[tokio::test]
async fn a_full_queue_ends_that_subscription_and_says_so() {
    let bus = EventBus::new();
    let mut slow = bus.register(wants(None), 2);
    let mut quick = bus.register(wants(None), 16);
    for detail in 1..=3 {
        bus.emit(lifecycle(1, detail));
    }
    assert_eq!(bus.len(), 1, "the slow one is gone at once");
    bus.emit(lifecycle(1, 4));
    // What was queued still comes, without a gap; then the end, and the note.
    assert!(slow.recv().await.is_some());
    assert!(slow.recv().await.is_some());
    assert!(slow.recv().await.is_none());
    assert!(slow.overflowed());
    assert_eq!(queued(&mut quick), [(1, 1), (1, 2), (1, 3), (1, 4)]);
    assert!(!quick.overflowed());
}

#[tokio::test]
async fn no_room_is_never_no_queue() {
    let mut stream = EventBus::new().register(wants(None), 0);
    assert!(stream.recv().await.is_none(), "the bus is gone");
    assert!(!stream.overflowed());
}

#[test]
fn the_dead_are_pruned() {
    let bus = EventBus::new();
    let (first, second) = (bus.register(wants(None), 1), bus.register(wants(None), 1));
    drop(first);
    assert_eq!(bus.len(), 1);
    bus.emit(lifecycle(1, 1));
    drop(second);
    bus.emit(DomainEvent::new(domain(1), DomainEventKind::Reboot));
    assert!(bus.is_empty());
}

#[tokio::test]
async fn deregistering_by_name_ends_the_stream() {
    let bus = EventBus::new();
    let mut stream = bus.register(wants(None), 4);
    bus.emit(lifecycle(1, 1));
    assert!(bus.deregister(stream.id()));
    assert!(!bus.deregister(stream.id()));
    bus.emit(lifecycle(1, 2));
    assert_eq!(stream.recv().await.map(|event| event.payload.class()), Some(wants(None).class));
    assert!(stream.recv().await.is_none() && !stream.overflowed());
}

#[test]
fn hooks_run_once_in_order_when_the_stream_is_dropped() {
    let bus = EventBus::new();
    let calls = Arc::new(AtomicUsize::new(0));
    let (one, two) = (calls.clone(), calls.clone());
    let stream = bus
        .register(wants(None), 4)
        .on_drop(move || assert_eq!(one.fetch_add(1, Ordering::SeqCst), 0))
        .on_drop(move || assert_eq!(two.fetch_add(1, Ordering::SeqCst), 1));
    assert_eq!(calls.load(Ordering::SeqCst), 0);
    drop(stream);
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[test]
fn a_hook_may_use_the_bus() {
    let bus = Arc::new(EventBus::new());
    let stream = bus.register(wants(None), 4);
    let (id, other) = (stream.id(), bus.clone());
    drop(stream.on_drop(move || assert!(other.deregister(id))));
    assert!(bus.is_empty());
}

#[test]
fn order_is_the_same_for_all() {
    const EACH: i32 = 200;
    let bus = Arc::new(EventBus::new());
    let mut streams: Vec<_> = (0..3).map(|_| bus.register(wants(None), 4096)).collect();
    let emitters: Vec<_> = (1..=4u8)
        .map(|number| {
            let bus = bus.clone();
            std::thread::spawn(move || (0..EACH).for_each(|detail| bus.emit(lifecycle(number, detail))))
        })
        .collect();
    emitters.into_iter().for_each(|emitter| emitter.join().unwrap());
    let seen: Vec<_> = streams.iter_mut().map(queued).collect();
    assert_eq!(seen[0].len(), 4 * usize::try_from(EACH).unwrap());
    assert!(seen.iter().all(|other| *other == seen[0]));
    for number in 1..=4 {
        let own: Vec<_> = seen[0].iter().filter(|(id, _)| *id == number).map(|(_, detail)| *detail).collect();
        assert_eq!(own, (0..EACH).collect::<Vec<_>>(), "one emitter's order is kept");
    }
}

#[tokio::test]
async fn emitting_wakes_a_waiting_reader() {
    let bus = Arc::new(EventBus::new());
    let mut stream = bus.register(wants(None), 1);
    let reader = tokio::spawn(async move { stream.next().await.map(|event| event.payload.class()) });
    tokio::task::yield_now().await;
    bus.emit(lifecycle(1, 1));
    let class = tokio::time::timeout(std::time::Duration::from_secs(10), reader).await.unwrap().unwrap();
    assert_eq!(class, Some(EventClass::Domain(DomainEventId::LIFECYCLE)));
}

#[test]
fn a_queue_can_be_used_without_a_bus() {
    let (mut sender, stream) = channel(SubscriptionId(7), 1);
    assert_eq!((sender.id(), stream.id()), (SubscriptionId(7), SubscriptionId(7)));
    let event = Arc::new(Event::new(lifecycle(1, 1)));
    assert_eq!(sender.send(event.clone()), Ok(()));
    assert_eq!(sender.send(event.clone()), Err(SendError::Overflow));
    assert_eq!(sender.send(event), Err(SendError::Closed));
    assert!(stream.overflowed() && sender.is_closed());
}

#[test]
fn a_condition_that_panics_does_not_break_the_bus() {
    let bus = Arc::new(EventBus::new());
    let _bad = bus.register(wants(None).only_if(|_| panic!("bad condition")), 1);
    let mut good = bus.register(wants(Some(&domain(1))), 1);
    let other = bus.clone();
    assert!(std::thread::spawn(move || other.emit(lifecycle(1, 1))).join().is_err());
    assert!(bus.deregister(SubscriptionId(1)));
    bus.emit(lifecycle(1, 2));
    assert_eq!(queued(&mut good).last(), Some(&(1, 2)));
}
