//! The `ninefold` command.

fn main() {}
fn main(){}
