//! How the encoder finds what changed: two cursors that run over base and new document side by side.
//!
//! While bytes agree, both move. Where they differ, the cheapest way on is looked for: another token in place of one,
//! tokens that came in or went, or, by an index of the base, a place from which it goes on as the new document does.
//! What looks cheap is tried on the next few hundred bytes first, since all the records of a world look alike and two
//! of them agree on much without being the same.

use memchr::{memchr, memmem, memrchr};

use crate::index::{FieldIndex, WINDOW, WindowIndex};
use crate::scan::{common_prefix, common_suffix};
use crate::token;

/// Estimated bits of an edit, of a jump to elsewhere, and of a byte of text and a digit in an edit.
const EDIT: usize = 10;
const JUMP: usize = 30;
const HOP: usize = 12;
const BYTE: usize = 6;
const DIGIT: usize = 4;
/// Estimated bits of an edit of white space.
const BLANK: usize = 4;

/// Bytes of the new document on which a way on is tried.
const TRIAL: usize = 192;

/// Edits that a trial looks at.
const MOST_EDITS: usize = 48;

/// Bytes that agree after an edit of one token, to believe it without a trial.
const CERTAIN: usize = 16;

/// Ways of one sort that are tried at most.
const TRIED: usize = 6;

/// How far tokens are looked for that came in or went, in bytes and in places.
const NEAR: usize = 160;
const PLACES: usize = 24;

/// Bytes that agree within an edit, to tell it as two.
const SHORT: usize = 4;

/// How far before and after the cursor fields of the same beginning are looked for, in bytes.
const AROUND: usize = 512;

/// Bytes in a row that differ in place.
const MOST_DIFFERENT: usize = 32;

/// Bytes that agree elsewhere, to go there.
const FAR: usize = 24;

/// What a full search costs of the credit, in bytes. A cursor earns as much as it moves, so that no input can have
/// a search at every byte.
const SEARCH: isize = 96;
const MOST_CREDIT: isize = 16 * 1024;

/// Bytes that are taken as new where there is no place to go on: twice as many each time.
const LEAST_SCAN: usize = 512;
const SCAN: usize = 1 << 16;

/// What comes after a run on which both agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Bytes that both have.
    pub run: usize,
    /// Bytes of the new document that the base has not.
    pub insert: usize,
    /// Where in the base it goes on.
    pub to: usize,
}

/// The buffers of a walk.
#[derive(Debug, Default)]
pub(crate) struct Indexes {
    fields: FieldIndex,
    windows: WindowIndex,
}

/// Walks over a base and a new document.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    base: &'a [u8],
    new: &'a [u8],
    delimiter: Option<u8>,
    indexes: &'a mut Indexes,
    has_fields: bool,
    has_windows: bool,
    credit: isize,
    scan: usize,
    b: usize,
    n: usize,
}

