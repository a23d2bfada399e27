//! Every limit that a client can meet: its default, setting, error and help text in one place.
