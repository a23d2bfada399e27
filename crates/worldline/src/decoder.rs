//! From a base and a delta to the document.

use std::borrow::Cow;

use crate::bulk;
use crate::container::{Header, Stage};
use crate::contexts::{Contexts, length_site};
use crate::digest::{Digest, digest_of};
use crate::digits;
use crate::error::DecodeError;
use crate::memory::Memory;
use crate::place::{Place, RunEnd, hops_allowed};
use crate::plain;
use crate::rans;
use crate::script::{Kind, Likeness, Shape};
use crate::symbols::Symbols;
use crate::token::{self, Number};
use crate::varint;

/// Edits in a row that may add nothing to the document. An encoder has no use for more than three; without a bound, a
/// few bytes could keep a decoder busy for hours.
const IDLE: u32 = 3;

/// Decodes deltas and keeps its buffers from one to the next.
#[derive(Debug)]
pub struct Decoder {
    contexts: Contexts,
    memory: Memory,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// Makes one with empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self { contexts: Contexts::new(), memory: Memory::new() }
    }

    /// Decodes `delta` against `base` into at most `limit` bytes. Checks the digests of base and result if the delta
    /// has them: the base's before it decodes.
    ///
    /// # Errors
    /// [`DecodeError`] by what is wrong.
    pub fn decode(&mut self, base: &[u8], delta: &[u8], limit: usize) -> Result<Vec<u8>, DecodeError> {
        let (header, _) = Header::read(delta)?;
        let base_digest = header.digests.map(|_| digest_of(base)).unwrap_or_default();
        self.decode_known(base, &base_digest, delta, limit)
    }

    /// [`decode`](Self::decode) where the caller has computed the base's digest before.
    ///
    /// # Errors
    /// [`DecodeError`] by what is wrong.
    pub fn decode_known(
        &mut self,
        base: &[u8],
        base_digest: &Digest,
        delta: &[u8],
        limit: usize,
    ) -> Result<Vec<u8>, DecodeError> {
        let (header, _) = Header::read(delta)?;
        if header.digests.is_some_and(|(wanted, _)| wanted != *base_digest) {
            return Err(DecodeError::WrongBase);
        }
        let document = self.decode_unverified(base, delta, limit)?;
        if header.digests.is_some_and(|(_, wanted)| wanted != digest_of(&document)) {
            return Err(DecodeError::WrongResult);
        }
        Ok(document)
    }

    /// [`decode`](Self::decode) without the digests, for a link in a chain whose end the caller will check.
    ///
    /// # Errors
    /// [`DecodeError`] by what is wrong.
    pub fn decode_unverified(
        &mut self,
        base: &[u8],
        delta: &[u8],
        limit: usize,
    ) -> Result<Vec<u8>, DecodeError> {
        let (header, at) = Header::read(delta)?;
        let len = usize::try_from(header.len).ok().filter(|len| *len <= limit);
        let len = len.ok_or(DecodeError::TooLong { len: header.len, limit })?;
        if header.base_len != base.len() as u64 {
            return Err(DecodeError::WrongBase);
        }
        let body = body_of(&delta[at..], header.stage, len)?;
        let delimiter = *body.first().ok_or(DecodeError::Damaged { what: "it has no body", at })?;
        let mut from = 1;
        let bulk = bulk::read(&body, &mut from, len)?;
        let mut out = Vec::new();
        out.try_reserve_exact(len).map_err(|_| DecodeError::OutOfMemory { len: header.len })?;
        self.contexts.clear();
        self.memory.clear();
        let reading = Reading {
            base,
            delimiter: (delimiter != 0).then_some(delimiter),
            bulk: &bulk,
            len,
            out,
            contexts: &mut self.contexts,
            memory: &mut self.memory,
            hops: 0,
        };
        let script = &body[from..];
        if header.stage == Stage::Adaptive {
            let cut = DecodeError::Damaged { what: "its script is cut off", at };
            reading.run(&mut rans::Reader::new(script).ok_or(cut)?)
        } else {
            reading.run(&mut plain::Reader::new(script))
        }
    }
}

/// Decodes `delta` against `base` into at most `limit` bytes. Checks the digests of base and result if the delta has
/// them: the base's before it decodes.
///
/// # Errors
/// [`DecodeError`] by what is wrong.
pub fn decode(base: &[u8], delta: &[u8], limit: usize) -> Result<Vec<u8>, DecodeError> {
    Decoder::new().decode(base, delta, limit)
}

/// What follows the header, decompressed if it is of the zstd stage.
fn body_of(stored: &[u8], stage: Stage, len: usize) -> Result<Cow<'_, [u8]>, DecodeError> {
    if stage != Stage::Zstd {
        return Ok(Cow::Borrowed(stored));
    }
    let mut at = 0;
    let damaged = DecodeError::Damaged { what: "the length of its body is cut off or absurd", at };
    let body = varint::read(stored, &mut at).and_then(|body| usize::try_from(body).ok()).ok_or(damaged)?;
    if body == 0 {
        return Ok(Cow::Borrowed(&stored[at..]));
    }
    if body > bulk::longest_body(len) {
        return Err(damaged);
    }
    bulk::unpack(&stored[at..], body).map(Cow::Owned)
}

