//! Moving bytes one way, and striking when the plan says so.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;

use tokio::net::TcpSocket;

use super::connection::Connection;
use super::plan::{Blow, Way};

/// Forwards until the end, an error, a blow or the stop of the relay.
pub(crate) fn pump(connection: &Connection, way: Way, from: &Arc<TcpStream>, to: &Arc<TcpStream>) {
    let mut buffer = vec![0; 16 * 1024];
    let mut passed = 0;
    let mut delay = connection.plan.delay_of(way);
    let blow = connection.plan.blow(way);
    // An error of either socket ends this direction as the end of the stream does.
    while let Ok(length @ 1..) = from.as_ref().read(&mut buffer) {
        connection.stop.wait_for(std::mem::take(&mut delay));
        match connection.struck.get() {
            None => {}
            Some(Blow::Close) => continue,
            Some(Blow::Stall) => return connection.stop.wait(),
            Some(Blow::Reset) => return,
        }
        let last = blow.filter(|(at, _)| at - passed <= length as u64);
        let Some((at, blow)) = last else {
            if write(connection, way, to, &buffer[..length]).is_err() {
                // The other direction may have struck meanwhile; then the rest is to be thrown away.
                if connection.struck.get() == Some(&Blow::Close) {
                    drain(from);
                }
                break;
            }
            passed += length as u64;
            continue;
        };
        // Set before the last bytes go out, so that no answer to them can slip through. Only one direction has a blow
        // planned, so it is not set yet; if the write fails, the blow falls all the same.
        let _ = connection.struck.set(blow);
        let _ = write(connection, way, to, &buffer[..(at - passed) as usize]);
        return strike(connection, blow, from, to);
    }
    if connection.struck.get() != Some(&Blow::Reset) {
        // The other side may be gone already.
        let _ = to.shutdown(Shutdown::Write);
    }
}

/// Writes in the pieces of the plan.
pub(crate) fn write(connection: &Connection, way: Way, mut to: &TcpStream, bytes: &[u8]) -> io::Result<()> {
    for piece in bytes.chunks(connection.plan.pieces.unwrap_or(usize::MAX)) {
        connection.count(way, piece.len());
        to.write_all(piece)?;
        to.flush()?;
        connection.stop.wait_for(connection.plan.gap);
    }
    Ok(())
}

/// Reads and throws away until the end. A socket closed with bytes unread would reset the connection and could take
/// what was forwarded with it.
pub(crate) fn drain(mut from: &TcpStream) {
    let mut waste = vec![0; 16 * 1024];
    while let Ok(1..) = from.read(&mut waste) {}
}

fn strike(connection: &Connection, blow: Blow, from: &Arc<TcpStream>, to: &Arc<TcpStream>) {
    match blow {
        Blow::Close => {
            for stream in [to, from] {
                let _ = stream.shutdown(Shutdown::Write);
            }
            drain(from);
        }
        Blow::Reset => {
            for stream in [to, from] {
                if reset_on_close(stream).is_err() {
                    // Without it an orderly end is the closest to be had.
                    let _ = stream.shutdown(Shutdown::Both);
                }
                // Wakes the other direction and sends nothing; with its last holder gone the socket closes.
                let _ = stream.shutdown(Shutdown::Read);
            }
        }
        Blow::Stall => connection.stop.wait(),
    }
}

/// Makes closing the socket a reset. The standard library has no stable call for it; the option belongs to the socket,
/// not to the handle, so a second handle serves to set it.
fn reset_on_close(stream: &TcpStream) -> io::Result<()> {
    TcpSocket::from_std_stream(stream.try_clone()?).set_zero_linger()
}
