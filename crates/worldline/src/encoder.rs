//! From two documents to a delta.

use crate::bulk;
use crate::container::{Header, Stage};
use crate::contexts::{Contexts, length_site};
use crate::digest::{Digest, digest_of};
use crate::digits;
use crate::error::EncodeError;
use crate::memory::Memory;
use crate::place::{Place, RunEnd, hops_allowed};
use crate::plain;
use crate::rans;
use crate::script::{Kind, Likeness, Shape};
use crate::symbols::Symbols;
use crate::token;
use crate::walk::{Edit, Indexes, Walk};

/// The longest document: positions have 31 bits.
pub(crate) const MAX_LEN: usize = (1 << 31) - 2;

/// The longest gap that is told as bytes that go; beyond, the base goes on elsewhere.
const FARTHEST: usize = 1 << 16;

/// What a delta carries to tell its base and its result by, beside their lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Identity {
    /// Their SHA-256, which the encoder computes.
    #[default]
    Digests,
    /// Their SHA-256, which the caller has computed before.
    Known {
        /// Of the base.
        base: Digest,
        /// Of the new document.
        result: Digest,
    },
    /// Nothing: who keeps the delta keeps the digests beside it.
    Lengths,
}

/// How to encode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// How the delta is compressed.
    pub stage: Stage,
    /// What it carries of its base's and its result's identity.
    pub identity: Identity,
}

impl Options {
    /// The same with another stage.
    #[must_use]
    pub fn with_stage(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    /// The same with another identity.
    #[must_use]
    pub fn with_identity(self, identity: Identity) -> Self {
        Self { identity, ..self }
    }
}

/// Encodes deltas and keeps its buffers from one to the next.
#[derive(Debug)]
pub struct Encoder {
    indexes: Indexes,
    contexts: Contexts,
    memory: Memory,
    adaptive: rans::Writer,
    plain: plain::Writer,
    bulk: Vec<u8>,
    scratch: Vec<u8>,
}

impl Default for Encoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Encoder {
    /// Makes one with empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self {
            indexes: Indexes::default(),
            contexts: Contexts::new(),
            memory: Memory::new(),
            adaptive: rans::Writer::default(),
            plain: plain::Writer::default(),
            bulk: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Encodes `new` as what changed since `base`.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if one of them is too long for a delta.
    pub fn encode(&mut self, base: &[u8], new: &[u8], options: &Options) -> Result<Vec<u8>, EncodeError> {
        if let Some(len) = [base.len(), new.len()].into_iter().find(|len| *len > MAX_LEN) {
            return Err(EncodeError::TooLong { len, max: MAX_LEN });
        }
        let digests = match options.identity {
            Identity::Digests => Some((digest_of(base), digest_of(new))),
            Identity::Known { base, result } => Some((base, result)),
            Identity::Lengths => None,
        };
        let (base_len, len) = (base.len() as u64, new.len() as u64);
        let mut out = Vec::new();
        Header { version: crate::container::VERSION, stage: options.stage, base_len, len, digests }
            .write(&mut out);
        self.contexts.clear();
        self.memory.clear();
        self.bulk.clear();
        let delimiter = delimiter_of(base);
        let mut writing = Writing {
            base,
            new,
            delimiter,
            has_bulk: bulk::pays(options.stage),
            contexts: &mut self.contexts,
            memory: &mut self.memory,
            bulk: &mut self.bulk,
            scratch: &mut self.scratch,
            hops: 0,
        };
        if options.stage == Stage::Adaptive {
            self.adaptive.clear();
            writing.run(&mut self.indexes, &mut self.adaptive);
            out.push(delimiter.unwrap_or(0));
            bulk::write(&mut out, &self.bulk, options.stage);
            self.adaptive.finish(&mut out);
        } else {
            self.plain.out.clear();
            writing.run(&mut self.indexes, &mut self.plain);
            let mut body = vec![delimiter.unwrap_or(0)];
            bulk::write(&mut body, &self.bulk, options.stage);
            body.extend_from_slice(&self.plain.out);
            bulk::write_body(&mut out, &body, new.len(), options.stage);
        }
        Ok(out)
    }
}

/// Encodes `new` as what changed since `base`.
///
/// # Errors
/// [`EncodeError::TooLong`] if one of them is too long for a delta.
pub fn encode(base: &[u8], new: &[u8], options: &Options) -> Result<Vec<u8>, EncodeError> {
    Encoder::new().encode(base, new, options)
}

/// The byte that ends the fields of a document: the line feed of pretty-printed text, or the comma; none if it has
/// too few of both, or is no text.
fn delimiter_of(base: &[u8]) -> Option<u8> {
    let sample = &base[..base.len().min(1 << 16)];
    let strange = sample.iter().filter(|byte| **byte < b'\t' || **byte == 0x7f).count();
    if strange * 32 > sample.len() {
        return None;
    }
    let lines = crate::scan::count(sample, b'\n');
    let commas = crate::scan::count(sample, b',');
    if lines * 2 >= commas && lines * 200 > sample.len() {
        Some(b'\n')
    } else if commas * 200 > sample.len() {
        Some(b',')
    } else {
        None
    }
}

/// A script in the making.
struct Writing<'a> {
    base: &'a [u8],
    new: &'a [u8],
    delimiter: Option<u8>,
    has_bulk: bool,
    contexts: &'a mut Contexts,
    memory: &'a mut Memory,
    bulk: &'a mut Vec<u8>,
    scratch: &'a mut Vec<u8>,
    hops: usize,
}

