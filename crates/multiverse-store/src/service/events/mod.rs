//! Events: written with the change that they tell of, read in the order of the commits.

mod emit;
