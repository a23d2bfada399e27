use multiverse_model::{Problem, ProblemType};

use super::*;
use crate::client::error::Refusal;

const POLICY: RetryPolicy = RetryPolicy {
    attempts: 4,
    first_pause: Duration::from_secs(1),
    longest_pause: Duration::from_secs(3),
    longest_wait: Duration::from_secs(10),
    total: Duration::from_secs(60),
};

fn most() -> Random {
    Random::new(|buffer| {
        buffer.fill(0xff);
        true
    })
}

fn unreachable(how: Unreached) -> ClientError {
    ClientError::Unreachable { how, cause: "nothing there".into() }
}

fn refused(kind: ProblemType, retry_after: Option<u64>) -> ClientError {
    let refusal = Refusal { problem: Problem::new(kind, "No."), request_id: None };
    ClientError::refused(refusal, retry_after.map(Duration::from_secs))
}

/// How long it is waited before each repeat of a call that always fails so.
async fn pauses(policy: RetryPolicy, repeat: Repeat, error: impl Fn() -> ClientError) -> Vec<u64> {
    let random = most();
    let mut retries = Retries::new(policy, &random, repeat);
    let mut pauses = Vec::new();
    loop {
        let before = Instant::now();
        if retries.after(error()).await.is_err() {
            return pauses;
        }
        pauses.push(before.elapsed().as_secs());
    }
}

#[tokio::test(start_paused = true)]
async fn pauses_double_up_to_the_longest_and_end() {
    let none = || unreachable(Unreached::NoConnection);
    assert_eq!(pauses(POLICY, Repeat::Always, none).await, [1, 2, 3]);
    assert_eq!(pauses(RetryPolicy::never(), Repeat::Always, none).await, [0; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_pause_is_random_between_nothing_and_its_longest() {
    let random = Random::new(|buffer| {
        buffer.fill(0);
        true
    });
    let mut retries = Retries::new(POLICY, &random, Repeat::Always);
    let before = Instant::now();
    retries.after(unreachable(Unreached::NoConnection)).await.unwrap();
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn no_repeat_begins_after_the_total() {
    let policy = RetryPolicy { total: Duration::from_secs(4), ..POLICY };
    assert_eq!(pauses(policy, Repeat::Always, || unreachable(Unreached::Broken)).await, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_when_is_waited_for_but_not_longer_than_we_wait() {
    for kind in [ProblemType::RateLimited, ProblemType::Unavailable] {
        assert_eq!(pauses(POLICY, Repeat::Always, || refused(kind, Some(7))).await, [8, 8, 8]);
        assert_eq!(pauses(POLICY, Repeat::Always, || refused(kind, Some(11))).await, [0; 0]);
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_done_is_repeated_only_where_that_does_no_harm() {
    for how in [Unreached::Broken, Unreached::Gateway(502)] {
        assert_eq!(pauses(POLICY, Repeat::IfNotDone, || unreachable(how)).await, [0; 0]);
        assert_eq!(pauses(POLICY, Repeat::Always, || unreachable(how)).await.len(), 3);
    }
    let none = || unreachable(Unreached::NoConnection);
    assert_eq!(pauses(POLICY, Repeat::IfNotDone, none).await.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_the_server_refused_is_not_repeated() {
    for kind in ProblemType::ALL {
        let passes = matches!(
            kind,
            ProblemType::RateLimited
                | ProblemType::TooManyStreams
                | ProblemType::Unavailable
                | ProblemType::RequestTimeout
        );
        let count = pauses(POLICY, Repeat::Always, || refused(*kind, None)).await.len();
        assert_eq!(count, if passes { 3 } else { 0 }, "{kind:?}");
    }
}
