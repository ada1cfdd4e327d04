//! A run of QEMU.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::boards::Board;
use crate::frames::Frames;
use crate::qmp::Qmp;
use crate::scenario::Error;

/// The most that a run may take.
const LIMIT: Duration = Duration::from_secs(120);

/// A running QEMU. It is ended when dropped.
pub(crate) struct Qemu {
    child: Child,
    monitor: Arc<Mutex<Qmp>>,
    lines: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
    end: Instant,
}

impl Qemu {
    /// Starts QEMU with this program. It stands still until [`go`](Self::go).
    ///
    /// Its time is counted in instructions; where the board does not sleep it jumps to the next timer while the program does, so that
    /// minutes of sleep take none.
    pub(crate) fn start(board: &Board, program: &Path, more: &[String]) -> Result<Self, Error> {
        let frames = Frames::of(program)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let mut child = Command::new(board.qemu)
            .args(["-M", board.name, "-S", "-display", "none", "-monitor", "none"])
            .args([
                "-icount",
                &format!("shift={},sleep={}", board.shift, if board.sleeps { "on" } else { "off" }),
            ])
            .args(["-chardev", "stdio,id=log"])
            .args(["-semihosting-config", "enable=on,target=native,chardev=log"])
            .args(["-qmp", &format!("tcp:127.0.0.1:{port}")])
            .arg("-kernel")
            .arg(program)
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let lines = Arc::<Mutex<Vec<String>>>::default();
        // What the program prints, and what QEMU has to say.
        let readers = [
            child.stdout.take().map(|output| collect(output, &lines, frames)),
            child.stderr.take().map(|output| collect(output, &lines, None)),
        ];
        let readers = readers.into_iter().flatten().collect();
        let stream = call(&listener, &mut child);
        let monitor = match stream.and_then(Qmp::new) {
            Ok(monitor) => monitor,
            Err(error) => {
                // It may have ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                return Err(error);
            }
        };
        let monitor = Arc::new(Mutex::new(monitor));
        Ok(Self { child, monitor, lines, readers, end: Instant::now() + LIMIT })
    }

    /// Its monitor.
    pub(crate) fn monitor(&self) -> Arc<Mutex<Qmp>> {
        Arc::clone(&self.monitor)
    }

    /// Starts the program.
    pub(crate) fn go(&self) -> Result<(), Error> {
        self.monitor.lock().unwrap_or_else(PoisonError::into_inner).execute("cont", &json!({}))
    }

    /// Resets the board, and nothing beside it.
    pub(crate) fn reset(&self) -> Result<(), Error> {
        self.monitor.lock().unwrap_or_else(PoisonError::into_inner).execute("system_reset", &json!({}))
    }

    /// Waits until something is the case.
    ///
    /// # Errors
    /// If the program ends before that, or the time limit has passed.
    pub(crate) fn wait_until(&mut self, mut is_so: impl FnMut() -> bool) -> Result<(), Error> {
        while !is_so() {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("it ended with {status}:\n{}", self.printed().join("\n")).into());
            }
            if Instant::now() >= self.end {
                return Err(format!("the time limit has passed:\n{}", self.printed().join("\n")).into());
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// What was printed so far, line by line.
    pub(crate) fn printed(&self) -> Vec<String> {
        self.printer().lines()
    }

    /// What is printed, also while something is waited for.
    pub(crate) fn printer(&self) -> Printer {
        Printer(Arc::clone(&self.lines))
    }

    /// Ends it, and gives all that was printed.
    pub(crate) fn stop(mut self) -> Vec<String> {
        self.end();
        self.printed()
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
    }
}

impl Drop for Qemu {
    fn drop(&mut self) {
        self.end();
    }
}

/// What a program prints.
pub(crate) struct Printer(Arc<Mutex<Vec<String>>>);

impl Printer {
    /// The lines so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Reads lines, or frames that become lines, in a thread of its own.
fn collect(
    output: impl Read + Send + 'static,
    lines: &Arc<Mutex<Vec<String>>>,
    frames: Option<Frames>,
) -> JoinHandle<()> {
    let lines = Arc::clone(lines);
    thread::spawn(move || {
        let take = |line| lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        let output = BufReader::new(output);
        match frames {
            Some(frames) => frames.decode(output, take),
            None => output.lines().map_while(Result::ok).for_each(take),
        }
    })
}

/// Waits for QEMU's call.
pub(crate) fn call(listener: &TcpListener, child: &mut Child) -> Result<TcpStream, Error> {
    listener.set_nonblocking(true)?;
    let end = Instant::now() + LIMIT;
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false)?;
                return Ok(stream);
            }
            Err(error) if error.kind() != std::io::ErrorKind::WouldBlock => return Err(error.into()),
            Err(_) if child.try_wait()?.is_some() => return Err("QEMU did not start".into()),
            Err(_) if Instant::now() >= end => return Err("QEMU does not call".into()),
            Err(_) => thread::sleep(Duration::from_millis(2)),
        }
    }
}
