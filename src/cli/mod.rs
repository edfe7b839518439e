//! The commands: what is typed becomes calls to actions, and their outcome becomes lines and an exit code.
//!
//! Results go to standard output, everything else to standard error; an error is one sentence with what to do next.

mod args;
mod audit;
pub mod demo;
pub mod evaluate;
mod knowledge;
mod migrate;
mod opening;
mod password;
pub mod protocol;
mod serve;
mod staff;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// Runs the command that was typed.
#[must_use]
pub fn main() -> ExitCode {
    let args = Args::parse();
    let done = run(args);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "ninefold: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> anyhow::Result<()> {
    let place = &args.database;
    let out = &mut std::io::stdout().lock();
    match args.command {
        Command::Serve(address) => serve::run(place, &address),
        Command::Demo(what) => demo::run(&what, out),
        Command::Migrate { what } => migrate::run(place, &what, out),
        Command::Staff { what } => staff::run(place, what, out),
        Command::Protocol { what } => knowledge::protocol(place, &what, out),
        Command::Evaluate { case, json } => knowledge::evaluate(place, &case, json, out),
        Command::Audit { what } => audit::run(place, &what, out),
    }
}

/// Whoever reads the output has seen enough (`ninefold protocol show … | head`).
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let of_file = cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind);
        let of_json = || cause.downcast_ref::<serde_json::Error>()?.io_error_kind();
        of_file.or_else(of_json) == Some(ErrorKind::BrokenPipe)
    })
}
