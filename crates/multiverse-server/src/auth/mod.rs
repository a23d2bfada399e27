//! Who calls: tokens of our own, and those of a game's identity provider.
