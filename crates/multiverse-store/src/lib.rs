//! multiverse-store.
