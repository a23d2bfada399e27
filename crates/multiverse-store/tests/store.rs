//! The store from outside: what every engine must do, and the stories that its promises are about.

mod conformance;
mod stories;
mod support;
