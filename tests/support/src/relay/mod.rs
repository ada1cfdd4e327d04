//! A TCP relay that breaks connections on demand.
//!
//! It listens on a free port of 127.0.0.1 and forwards to any server, whatever the protocol. The first connection
//! follows the first [`Plan`] of the script, the second the second; when the script is used up, connections pass
//! unharmed.
//!
//! ```no_run
//! use librato_test_support::relay::{Plan, Relay, Way};
//!
//! let relay = Relay::start("127.0.0.1:8080".parse().unwrap());
//! relay.next_connections([Plan::pass().cut(Way::ToClient, 10), Plan::pass().pieces(1)]);
//! assert_eq!(relay.connections(), 0);
//! ```

mod connection;
mod plan;
mod pump;
mod server;
mod stop;

pub use connection::Traffic;
pub use plan::{Plan, Way};
pub use server::Relay;
