//! QEMU's monitor: JSON lines over a socket.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::scenario::Error;

/// The most that an answer may take.
const LIMIT: Duration = Duration::from_secs(30);

/// The monitor of a running QEMU.
pub(crate) struct Qmp(BufReader<TcpStream>);

impl Qmp {
    /// Greets a QEMU that has called.
    pub(crate) fn new(stream: TcpStream) -> Result<Self, Error> {
        stream.set_read_timeout(Some(LIMIT))?;
        let mut monitor = Self(BufReader::new(stream));
        monitor.line()?;
        monitor.execute("qmp_capabilities", &json!({}))?;
        Ok(monitor)
    }

    /// Has a command carried out.
    pub(crate) fn execute(&mut self, command: &str, arguments: &Value) -> Result<(), Error> {
        let line = json!({ "execute": command, "arguments": arguments });
        self.0.get_mut().write_all(format!("{line}\n").as_bytes())?;
        loop {
            let answer = self.line()?;
            if answer.get("return").is_some() {
                return Ok(());
            }
            if let Some(error) = answer.get("error") {
                return Err(format!("QEMU refused {command}: {error}").into());
            }
        }
    }

    /// The next line: an answer, or an event that nobody waits for.
    fn line(&mut self) -> Result<Value, Error> {
        let mut line = String::new();
        if self.0.read_line(&mut line)? == 0 {
            return Err("QEMU has ended".into());
        }
        Ok(serde_json::from_str(&line)?)
    }
}