/// A document in the making.
struct Reading<'a> {
    base: &'a [u8],
    delimiter: Option<u8>,
    bulk: &'a [u8],
    len: usize,
    out: Vec<u8>,
    contexts: &'a mut Contexts,
    memory: &'a mut Memory,
    hops: usize,
}

impl Reading<'_> {
    fn run(mut self, symbols: &mut impl Symbols) -> Result<Vec<u8>, DecodeError> {
        let mut place = Place::START;
        let mut idle = 0;
        loop {
            let before = self.out.len();
            let (to, kind) = self.begin(symbols, place)?;
            if kind == Kind::End {
                break;
            }
            place = self.edit(symbols, &to, kind)?;
            idle = if self.out.len() > before { 0 } else { idle + 1 };
            if idle > IDLE || symbols.is_exhausted() {
                return Err(self.damaged("its script ends too early or leads nowhere"));
            }
        }
        if !symbols.is_at_end() || !self.bulk.is_empty() {
            return Err(self.damaged("something follows its script"));
        }
        if self.out.len() != self.len {
            return Err(self.damaged("its script makes a document of another length"));
        }
        Ok(self.out)
    }

    #[cold]
    fn damaged(&self, what: &'static str) -> DecodeError {
        DecodeError::Damaged { what, at: self.out.len() }
    }

    /// Copies a run and answers where it ends, and what kind of edit is there.
    #[inline]
    fn begin(&mut self, symbols: &mut impl Symbols, from: Place) -> Result<(Place, Kind), DecodeError> {
        let last = *self.memory.shape(from.site);
        let likeness = Likeness::of(self.contexts.likeness(symbols, from.site, 0));
        let likeness = likeness.ok_or_else(|| self.damaged("a run is like no other"))?;
        let delimiters = match likeness {
            Likeness::None => self.contexts.count(symbols, from.site, 0),
            _ => last.end.delimiters,
        };
        let crossed = from.cross(self.base, self.delimiter, delimiters);
        let crossed =
            crossed.ok_or_else(|| self.damaged("a run crosses more delimiters than the base has"))?;
        let offset = match likeness {
            Likeness::All | Likeness::Run => last.end.offset,
            _ => self.contexts.offset(symbols, crossed.site, 0),
        };
        let end = usize::try_from(offset)
            .ok()
            .and_then(|offset| crossed.cursor.checked_add(offset)?.checked_sub(1));
        let run = end.and_then(|end| self.base.get(from.cursor..end));
        let run = run.ok_or_else(|| self.damaged("a run goes beyond the base"))?;
        self.append(run)?;
        let to = crossed.moved(from.cursor + run.len());
        let kind = match likeness {
            Likeness::All | Likeness::KindAndDelimiters => last.kind,
            _ => {
                let kind = Kind::of(self.contexts.kind(symbols, to.kind_site(self.base), 0));
                kind.ok_or_else(|| self.damaged("an edit is of no kind"))?
            }
        };
        *self.memory.shape(from.site) = Shape { end: RunEnd { delimiters, offset }, kind };
        Ok((to, kind))
    }

    #[inline]
    fn append(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        if bytes.len() > self.len - self.out.len() {
            return Err(self.damaged("it makes more than the document"));
        }
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    #[inline]
    fn edit(&mut self, symbols: &mut impl Symbols, place: &Place, kind: Kind) -> Result<Place, DecodeError> {
        let at = place.cursor;
        let site = place.site;
        match kind {
            Kind::SameDigits | Kind::Digits | Kind::Text | Kind::Again | Kind::SameStep | Kind::Step => {
                let rest = token::rest(&self.base[at..]);
                self.token(symbols, place, kind, rest)?;
                return Ok(place.moved(at + rest));
            }
            Kind::Insert => {
                self.text(symbols, length_site(site, kind, 0))?;
                return Ok(place.jumped(at));
            }
            Kind::Jump => {
                self.text(symbols, length_site(site, kind, 0))?;
                let by = self.contexts.jump(symbols, 0);
                let to = isize::try_from(by).ok().and_then(|by| at.checked_add_signed(by));
                let to = to.filter(|to| *to <= self.base.len());
                return Ok(place.jumped(to.ok_or_else(|| self.damaged("a jump leaves the base"))?));
            }
            Kind::Hop => {
                self.hops += 1;
                if self.hops > hops_allowed(self.out.len()) {
                    return Err(self.damaged("it hops more often than a script may"));
                }
                self.text(symbols, length_site(site, kind, 0))?;
                let fields = self.contexts.hop(symbols, site, 0);
                let offset = self.contexts.hop_offset(symbols, site, 0);
                let to =
                    self.delimiter.and_then(|delimiter| place.hopped(self.base, delimiter, fields, offset));
                return to.ok_or_else(|| self.damaged("a jump leaves the base"));
            }
            Kind::Overwrite => {
                let len = self.overwritten(symbols, length_site(site, kind, 0), at)?;
                return Ok(place.jumped(at + len));
            }
            Kind::Remove | Kind::Replace | Kind::Bulk | Kind::End => {}
        }
        let skip = usize::try_from(self.contexts.skip(symbols, site, 0)).ok();
        let to = skip.and_then(|skip| at.checked_add(skip)).filter(|to| *to <= self.base.len());
        let to = to.ok_or_else(|| self.damaged("it skips more than the base has"))?;
        match kind {
            Kind::Replace => self.text(symbols, length_site(site, kind, 0))?,
            Kind::Bulk => self.bulk(symbols, length_site(site, kind, 0))?,
            _ => {}
        }
        Ok(place.jumped(to))
    }

    #[inline]
    fn token(
        &mut self,
        symbols: &mut impl Symbols,
        place: &Place,
        kind: Kind,
        rest: usize,
    ) -> Result<(), DecodeError> {
        let at = place.cursor;
        let site = place.site;
        let old = &self.base[at..at + rest];
        let key = || Memory::key(old, place.field_offset());
        let from = self.out.len();
        match kind {
            Kind::SameDigits => self.digits(symbols, old, rest)?,
            Kind::Digits => {
                let len = self.contexts.length(symbols, length_site(site, kind, rest), 0);
                self.digits(symbols, old, usize::try_from(len).unwrap_or(usize::MAX))?;
            }
            Kind::Again => {
                let known = self.memory.recall(key()).filter(|(start, len)| start + len <= from);
                let (start, len) = known.ok_or_else(|| self.damaged("it repeats an edit that was not"))?;
                if len > self.len - from {
                    return Err(self.damaged("it makes more than the document"));
                }
                self.out.extend_from_within(start..start + len);
            }
            Kind::SameStep | Kind::Step => {
                let same = *self.memory.step(site);
                let step = if kind == Kind::Step { self.contexts.step(symbols, site, 0) } else { same };
                self.number(at, rest, step)?;
                *self.memory.step(site) = step;
            }
            _ => self.text(symbols, length_site(site, kind, rest))?,
        }
        let len = self.out.len().saturating_sub(from);
        if Memory::is_memorable(kind, len) {
            self.memory.remember(key(), from, len);
        }
        Ok(())
    }

    /// Puts a grown number in place of the one at `at`, whose first bytes the run has copied.
    fn number(&mut self, at: usize, rest: usize, step: i64) -> Result<(), DecodeError> {
        let (start, old) = token::number_at(self.base, at, rest)
            .ok_or_else(|| self.damaged("it adds to what is no number"))?;
        let begun = self.out.len().checked_sub(at - start);
        let begun = begun.ok_or_else(|| self.damaged("it adds to what is no number"))?;
        let from = self.out.len();
        self.out.truncate(begun);
        Number { value: old.value.wrapping_add(step), ..old }.write(&mut self.out);
        if self.out.len() > self.len || self.out.len() < from {
            return Err(self.damaged("a number comes out of another length"));
        }
        Ok(())
    }

    #[inline]
    fn digits(&mut self, symbols: &mut impl Symbols, old: &[u8], len: usize) -> Result<(), DecodeError> {
        if len > token::LONGEST || len > self.len - self.out.len() {
            return Err(self.damaged("it makes more than the document"));
        }
        let read = digits::code(self.contexts, symbols, old, digits::Source::Length(len), &mut self.out);
        if read { Ok(()) } else { Err(self.damaged("a digit is none")) }
    }

    fn text(&mut self, symbols: &mut impl Symbols, site: u64) -> Result<(), DecodeError> {
        let len = self.literal_len(symbols, site)?;
        let mut before = 0;
        for _ in 0..len {
            before = self.contexts.byte(symbols, before, 0);
            self.out.push(before);
        }
        Ok(())
    }

    fn overwritten(
        &mut self,
        symbols: &mut impl Symbols,
        site: u64,
        at: usize,
    ) -> Result<usize, DecodeError> {
        let len = self.literal_len(symbols, site)?;
        let base = self.base;
        let olds =
            base[at..].get(..len).ok_or_else(|| self.damaged("it overwrites more than the base has"))?;
        for (i, old) in olds.iter().enumerate() {
            let byte = self.contexts.overwritten(symbols, *old, i, 0);
            self.out.push(byte);
        }
        Ok(len)
    }

    fn bulk(&mut self, symbols: &mut impl Symbols, site: u64) -> Result<(), DecodeError> {
        let len = self.literal_len(symbols, site)?;
        let bulk = self.bulk;
        let (piece, rest) =
            bulk.split_at_checked(len).ok_or_else(|| self.damaged("it has too few pieces"))?;
        self.out.extend_from_slice(piece);
        self.bulk = rest;
        Ok(())
    }

    fn literal_len(&mut self, symbols: &mut impl Symbols, site: u64) -> Result<usize, DecodeError> {
        let len = self.contexts.length(symbols, site, 0);
        let len = usize::try_from(len).ok().filter(|len| *len <= self.len - self.out.len());
        len.ok_or_else(|| self.damaged("it makes more than the document"))
    }
}
