//! The system's allocator, with a count of what each thread asks it for.
//!
//! A program that uses this crate has it as its allocator. Only such a thing needs `unsafe`, which the library and its other tests
//! forbid themselves.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// On whose account a thread allocates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Where each thread begins.
    Program,
    /// What it calls, and wants to know apart.
    Other,
}

thread_local! {
    static ACCOUNT: Cell<Account> = const { Cell::new(Account::Program) };
    static BYTES: [Cell<usize>; 2] = const { [Cell::new(0), Cell::new(0)] };
}

/// Bytes that this thread has asked for on this account.
pub fn allocated(account: Account) -> usize {
    BYTES.with(|bytes| bytes[account as usize].get())
}

/// Does something on this account.
pub fn on<R>(account: Account, work: impl FnOnce() -> R) -> R {
    let before = ACCOUNT.replace(account);
    let result = work();
    ACCOUNT.set(before);
    result
}

fn count(bytes: usize) {
    // A thread that ends may have none any more.
    let _ = ACCOUNT.try_with(|account| {
        BYTES.try_with(|counts| {
            let count = &counts[account.get() as usize];
            count.set(count.get() + bytes);
        })
    });
}

// SAFETY: each call goes to the system's allocator as it is; counting does not allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        unsafe { System.realloc(block, layout, size) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_on_one_account() {
        let before = [allocated(Account::Program), allocated(Account::Other)];
        let mut block = Vec::<u8>::with_capacity(100);
        let other = on(Account::Other, || vec![0_u8; 1_000]);
        block.reserve_exact(200);
        assert_eq!(allocated(Account::Program) - before[0], 300);
        assert_eq!(allocated(Account::Other) - before[1], 1_000);
        drop((block, other));
        std::thread::spawn(|| assert_eq!(allocated(Account::Other), 0)).join().unwrap();
    }
}
