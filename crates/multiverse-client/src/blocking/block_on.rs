//! Waiting for a future on a thread that has nothing else to do.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Polls a future on this thread until it is ready.
///
/// It may be called inside of any runtime or executor, and of itself: neither takes the other's wakes. Those of tokio and
/// futures panic then.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let alarm = Arc::new(Alarm { rung: AtomicBool::new(false), thread: thread::current() });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(ready) = future.as_mut().poll(&mut context) {
            return ready;
        }
        while !alarm.rung.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// Wakes a thread, and knows that it did.
struct Alarm {
    rung: AtomicBool,
    thread: Thread,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[test]
    fn a_wait_inside_of_a_wait_takes_nothing_from_it() {
        let (sender, mut outer) = oneshot::channel();
        let mut sender = Some(sender);
        let waited = std::future::poll_fn(|context| {
            let polled = pin!(&mut outer).poll(context);
            if let Some(sender) = sender.take() {
                let (inner_sender, inner) = oneshot::channel();
                // The outer one is woken while the inner one waits.
                thread::spawn(move || {
                    sender.send(()).unwrap();
                    inner_sender.send(()).unwrap();
                });
                block_on(inner).unwrap();
            }
            polled
        });
        block_on(waited).unwrap();
    }
}
