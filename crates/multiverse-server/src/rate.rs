//! Requests per second, by player and by address.
