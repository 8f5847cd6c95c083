//! Work on several threads, its results handed on in the order in which it was taken up.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How much is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub threads: usize,
    /// The most pieces that are taken up and not yet handed on.
    pub window: usize,
}

/// Takes piece after piece from `next`, works on them, and hands what comes of each to `each`, in the
/// order of the pieces: the same for any number of threads.
///
/// # Errors
/// The first error of `next`, of a worker or of `each`, in the order of the pieces.
pub fn in_order<T: Send, R: Send, E: Send, W: FnMut(T) -> Result<R, E>>(
    limits: Limits,
    mut next: impl FnMut() -> Result<Option<T>, E> + Send,
    worker: impl Fn() -> W + Sync,
    mut each: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    if limits.threads <= 1 {
        let mut work = worker();
        while let Some(piece) = next()? {
            each(work(piece)?)?;
        }
        return Ok(());
    }
    let queue = Queue { state: Mutex::new(State { next, taken: 0, handed: 0, over: false }), moved: Condvar::new() };
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        for _ in 0..limits.threads {
            let (queue, sender, worker) = (&queue, sender.clone(), &worker);
            scope.spawn(move || queue.work(limits.window, &sender, worker()));
        }
        drop(sender);
        let result = hand_on(&queue, &receiver, &mut each);
        queue.end();
        result
    })
}

struct Queue<N> {
    state: Mutex<State<N>>,
    moved: Condvar,
}

struct State<N> {
    next: N,
    taken: usize,
    handed: usize,
    /// Nothing more is taken up.
    over: bool,
}

impl<N> Queue<N> {
    fn state(&self) -> MutexGuard<'_, State<N>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self) {
        self.state().over = true;
        self.moved.notify_all();
    }

    fn work<T, R, E>(
        &self,
        window: usize,
        sender: &Sender<(usize, Result<R, E>)>,
        mut work: impl FnMut(T) -> Result<R, E>,
    ) where
        N: FnMut() -> Result<Option<T>, E>,
    {
        // A worker that dies must not be waited for.
        let guard = EndOnPanic(self);
        loop {
            let mut state = self.state();
            while !state.over && state.taken >= state.handed.saturating_add(window.max(1)) {
                state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.over {
                break;
            }
            let piece = (state.next)();
            let number = state.taken;
            state.taken = number.saturating_add(1);
            state.over = !matches!(piece, Ok(Some(_)));
            drop(state);
            let result = match piece {
                Ok(Some(piece)) => work(piece),
                Ok(None) => break,
                Err(error) => Err(error),
            };
            if sender.send((number, result)).is_err() {
                break;
            }
        }
        std::mem::forget(guard);
        self.moved.notify_all();
    }
}

struct EndOnPanic<'q, N>(&'q Queue<N>);

impl<N> Drop for EndOnPanic<'_, N> {
    fn drop(&mut self) {
        self.0.end();
    }
}

fn hand_on<N, R, E>(
    queue: &Queue<N>,
    receiver: &Receiver<(usize, Result<R, E>)>,
    each: &mut impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting: BTreeMap<usize, Result<R, E>> = BTreeMap::new();
    let mut wanted = 0_usize;
    for (number, result) in receiver {
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(&wanted) {
            each(result?)?;
            wanted = wanted.saturating_add(1);
            queue.state().handed = wanted;
            queue.moved.notify_all();
        }
    }
    Ok(())
}
