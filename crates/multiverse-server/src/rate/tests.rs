use governor::clock::FakeRelativeClock;

use super::*;

const OFF: Rate = Rate { per_second: 0, burst: 0 };

struct Story {
    limits: RateLimits<FakeRelativeClock>,
    clock: FakeRelativeClock,
}

impl Story {
    fn with(per_player: Rate, per_address: Rate) -> Self {
        Self::with_room_for(1000, per_player, per_address)
    }

    fn with_room_for(max_keys: usize, per_player: Rate, per_address: Rate) -> Self {
        let clock = FakeRelativeClock::default();
        // A limiter reads the time 0 as "never seen".
        clock.advance(Duration::from_secs(1));
        Self { limits: RateLimits::with_clock(per_player, per_address, clock.clone(), max_keys), clock }
    }

    fn player(&self, id: &str) -> Result<(), Wait> {
        self.limits.check(None, Some(&id.parse().unwrap()))
    }

    fn address(&self, address: &str) -> Result<(), Wait> {
        self.limits.check(Some(address.parse().unwrap()), None)
    }

    fn addresses_known(&self) -> usize {
        self.limits.by_address.as_ref().unwrap().len()
    }

    fn passes(&self, milliseconds: u64) {
        self.clock.advance(Duration::from_millis(milliseconds));
    }
}

fn rate(per_second: u32, burst: u32) -> Rate {
    Rate { per_second, burst }
}

#[test]
fn a_player_has_a_burst_and_then_the_rate() {
    let story = Story::with(rate(10, 3), OFF);
    for _ in 0..3 {
        assert_eq!(story.player("ada"), Ok(()));
    }
    assert_eq!(story.player("ada"), Err(Wait { retry_after: Duration::from_millis(100) }));
    story.passes(40);
    assert_eq!(story.player("ada"), Err(Wait { retry_after: Duration::from_millis(60) }));
    story.passes(60);
    assert_eq!(story.player("ada"), Ok(()));
    assert!(story.player("ada").is_err());
}

#[test]
fn one_player_does_not_use_up_what_another_has() {
    let story = Story::with(rate(1, 1), OFF);
    assert_eq!(story.player("ada"), Ok(()));
    assert!(story.player("ada").is_err());
    assert_eq!(story.player("bob"), Ok(()));
}

#[test]
fn without_a_burst_it_is_a_second_of_the_rate() {
    let story = Story::with(rate(5, 0), OFF);
    let passed = (0..20).filter(|_| story.player("ada").is_ok()).count();
    assert_eq!(passed, 5);
}

#[test]
fn zero_is_no_limit() {
    let story = Story::with(OFF, rate(0, 7));
    for _ in 0..10_000 {
        assert_eq!(story.player("ada").and(story.address("192.0.2.1")), Ok(()));
    }
}

#[test]
fn the_greatest_settings_work_too() {
    for settings in [rate(u32::MAX, u32::MAX), rate(u32::MAX, 1), rate(1, u32::MAX), rate(u32::MAX, 0)] {
        let story = Story::with(settings, OFF);
        assert_eq!(story.player("ada"), Ok(()), "{settings:?}");
        story.passes(1);
        assert_eq!(story.player("ada"), Ok(()), "{settings:?}");
        story.limits.sweep();
    }
}

#[test]
fn an_ipv6_address_counts_as_its_network_and_a_disguised_ipv4_as_itself() {
    let cases = [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ("192.0.2.1", "192.0.2.2", false),
        ("192.0.2.1", "::ffff:192.0.2.1", true),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
    ];
    for (first, second, same) in cases {
        let story = Story::with(OFF, rate(1, 1));
        assert_eq!(story.address(first), Ok(()));
        assert_eq!(story.address(second).is_err(), same, "{first} {second}");
    }
}

#[test]
fn a_request_that_the_address_may_not_make_does_not_count_against_the_player() {
    let story = Story::with(rate(1, 1), rate(1, 1));
    let ada = "ada".parse().unwrap();
    assert_eq!(story.address("192.0.2.1"), Ok(()));
    assert!(story.limits.check(Some([192, 0, 2, 1].into()), Some(&ada)).is_err());
    assert_eq!(story.limits.check(Some([192, 0, 2, 2].into()), Some(&ada)), Ok(()));
}

#[test]
fn a_sweep_forgets_the_idle_and_keeps_the_busy() {
    let story = Story::with(OFF, rate(1, 5));
    for last in 0..100 {
        story.address(&format!("192.0.2.{last}")).unwrap();
    }
    story.passes(60_000);
    while story.address("198.51.100.7").is_ok() {}
    story.limits.sweep();
    assert_eq!(story.addresses_known(), 1);
    assert!(story.address("198.51.100.7").is_err());
}

#[test]
fn addresses_without_end_take_no_memory_without_end_and_are_limited_still() {
    let story = Story::with_room_for(50, OFF, rate(1, 1));
    assert_eq!(story.address("198.51.100.7"), Ok(()));
    let address = |i: u32| std::net::Ipv4Addr::from_bits(0x0a00_0000 + i).to_string();
    let passed = (0..20_000).filter(|i| story.address(&address(*i)).is_ok()).count();
    assert_eq!(story.addresses_known(), 50);
    assert!(passed <= 50 + 1024, "{passed}");
    assert!(story.address("198.51.100.7").is_err(), "who was known before is still counted alone");
    story.passes(60_000);
    story.limits.sweep();
    assert_eq!(story.addresses_known(), 0);
    assert_eq!(story.address("10.1.1.1"), Ok(()));
}
