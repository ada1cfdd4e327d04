//! How deep the stack has been. `cortex-m-rt` paints all of it before `main`.

/// The most that it ever held, in bytes, interrupts included.
pub fn peak() -> u32 {
    unsafe extern "C" {
        static _stack_start: u32;
        static _stack_end: u32;
    }
    let (top, bottom) = (&raw const _stack_start, &raw const _stack_end);
    let words = (top.addr() - bottom.addr()) / 4;
    // SAFETY: both bound the RAM that is the stack's, the upper one excluded; it may change while it is read.
    let is_painted =
        |&at: &usize| unsafe { bottom.add(at).read_volatile() } == cortex_m_rt::STACK_PAINT_VALUE;
    let clean = (0..words).take_while(is_painted).count();
    4 * (words - clean) as u32
}
