//! Ranges and entity tags of downloads.
