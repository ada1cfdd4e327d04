//! A network in memory: each connection follows a plan, and everything that happens is written down.

use std::cell::RefCell;
use std::rc::Rc;

use embedded_io::{ErrorKind, ErrorType, Read, Write};
use librato::Server;
use librato::transport::TransportErrorKind;
use librato::transports::Redial;

pub(crate) const ANSWER: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

/// What happens at one byte of a stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Strike {
    /// `Ok(0)`.
    Zero,
    Error(ErrorKind),
}

/// How one connection goes.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) refused: Option<TransportErrorKind>,
    /// The most bytes that one `write` or `read` moves.
    pub(crate) step: usize,
    /// What goes wrong at this byte of all that is written, or read, over the connection.
    pub(crate) write: Option<(usize, Strike)>,
    pub(crate) read: Option<(usize, Strike)>,
    pub(crate) flush: Option<ErrorKind>,
    /// Sent once for every whole request.
    pub(crate) answer: Vec<u8>,
    /// Every other call is interrupted.
    pub(crate) interrupts: bool,
    /// Counts that it claims beyond what it moved.
    pub(crate) overclaim_write: usize,
    pub(crate) overclaim_read: usize,
}

impl Plan {
    pub(crate) fn good() -> Self {
        Self {
            refused: None,
            step: 7,
            write: None,
            read: None,
            flush: None,
            answer: ANSWER.into(),
            interrupts: false,
            overclaim_write: 0,
            overclaim_read: 0,
        }
    }

    pub(crate) fn answering(answer: impl Into<Vec<u8>>) -> Self {
        Self { answer: answer.into(), ..Self::good() }
    }
}

#[derive(Default)]
pub(crate) struct World {
    plans: Vec<Plan>,
    pub(crate) dials: usize,
    pub(crate) open: bool,
    /// The modem says that the connection is gone.
    pub(crate) lost: bool,
    /// What each connection took.
    pub(crate) taken: Vec<Vec<u8>>,
    request_len: usize,
    to_read: Vec<u8>,
    was_read: usize,
    answered: usize,
    calls: usize,
}

impl World {
    /// How many whole requests the server saw, over all connections.
    pub(crate) fn seen(&self) -> usize {
        self.taken.iter().map(|bytes| bytes.len() / self.request_len).sum()
    }

    fn plan(&self) -> Plan {
        self.plans[self.dials - 1].clone()
    }

    fn interrupt(&mut self) -> bool {
        self.calls += 1;
        self.plan().interrupts && self.calls % 2 == 1
    }
}

#[derive(Clone)]
pub(crate) struct Net(pub(crate) Rc<RefCell<World>>);

impl Net {
    pub(crate) fn new(request_len: usize, plans: &[Plan]) -> Self {
        Self(Rc::new(RefCell::new(World { plans: plans.to_vec(), request_len, ..World::default() })))
    }
}

impl Redial for Net {
    type Stream = Self;

    fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        let world = &mut *self.0.borrow_mut();
        assert!(!world.open, "dialled without hanging up");
        assert!(server.host().starts_with("127.0.0.") || server.is_secure());
        world.dials += 1;
        assert!(world.dials <= world.plans.len(), "dialled more often than planned");
        if let Some(kind) = world.plan().refused {
            return Err(kind);
        }
        (world.open, world.lost) = (true, false);
        world.taken.push(Vec::new());
        world.to_read.clear();
        (world.was_read, world.answered) = (0, 0);
        Ok(())
    }

    fn stream(&mut self) -> Option<&mut Self> {
        assert!(self.0.borrow().open, "used without dialling");
        let lost = self.0.borrow().lost;
        (!lost).then_some(self)
    }

    fn hang_up(&mut self) {
        let world = &mut *self.0.borrow_mut();
        assert!(world.open, "hung up twice");
        world.open = false;
    }
}

impl ErrorType for Net {
    type Error = ErrorKind;
}

/// How many bytes may be moved before the strike at `fault`; what strikes if none.
fn before(
    fault: Option<(usize, Strike)>,
    done: usize,
    wanted: usize,
) -> Result<usize, Result<usize, ErrorKind>> {
    match fault {
        Some((at, Strike::Zero)) if at == done => Err(Ok(0)),
        Some((at, Strike::Error(kind))) if at == done => Err(Err(kind)),
        Some((at, _)) => Ok(wanted.min(at.saturating_sub(done))),
        None => Ok(wanted),
    }
}

impl Write for Net {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let world = &mut *self.0.borrow_mut();
        assert!(world.open && !bytes.is_empty());
        if world.interrupt() {
            return Err(ErrorKind::Interrupted);
        }
        let plan = world.plan();
        let taken = world.taken.last_mut().unwrap();
        match before(plan.write, taken.len(), bytes.len().min(plan.step)) {
            Err(strike) => strike,
            Ok(count) => {
                taken.extend_from_slice(&bytes[..count]);
                Ok(count + plan.overclaim_write)
            }
        }
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        let world = &mut *self.0.borrow_mut();
        if world.interrupt() {
            return Err(ErrorKind::Interrupted);
        }
        world.plan().flush.map_or(Ok(()), Err)
    }
}

impl Read for Net {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        let world = &mut *self.0.borrow_mut();
        assert!(world.open && !buf.is_empty());
        if world.interrupt() {
            return Err(ErrorKind::Interrupted);
        }
        let plan = world.plan();
        let whole = world.taken.last().unwrap().len() / world.request_len;
        for _ in world.answered..whole {
            world.to_read.extend_from_slice(&plan.answer);
        }
        world.answered = whole;
        let there = world.to_read.len().min(buf.len()).min(plan.step);
        match before(plan.read, world.was_read, there) {
            Err(strike) => strike,
            Ok(0) => Err(ErrorKind::TimedOut),
            Ok(count) => {
                for (to, from) in buf.iter_mut().zip(world.to_read.drain(..count)) {
                    *to = from;
                }
                world.was_read += count;
                Ok(count + plan.overclaim_read)
            }
        }
    }
}
