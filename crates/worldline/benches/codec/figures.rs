//! Measuring one history with every codec.

use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::Outcome;
use crate::peers::gzip::Gzip;
use crate::peers::ours::{Ours, STAGES};
use crate::peers::zstd::Patch;
use crate::peers::{Peer, git};

/// What one codec makes of the saves after the first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) bytes: usize,
    pub(crate) encode: Duration,
    pub(crate) decode: Duration,
    /// Decoding and the SHA-256 of what came out.
    pub(crate) verified: Option<Duration>,
}

/// One line of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) saves: usize,
    /// The bytes of all saves after the first, which is no delta.
    pub(crate) raw: usize,
    pub(crate) gzip: Figures,
    pub(crate) fast: Figures,
    pub(crate) best: Figures,
    pub(crate) git: Option<Figures>,
    /// A plain copy of the saves.
    pub(crate) copying: Duration,
    /// By stage, as in [`STAGES`].
    pub(crate) ours: Vec<Figures>,
}

impl Row {
    pub(crate) fn measure(name: &'static str, saves: &[Vec<u8>]) -> Outcome<Self> {
        Ok(Self {
            name,
            saves: saves.len(),
            raw: saves.iter().skip(1).map(Vec::len).sum(),
            gzip: chain(&mut Gzip, saves)?,
            fast: chain(&mut Patch::at(3), saves)?,
            best: chain(&mut Patch::at(19), saves)?,
            git: git::measure(saves)?,
            copying: copying(saves)?,
            ours: STAGES.iter().map(|(_, stage)| ours(Ours::with(*stage), saves)).collect::<Outcome<_>>()?,
        })
    }

    /// What the stage gives that is the default.
    pub(crate) fn ours(&self) -> &Figures {
        &self.ours[0]
    }
}

/// Measures a chain: each save after the first, from the one before.
pub(crate) fn chain<'a>(peer: &mut impl Peer<'a>, saves: &'a [Vec<u8>]) -> Outcome<Figures> {
    let mut sum = Figures { bytes: 0, encode: Duration::ZERO, decode: Duration::ZERO, verified: None };
    for pair in saves.windows(2) {
        let [base, new] = pair else { continue };
        let (encode, encoded) = median(|| peer.encode(base, new))?;
        let (decode, decoded) = median(|| peer.decode(base, &encoded, new.len()))?;
        if decoded != *new {
            return Err("a codec gave other bytes back".into());
        }
        sum.bytes += encoded.len();
        sum.encode += encode;
        sum.decode += decode;
    }
    Ok(sum)
}

/// [`chain`] with our codec, and the cost of being sure of the result.
pub(crate) fn ours(mut ours: Ours, saves: &[Vec<u8>]) -> Outcome<Figures> {
    let figures = chain(&mut ours, saves)?;
    let mut hashing = Duration::ZERO;
    for save in saves.iter().skip(1) {
        hashing += median(|| Ok(Sha256::digest(save)))?.0;
    }
    Ok(Figures { verified: Some(figures.decode + hashing), ..figures })
}

/// What it takes to give a copy of each save after the first, which is what any decoder must do at least. Above some
/// length the allocator asks the system for fresh pages each time, and that costs more than the copying.
pub(crate) fn copying(saves: &[Vec<u8>]) -> Outcome<Duration> {
    let mut sum = Duration::ZERO;
    for save in saves.iter().skip(1) {
        sum += median(|| Ok(std::hint::black_box(save.clone())))?.0;
    }
    Ok(sum)
}

/// Runs `work` some times, fewer if it takes long, and answers the median of its times and its last result.
fn median<T>(mut work: impl FnMut() -> Outcome<T>) -> Outcome<(Duration, T)> {
    /// Enough for a median that one interruption does not move.
    const MOST: usize = 7;
    /// Longer than any one interruption.
    const ENOUGH: Duration = Duration::from_millis(40);
    let mut times = Vec::with_capacity(MOST);
    loop {
        let began = Instant::now();
        let result = work()?;
        times.push(began.elapsed());
        if times.len() == MOST || times.iter().sum::<Duration>() > ENOUGH {
            times.sort();
            return Ok((times[times.len() / 2], result));
        }
    }
}
