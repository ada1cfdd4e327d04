//! The command line.

use clap::{Parser, Subcommand};

use crate::alert::Alerts;
use crate::annotate::Annotate;
use crate::connection::Connection;
use crate::delete::Delete;
use crate::export::Export;
use crate::import::Import;
use crate::list::List;
use crate::show::Show;

const HELP: &str = "\
Environment:
  LIBRATO_URL    the server, such as https://metrics.example.net
  LIBRATO_USER   the user
  LIBRATO_TOKEN  the token, which no argument takes: others could see it

Exit codes:
  0  done
  1  some objects were refused, or are not there; messages say which
  2  the command line or the settings of the connection are wrong, or nobody is there to ask
  3  the server was not reached, let nobody in, or has a fault
  4  a file could not be read or written
  130  interrupted
  `annotate -- COMMAND` ends as the command does.";

/// Looks after an account on a server for the Librato Metrics API.
#[derive(Parser)]
#[command(name = "account", after_help = HELP, subcommand_required = true, arg_required_else_help = true)]
pub struct Options {
    #[command(flatten)]
    pub connection: Connection,
    /// Show no progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    List(List),
    Show(Show),
    Annotate(Annotate),
    Alert(Alerts),
    Delete(Delete),
    Export(Export),
    Import(Import),
}
