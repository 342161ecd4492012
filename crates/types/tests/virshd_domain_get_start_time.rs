//! The words of `virshd_domain_get_start_time`.

use std::time::{Duration, UNIX_EPOCH};

use vir_types::info::DomainStartTime;

#[test]
fn fields_stand_in_their_order() {
    let mut info = DomainStartTime::default();
    info.started_s = -3;
    info.elapsed_ms = 4;
    assert_eq!(info, DomainStartTime::new(-3, 4));
}

#[test]
fn the_start_is_reckoned_back_from_now() {
    let ago = |now, elapsed| {
        DomainStartTime::ago(UNIX_EPOCH + Duration::from_secs(now), Duration::from_millis(elapsed))
    };
    assert_eq!(ago(1000, 2500), DomainStartTime::new(997, 2500));
    assert_eq!(ago(1, 4000), DomainStartTime::new(-3, 4000));
}
