//! `zstd --long=27 --patch-from`: the save before is a prefix that matches may point into.

use zstd::zstd_safe::{CCtx, CParameter, DCtx, DParameter, compress_bound, get_error_name};

use super::Peer;
use crate::Outcome;

/// What `--long=27` sets. Where base and save have more bytes together, the window grows to hold both, as the zstd
/// command does for itself: with a smaller one the base would be out of reach and the comparison too easy to win.
const WINDOW_LOG: u32 = 27;

/// Encodes against the save before at one level.
pub(crate) struct Patch<'a> {
    level: i32,
    compress: CCtx<'a>,
    decompress: DCtx<'a>,
}

impl Patch<'_> {
    pub(crate) fn at(level: i32) -> Self {
        Self { level, compress: CCtx::create(), decompress: DCtx::create() }
    }
}

impl<'a> Peer<'a> for Patch<'a> {
    fn encode(&mut self, base: &'a [u8], new: &'a [u8]) -> Outcome<Vec<u8>> {
        let window = CParameter::WindowLog(window_log(base.len() + new.len()));
        let level = CParameter::CompressionLevel(self.level);
        for parameter in [level, window, CParameter::EnableLongDistanceMatching(true)] {
            self.compress.set_parameter(parameter).map_err(get_error_name)?;
        }
        self.compress.ref_prefix(base).map_err(get_error_name)?;
        let mut out = Vec::with_capacity(compress_bound(new.len()));
        self.compress.compress2(&mut out, new).map_err(get_error_name)?;
        Ok(out)
    }

    fn decode(&mut self, base: &'a [u8], encoded: &[u8], len: usize) -> Outcome<Vec<u8>> {
        let window = DParameter::WindowLogMax(window_log(base.len() + len));
        self.decompress.set_parameter(window).map_err(get_error_name)?;
        self.decompress.ref_prefix(base).map_err(get_error_name)?;
        let mut out = Vec::with_capacity(len);
        self.decompress.decompress(&mut out, encoded).map_err(get_error_name)?;
        Ok(out)
    }
}

fn window_log(bytes: usize) -> u32 {
    bytes.next_power_of_two().ilog2().max(WINDOW_LOG)
}

/// What a store would keep of `document` if it kept it whole.
pub(crate) fn keyframe(document: &[u8]) -> Outcome<usize> {
    Ok(zstd::bulk::compress(document, 3)?.len())
}
