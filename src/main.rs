//! The program: runs the command, prints the error, ends with its exit code.

fn main() -> std::process::ExitCode {
    ninefold::cli::main()
}