impl Writing<'_> {
    fn run(&mut self, indexes: &mut Indexes, symbols: &mut impl Symbols) {
        let mut walk = Walk::new(self.base, self.new, self.delimiter, indexes);
        let mut place = Place::START;
        let mut n = 0;
        let last = loop {
            match walk.next() {
                Ok(edit) => place = self.edit(symbols, place, edit, &mut n),
                Err(run) => break run,
            }
        };
        self.begin(symbols, Run::of(self, place, last), Kind::End);
    }

    /// Writes a run and the kind of edit after it.
    fn begin(&mut self, symbols: &mut impl Symbols, run: Run, kind: Kind) {
        let from = run.from.site;
        let Place { site, .. } = run.to;
        let shape = Shape { end: run.end, kind };
        let last = self.memory.shape(from);
        let likeness = shape.likeness(last);
        *last = shape;
        self.contexts.likeness(symbols, from, likeness as u8);
        if likeness == Likeness::None {
            self.contexts.count(symbols, from, run.end.delimiters);
        }
        if !matches!(likeness, Likeness::All | Likeness::Run) {
            self.contexts.offset(symbols, site, run.end.offset);
        }
        if !matches!(likeness, Likeness::All | Likeness::KindAndDelimiters) {
            self.contexts.kind(symbols, run.to.kind_site(self.base), kind as u8);
        }
    }

    fn edit(&mut self, symbols: &mut impl Symbols, place: Place, edit: Edit, n: &mut usize) -> Place {
        let run = Run::of(self, place, edit.run);
        let place = run.to;
        let from = *n + edit.run;
        *n = from + edit.insert;
        let at = place.cursor;
        let rest = token::rest(&self.base[at..]);
        if edit.to == at + rest && edit.insert <= token::LONGEST {
            self.token(symbols, run, rest, edit, from);
            return place.moved(edit.to);
        }
        let literal = &self.new[from..from + edit.insert];
        let is_bulk = self.has_bulk && literal.len() >= bulk::SHORTEST;
        let skip = edit.to.checked_sub(at).filter(|skip| *skip <= FARTHEST);
        let site = place.site;
        if is_bulk {
            self.begin(symbols, run, Kind::Bulk);
            self.contexts.skip(symbols, site, skip.unwrap_or(0) as u64);
            self.bulk_literal(symbols, length_site(site, Kind::Bulk, 0), literal);
            if skip.is_none() {
                let run = Run::of(self, place.jumped(at), 0);
                return self.jump(symbols, run, &[], edit.to, *n);
            }
            return place.jumped(edit.to);
        }
        match skip {
            None => return self.jump(symbols, run, literal, edit.to, from),
            Some(0) => {
                self.begin(symbols, run, Kind::Insert);
                self.text(symbols, length_site(site, Kind::Insert, 0), literal);
            }
            Some(skip) if skip == literal.len() => {
                self.begin(symbols, run, Kind::Overwrite);
                self.contexts.length(symbols, length_site(site, Kind::Overwrite, 0), skip as u64);
                for (i, (old, byte)) in self.base[at..].iter().zip(literal).enumerate() {
                    self.contexts.overwritten(symbols, *old, i, *byte);
                }
            }
            Some(skip) if literal.is_empty() => {
                self.begin(symbols, run, Kind::Remove);
                self.contexts.skip(symbols, site, skip as u64);
            }
            Some(skip) => {
                self.begin(symbols, run, Kind::Replace);
                self.contexts.skip(symbols, site, skip as u64);
                self.text(symbols, length_site(site, Kind::Replace, 0), literal);
            }
        }
        place.jumped(edit.to)
    }

    /// Writes what comes in place of the rest of a token, in the cheapest way.
    fn token(&mut self, symbols: &mut impl Symbols, run: Run, rest: usize, edit: Edit, from: usize) {
        let place = &run.to;
        let at = place.cursor;
        let old = &self.base[at..at + rest];
        let literal = &self.new[from..from + edit.insert];
        let key = Memory::key(old, place.field_offset());
        let recalled = self.memory.recall(key);
        let is_again = recalled.is_some_and(|(start, len)| self.new[start..start + len] == *literal);
        let step = self.step(place, rest, edit, literal);
        let site = place.site;
        let mut told = Kind::Text;
        if is_again {
            self.begin(symbols, run, Kind::Again);
        } else if let Some(step) = step
            && step == *self.memory.step(site)
        {
            self.begin(symbols, run, Kind::SameStep);
        } else if let Some(step) = step.filter(|step| is_shorter(*step, literal)) {
            self.begin(symbols, run, Kind::Step);
            self.contexts.step(symbols, site, step);
            *self.memory.step(site) = step;
        } else if digits::can_tell(old, literal) {
            let kind = if literal.len() == rest { Kind::SameDigits } else { Kind::Digits };
            told = kind;
            self.begin(symbols, run, kind);
            if kind == Kind::Digits {
                self.contexts.length(symbols, length_site(site, kind, rest), literal.len() as u64);
            }
            self.scratch.clear();
            let _ = digits::code(self.contexts, symbols, old, digits::Source::Known(literal), self.scratch);
        } else {
            self.begin(symbols, run, Kind::Text);
            self.text(symbols, length_site(site, Kind::Text, rest), literal);
        }
        if Memory::is_memorable(told, literal.len()) {
            self.memory.remember(key, from, literal.len());
        }
    }

    /// By how much the number at a place grows, if it is one in both and is written as the decoder will write it.
    fn step(&mut self, place: &Place, rest: usize, edit: Edit, literal: &[u8]) -> Option<i64> {
        let (start, old) = token::number_at(self.base, place.cursor, rest)?;
        let before = place.cursor - start;
        if before > edit.run {
            return None;
        }
        self.scratch.clear();
        self.scratch.extend_from_slice(&self.base[start..place.cursor]);
        self.scratch.extend_from_slice(literal);
        let new = token::Number::parse(self.scratch)?;
        if new.decimals != old.decimals {
            return None;
        }
        let text = self.scratch.len();
        new.write(self.scratch);
        let (given, written) = self.scratch.split_at(text);
        (given == written).then(|| new.value - old.value)
    }

    fn text(&mut self, symbols: &mut impl Symbols, site: u64, literal: &[u8]) {
        self.contexts.length(symbols, site, literal.len() as u64);
        let mut before = 0;
        for byte in literal {
            before = self.contexts.byte(symbols, before, *byte);
        }
    }

    fn bulk_literal(&mut self, symbols: &mut impl Symbols, site: u64, literal: &[u8]) {
        self.contexts.length(symbols, site, literal.len() as u64);
        self.bulk.extend_from_slice(literal);
    }

    fn jump(
        &mut self,
        symbols: &mut impl Symbols,
        run: Run,
        literal: &[u8],
        to: usize,
        told: usize,
    ) -> Place {
        let place = run.to;
        let hop = place.hop_to(self.base, self.delimiter, to).filter(|_| self.hops < hops_allowed(told));
        if let Some((fields, offset)) = hop {
            self.hops += 1;
            self.begin(symbols, run, Kind::Hop);
            self.text(symbols, length_site(place.site, Kind::Hop, 0), literal);
            self.contexts.hop(symbols, place.site, fields);
            self.contexts.hop_offset(symbols, place.site, offset);
            let hopped =
                self.delimiter.and_then(|delimiter| place.hopped(self.base, delimiter, fields, offset));
            return hopped.unwrap_or(place);
        }
        self.begin(symbols, run, Kind::Jump);
        self.text(symbols, length_site(place.site, Kind::Jump, 0), literal);
        self.contexts.jump(symbols, to.cast_signed() as i64 - place.cursor.cast_signed() as i64);
        place.jumped(to)
    }
}

/// A run of the base.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: Place,
    to: Place,
    end: RunEnd,
}

impl Run {
    fn of(writing: &Writing<'_>, from: Place, len: usize) -> Self {
        let end = from.end_of(writing.base, writing.delimiter, len);
        let to = from.ended(writing.base, end, from.cursor + len);
        Self { from, to, end }
    }
}

/// Whether a step takes not many more bits than digits do: the next at a place like this may be the same. A digit has
/// 3.3 bits; 4 more are worth it. Steps of 24 bits and more are those of random digits.
fn is_shorter(step: i64, literal: &[u8]) -> bool {
    let bits = 65 - step.unsigned_abs().leading_zeros() as usize;
    bits < 24 && bits * 10 < literal.len() * 33 + 40
}
