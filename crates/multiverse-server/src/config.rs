//! What a server is started with.
