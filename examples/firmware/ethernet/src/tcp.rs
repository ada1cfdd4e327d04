//! A TCP connection over smoltcp as a byte stream that is dialled again and again. It blocks, with the processor asleep.

use core::net::Ipv4Addr;
use core::task::Poll;

use boards::{Lan9118, clock, meter};
use embedded_io::{ErrorKind, ErrorType, Read, Write};
use librato::transport::TransportErrorKind;
use librato::transports::Redial;
use librato::{Millis, Server};
use smoltcp::iface::{Config, Interface, SocketHandle, SocketSet, SocketStorage};
use smoltcp::socket::tcp::{self, SocketBuffer};
use smoltcp::time::Instant;
use smoltcp::wire::{EthernetAddress, Ipv4Cidr};
use static_cell::ConstStaticCell;

/// How long the server may take to open a connection, to make room for some bytes, to send some bytes.
const LIMIT: Millis = Millis::from_secs(5);

static SOCKETS: ConstStaticCell<[SocketStorage<'static>; 1]> = ConstStaticCell::new([SocketStorage::EMPTY]);
static RECEIVE: ConstStaticCell<[u8; 1024]> = ConstStaticCell::new([0; 1024]);
static SEND: ConstStaticCell<[u8; 1024]> = ConstStaticCell::new([0; 1024]);

/// A network interface with one TCP socket.
pub(crate) struct Tcp {
    device: Lan9118,
    interface: Interface,
    sockets: SocketSet<'static>,
    socket: SocketHandle,
    port: u16,
}

impl Tcp {
    /// An interface with this address. `seed` is random: sequence numbers and ports come from it. `None` the second time.
    pub(crate) fn new(mut device: Lan9118, address: Ipv4Cidr, seed: u32) -> Option<Self> {
        let mut config = Config::new(EthernetAddress(device.mac()).into());
        config.random_seed = seed.into();
        let mut interface = Interface::new(config, &mut device, now());
        interface.update_ip_addrs(|addresses| {
            // There is room for one.
            let _ = addresses.push(address.into());
        });
        let mut sockets = SocketSet::new(SOCKETS.try_take()?.as_mut_slice());
        let (receive, send) = (RECEIVE.try_take()?.as_mut_slice(), SEND.try_take()?.as_mut_slice());
        let socket = tcp::Socket::new(SocketBuffer::new(receive), SocketBuffer::new(send));
        let socket = sockets.add(socket);
        Some(Self { device, interface, sockets, socket, port: seed as u16 })
    }

    /// Sleeps until this time, and handles what frames come: the interface answers those who look for its address, and hears when a
    /// connection is closed.
    pub(crate) fn sleep_until(&mut self, time: Millis) {
        loop {
            self.poll();
            if clock::uptime() >= time {
                return;
            }
            self.doze(time);
        }
    }

    /// Handles frames until `operation` is over, or its time is.
    fn until<T>(
        &mut self,
        mut operation: impl FnMut(&mut tcp::Socket) -> Poll<Result<T, ErrorKind>>,
    ) -> Result<T, ErrorKind> {
        let deadline = clock::uptime().after(LIMIT);
        loop {
            self.poll();
            if let Poll::Ready(result) = operation(self.sockets.get_mut(self.socket)) {
                // What was written goes out.
                self.poll();
                return result;
            }
            if clock::uptime() >= deadline {
                return Err(ErrorKind::TimedOut);
            }
            self.doze(deadline);
        }
    }

    fn poll(&mut self) {
        self.interface.poll(now(), &mut self.device, &mut self.sockets);
    }

    /// Sleeps until there is something to handle, or until `deadline`.
    fn doze(&mut self, deadline: Millis) {
        let next = self.interface.poll_at(now(), &self.sockets);
        let deadline = next.map_or(deadline, |next| deadline.min(Millis(next.total_millis().unsigned_abs())));
        meter::wait(|| {
            // Looked at with interrupts masked: a frame that comes between the look and the sleep ends the sleep.
            while clock::doze_if(|| !self.device.has_frame() && clock::uptime() < deadline) {}
        });
    }

    fn connect(&mut self, address: Ipv4Addr, port: u16) -> Result<(), ErrorKind> {
        // A port of its own for each connection: the server may still hold the last one.
        self.port = self.port.wrapping_add(1) | 0xc000;
        let socket = self.sockets.get_mut::<tcp::Socket>(self.socket);
        socket
            .connect(self.interface.context(), (address, port), self.port)
            .map_err(|_| ErrorKind::AddrNotAvailable)?;
        self.until(|socket| match socket.state() {
            tcp::State::Closed => Poll::Ready(Err(ErrorKind::ConnectionRefused)),
            _ if socket.may_send() => Poll::Ready(Ok(())),
            _ => Poll::Pending,
        })
    }
}

impl Redial for Tcp {
    type Stream = Self;

    fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        // Names need smoltcp's `dns` socket.
        let address = server.host().parse().map_err(|_| TransportErrorKind::Resolve)?;
        self.connect(address, server.port()).map_err(|error| {
            self.hang_up();
            error.into()
        })
    }

    fn stream(&mut self) -> Option<&mut Self> {
        Some(self)
    }

    fn hang_up(&mut self) {
        self.sockets.get_mut::<tcp::Socket>(self.socket).abort();
        self.poll(); // says so to the other end
    }
}

impl ErrorType for Tcp {
    type Error = ErrorKind;
}

impl Read for Tcp {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        self.until(|socket| match socket.recv_slice(buffer) {
            Ok(0) => Poll::Pending,
            Ok(taken) => Poll::Ready(Ok(taken)),
            Err(tcp::RecvError::Finished) => Poll::Ready(Ok(0)),
            Err(tcp::RecvError::InvalidState) => Poll::Ready(Err(ErrorKind::ConnectionReset)),
        })
    }
}

impl Write for Tcp {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.until(|socket| match socket.send_slice(bytes) {
            Ok(0) => Poll::Pending,
            Ok(taken) => Poll::Ready(Ok(taken)),
            Err(tcp::SendError::InvalidState) => Poll::Ready(Err(ErrorKind::ConnectionReset)),
        })
    }

    /// What was written is on its way. Whether it arrives is seen by the answer.
    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

fn now() -> Instant {
    Instant::from_millis(i64::try_from(clock::uptime().0).unwrap_or(i64::MAX))
}
