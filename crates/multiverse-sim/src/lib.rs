//! A deterministic village that lives: the same seed gives the same bytes, on every platform.