/// A way on from a difference.
#[derive(Debug, Clone, Copy)]
struct Way {
    insert: usize,
    to: usize,
    /// Estimated bits of it and of what follows, up to the end of the trial.
    cost: usize,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        base: &'a [u8],
        new: &'a [u8],
        delimiter: Option<u8>,
        indexes: &'a mut Indexes,
    ) -> Self {
        let credit = MOST_CREDIT;
        Self {
            base,
            new,
            delimiter,
            indexes,
            has_fields: false,
            has_windows: false,
            credit,
            scan: LEAST_SCAN,
            b: 0,
            n: 0,
        }
    }

    /// The next edit; none at the end, when the rest of the new document was told as `Err(run)`.
    pub(crate) fn next(&mut self) -> Result<Edit, usize> {
        let run = common_prefix(&self.base[self.b..], &self.new[self.n..]);
        self.b += run;
        self.n += run;
        if self.n == self.new.len() {
            return Err(run);
        }
        self.credit = (self.credit + run.cast_signed()).min(MOST_CREDIT);
        let from = self.b;
        let insert = loop {
            let way = self.way_on();
            let is_lost = way.insert == self.scan && way.cost == usize::MAX;
            self.scan = if is_lost { (2 * self.scan).min(SCAN) } else { LEAST_SCAN };
            let mut way = self.trimmed(way);
            let goes_on = self.base.get(way.to) != self.new.get(self.n);
            if way.insert == 0 && goes_on && way.to <= self.b && self.b != from {
                // Back and forth, it would never end.
                way = Way { insert: 1, to: self.b, cost: way.cost };
            }
            self.b = way.to;
            self.n += way.insert;
            self.credit += way.insert.cast_signed();
            // A token is looked at 64 bytes at a time, so a long one goes in many steps. Told one by one, they would
            // be more edits in a row that add nothing than a decoder puts up with.
            if way.insert > 0 || !goes_on {
                break way.insert;
            }
        };
        Ok(Edit { run, insert, to: self.b })
    }

    /// The same way without what both have at its end, if that is text of some length.
    fn trimmed(&self, way: Way) -> Way {
        let (old, new) = (&self.base[self.b..way.to.max(self.b)], &self.new[self.n..self.n + way.insert]);
        if old.len().min(new.len()) < 2 * SHORT || is_digits(new) {
            return way;
        }
        let same = common_suffix(old, new);
        if same < SHORT { way } else { Way { insert: way.insert - same, to: way.to - same, ..way } }
    }

    fn way_on(&mut self) -> Way {
        let (old, new) = self.gives_way(self.b, self.n);
        let agreed = common_prefix(
            &self.base[self.b + old..],
            &self.new[self.n + new..self.new.len().min(self.n + new + 4 * CERTAIN)],
        );
        let elsewhere = self.same_field_elsewhere();
        let near = Way { insert: new, to: self.b + old, cost: usize::MAX };
        let is_likely =
            agreed >= CERTAIN || self.is_next_key(near, agreed) || agreed > 0 && self.is_blank(old, new);
        if self.credit < 0 {
            return if is_likely || agreed >= SHORT { near } else { self.next_far() };
        }
        if elsewhere.is_none() && is_likely {
            return near;
        }
        let end = self.new.len().min(self.n + TRIAL);
        self.credit -= SEARCH;
        let mut best = Way { cost: self.cost_of(near, end, usize::MAX), ..near };
        if let Some(to) = elsewhere {
            self.try_way(&mut best, 0, to, end);
        }
        if agreed < CERTAIN && self.delimiter.is_some() {
            self.try_near(&mut best, end);
        }
        if best.cost > end - self.n && self.credit >= 0 {
            self.try_around(&mut best, end);
        }
        if best.cost > (end - self.n) * 3 && self.credit >= 0 {
            self.try_far(&mut best, end);
        }
        best
    }

    /// How many bytes of base and new document give way at a difference: a token of each; in what has no fields, as
    /// many of both as are different.
    #[inline]
    fn gives_way(&self, b: usize, n: usize) -> (usize, usize) {
        let (base, new) = (&self.base[b..], &self.new[n..]);
        if self.delimiter.is_some() {
            let (old, new) = (token::rest(base), token::rest(new));
            // At least a byte.
            return if old + new == 0 { (0, 1) } else { (old, new) };
        }
        let same = base.windows(SHORT).zip(new.windows(SHORT)).take(MOST_DIFFERENT).position(|(x, y)| x == y);
        let different = same.unwrap_or(MOST_DIFFERENT).min(base.len()).min(new.len());
        if different == 0 { (0, 1) } else { (different, different) }
    }

    /// Whether only white space gives way to white space.
    fn is_blank(&self, old: usize, new: usize) -> bool {
        let is_blank =
            |bytes: &[u8], len: usize| len == 0 || bytes.first().is_some_and(|byte| token::is_blank(*byte));
        is_blank(&self.base[self.b..], old) && is_blank(&self.new[self.n..], new)
    }

    /// Whether after a number in place of a number the same key follows.
    fn is_next_key(&self, near: Way, agreed: usize) -> bool {
        agreed >= 4
            && self.base[near.to..near.to + agreed].contains(&b'"')
            && self.base.get(self.b).is_some_and(u8::is_ascii_digit)
            && self.new[self.n].is_ascii_digit()
    }

    /// Where in the base the field of the new document is in which the two differ, if it is there once.
    fn same_field_elsewhere(&mut self) -> Option<usize> {
        let delimiter = self.delimiter?;
        let head = &self.new[self.n.saturating_sub(256)..self.n];
        let before = head.len() - memrchr(delimiter, head)? - 1;
        let tail = &self.new[self.n..self.new.len().min(self.n + 256)];
        let after = memchr(delimiter, tail)?;
        if !self.has_fields {
            self.indexes.fields.build(self.base, delimiter);
            self.has_fields = true;
        }
        let field = &self.new[self.n - before..self.n + after];
        let found = self.indexes.fields.find(self.base, field)?;
        (found.is_unique).then_some(found.at + before)
    }

    /// Tries what comes after tokens that came in, went, or gave way to others.
    fn try_near(&mut self, best: &mut Way, end: usize) {
        let mut olds = [0; PLACES];
        let mut news = [0; PLACES];
        let old_count = places(&self.base[self.b..], &mut olds);
        let new_count = places(&self.new[self.n..], &mut news);
        let mut tried = 0;
        let eight = |bytes: &[u8]| bytes.first_chunk::<8>().copied();
        for (sum, new) in news[..new_count].iter().enumerate() {
            let Some(wanted) = eight(&self.new[self.n + new..]) else { break };
            if sum > 0 && *new * DIGIT > best.cost {
                break;
            }
            for old in &olds[..old_count] {
                let to = self.b + old;
                if eight(&self.base[to..]) == Some(wanted) {
                    self.try_way(best, *new, to, end);
                    self.credit -= 16;
                    tried += 1;
                }
            }
            if self.credit < 0 || tried >= TRIED {
                return;
            }
        }
    }

    /// Tries what around the cursor begins as the field and the string of the new document do: members of an object
    /// whose order has changed, or for an element that is new, the element before it as its pattern.
    fn try_around(&mut self, best: &mut Way, end: usize) {
        let Some(delimiter) = self.delimiter else { return };
        let head = &self.new[self.n.saturating_sub(AROUND / 4)..self.n];
        let field = head.iter().rev().position(|byte| *byte == delimiter);
        let string = head.iter().rev().position(|byte| *byte == b'"').map(|at| at + 1);
        for before in [field, string].into_iter().flatten() {
            self.try_like(best, before, end);
        }
    }

    /// Tries places around the cursor that have what is `before` bytes before the difference, up to a colon.
    fn try_like(&mut self, best: &mut Way, before: usize, end: usize) {
        let wanted = &self.new[self.n - before..];
        let wanted = &wanted[..wanted.len().min(8)];
        let key = wanted.iter().position(|byte| *byte == b':').map_or(wanted.len(), |at| at + 1);
        if key < SHORT {
            return;
        }
        let from = self.b.saturating_sub(AROUND);
        let around = &self.base[from..self.base.len().min(self.b + AROUND)];
        let mut tried = 0;
        for at in memmem::find_iter(around, &wanted[..key]) {
            // The field may end with the base before it is as long as the new document's is up to here.
            let to = from + at + before;
            if to != self.b && to < self.base.len() {
                self.try_way(best, 0, to, end);
                tried += 1;
                if tried == TRIED.cast_signed() {
                    break;
                }
            }
        }
        self.credit -= 32 * tried;
    }

    /// Tries the next text that the base has anywhere. Only the trial's bytes decide: beyond it, the ways on from here
    /// may be better than a trial, which looks at no field but the next, can tell.
    fn try_far(&mut self, best: &mut Way, end: usize) {
        let far = self.next_far();
        let cost = if self.n + far.insert < end {
            self.cost_of(far, end, best.cost)
        } else {
            bits_of(&self.new[self.n..end])
        };
        if cost < best.cost {
            *best = far;
        } else {
            self.credit -= far.insert.min(SCAN / 8).cast_signed();
        }
    }

    /// Looks for the next text that the base has anywhere. What comes before it is new, and if there is none, so is
    /// all that was looked through.
    fn next_far(&mut self) -> Way {
        if !self.has_windows {
            self.indexes.windows.build(self.base);
            self.has_windows = true;
        }
        let limit = self.new.len().min(self.n + self.scan);
        let mut at = self.n;
        let mut misses = 0;
        while at + WINDOW <= limit {
            if let Some(to) = self.indexes.windows.find(self.base, &self.new[at..]) {
                let back = common_suffix(&self.base[..to], &self.new[self.n..at]);
                let (at, to) = (at - back, to - back);
                let agreed = common_prefix(&self.base[to..], &self.new[at..limit.max(at)]);
                if agreed >= FAR {
                    return Way { insert: at - self.n, to, cost: usize::MAX };
                }
            }
            misses += 1;
            at += 1 + (misses >> 6);
        }
        // The base goes on by as much: what is lost is then still near.
        let insert = self.scan.min(self.new.len() - self.n);
        Way { insert, to: self.base.len().min(self.b + insert), cost: usize::MAX }
    }

    fn try_way(&self, best: &mut Way, insert: usize, to: usize, end: usize) {
        let cost = self.cost_of(Way { insert, to, cost: 0 }, end, best.cost);
        if cost < best.cost {
            *best = Way { insert, to, cost };
        }
    }

    /// Estimated bits from the difference to `end` of the new document, or `most` if it is more.
    fn cost_of(&self, way: Way, end: usize, most: usize) -> usize {
        let inserted = &self.new[self.n..self.n + way.insert];
        let mut cost = bits_of(inserted);
        cost += match way.to.abs_diff(self.b) {
            0..NEAR if way.to >= self.b => 0,
            0..AROUND => HOP,
            _ => JUMP,
        };
        let (mut b, mut n) = (way.to, self.n + way.insert);
        // Not only by what it costs: where a long text goes, an edit costs little and gets no further.
        let mut edits = 0;
        while n < end && cost < most && edits < MOST_EDITS {
            edits += 1;
            let agreed = common_prefix(&self.base[b..], &self.new[n..end]);
            b += agreed;
            n += agreed;
            if n >= end {
                break;
            }
            let (old, new) = self.gives_way(b, n);
            let is_blank = new == 0 && token::is_blank(self.base[b]);
            cost += if is_blank { BLANK } else { bits_of(&self.new[n..n + new]) };
            b += old;
            n += new;
        }
        if n < end {
            cost += (end - n) * BYTE;
        }
        cost.min(most)
    }
}

fn is_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

/// Estimated bits of an edit that brings in `bytes`. White space comes in the same everywhere and so costs little.
fn bits_of(bytes: &[u8]) -> usize {
    if is_digits(bytes) {
        return EDIT + bytes.len().min(24) * DIGIT;
    }
    if bytes.iter().all(|byte| token::is_blank(*byte)) {
        return BLANK;
    }
    EDIT + bytes.len() * BYTE
}

/// Where tokens begin and end in the first bytes of `text`. White space is one token.
fn places(text: &[u8], out: &mut [usize; PLACES]) -> usize {
    let mut count = 1;
    out[0] = 0;
    let text = &text[..text.len().min(NEAR)];
    for (at, pair) in text.windows(2).enumerate() {
        let is_place = match (token::is_blank(pair[0]), token::is_blank(pair[1])) {
            (true, true) => false,
            (false, false) => token::is_end(pair[0]) || token::is_end(pair[1]),
            _ => true,
        };
        if is_place {
            if count == PLACES {
                break;
            }
            out[count] = at + 1;
            count += 1;
        }
    }
    count
}
