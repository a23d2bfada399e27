//! The multiverse command.
fn main() {}
