//! The loop around what is added.

use std::hint::black_box;

use super::peers::Rounds;

/// Does something with each. The black box holds nothing and is no instruction: it only keeps the loop from being left out, and
/// one turn of it from being mixed with the next.
#[inline(always)]
pub(crate) fn each<A>(arguments: &[A], mut with: impl FnMut(&A)) {
    for one in arguments {
        with(one);
        black_box(());
    }
}

/// The same loop with nothing in it.
pub(crate) fn nothing<A: 'static>(arguments: Vec<A>) -> Rounds {
    Box::new(move |rounds| {
        for _ in 0..rounds {
            each(&arguments, |_| ());
        }
    })
}
