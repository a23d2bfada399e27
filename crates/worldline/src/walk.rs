//! How the encoder finds what changed: two cursors that run over base and new document side by side.
//!
//! While bytes agree, both move. Where they differ, the cheapest way on is looked for: another token in place of one,
//! tokens that came in or went, or, by an index of the base, a place from which it goes on as the new document does.
//! What looks cheap is tried on the next few hundred bytes first, since all the records of a world look alike and two
//! of them agree on much without being the same.

use crate::index::{FieldIndex, WINDOW, WindowIndex};
use crate::scan::{common_prefix, common_suffix};
use crate::token;

/// Estimated bits of an edit, of a jump to elsewhere, and of a byte of text and a digit in an edit.
const EDIT: usize = 10;
const JUMP: usize = 30;
const BYTE: usize = 6;
const DIGIT: usize = 4;

/// Bytes of the new document on which a way on is tried.
const TRIAL: usize = 320;

/// Bytes that agree after an edit of one token, to believe it without a trial.
const CERTAIN: usize = 16;

/// How far tokens are looked for that came in or went, in bytes and in places.
const NEAR: usize = 160;
const PLACES: usize = 24;

/// Bytes that agree elsewhere, to go there.
const FAR: usize = 24;

/// What a full search costs of the credit, in bytes. A cursor earns as much as it moves, so that no input can have
/// a search at every byte.
const SEARCH: isize = 96;
const MOST_CREDIT: isize = 16 * 1024;

/// Bytes that are looked through at once for a place to go on.
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
        Self { base, new, delimiter, indexes, has_fields: false, has_windows: false, credit, b: 0, n: 0 }
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
        let way = self.way_on();
        self.b = way.to;
        self.n += way.insert;
        self.credit += way.insert.cast_signed();
        Ok(Edit { run, insert: way.insert, to: way.to })
    }

    fn way_on(&mut self) -> Way {
        let old = token::rest(&self.base[self.b..]);
        let new = token::rest(&self.new[self.n..]);
        let agreed = common_prefix(
            &self.base[self.b + old..],
            &self.new[self.n + new..self.new.len().min(self.n + new + 4 * CERTAIN)],
        );
        let elsewhere = self.same_field_elsewhere();
        let mut near = Way { insert: new, to: self.b + old, cost: usize::MAX };
        if old + new == 0 || agreed == 0 && old + new < 2 {
            // Nothing would be gained, not even a byte.
            near.insert = new.max(1).min(self.new.len() - self.n);
        }
        let is_likely = agreed >= CERTAIN || self.is_next_key(near, agreed);
        if self.credit < 0 {
            return if is_likely { near } else { self.next_far() };
        }
        if elsewhere.is_none() && is_likely {
            return near;
        }
        self.credit -= SEARCH;
        let end = self.new.len().min(self.n + TRIAL);
        near.cost = self.cost_of(near, end, usize::MAX);
        let mut best = near;
        if let Some(to) = elsewhere {
            self.try_way(&mut best, 0, to, end);
        }
        if agreed < CERTAIN {
            self.try_near(&mut best, end);
        }
        if best.cost > (end - self.n) * 3 && self.credit >= 0 {
            self.try_far(&mut best, end);
        }
        best
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
        let before = head.iter().rev().position(|byte| *byte == delimiter)?;
        let tail = &self.new[self.n..self.new.len().min(self.n + 256)];
        let after = tail.iter().position(|byte| *byte == delimiter)?;
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
                }
            }
            if self.credit < 0 {
                return;
            }
        }
    }

    /// Tries the next text that the base has anywhere.
    fn try_far(&mut self, best: &mut Way, end: usize) {
        let far = self.next_far();
        let end = end.max(self.new.len().min(self.n + far.insert + TRIAL));
        best.cost = self.cost_of(*best, end, usize::MAX);
        let cost = self.cost_of(far, end, best.cost);
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
        let limit = self.new.len().min(self.n + SCAN);
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
        Way { insert: limit - self.n, to: self.b, cost: usize::MAX }
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
        let mut cost = EDIT + bits_of(inserted);
        if way.to < self.b || way.to - self.b > NEAR {
            cost += JUMP;
        }
        let (mut b, mut n) = (way.to, self.n + way.insert);
        while n < end && cost < most {
            let agreed = common_prefix(&self.base[b..], &self.new[n..end]);
            b += agreed;
            n += agreed;
            if n >= end {
                break;
            }
            let old = token::rest(&self.base[b..]);
            let new = token::rest(&self.new[n..]).max(usize::from(old == 0));
            cost += EDIT + bits_of(&self.new[n..n + new]);
            b += old;
            n += new;
        }
        cost.min(most)
    }
}

/// Estimated bits of bytes in an edit.
fn bits_of(bytes: &[u8]) -> usize {
    if bytes.len() <= 24 && bytes.iter().all(u8::is_ascii_digit) {
        bytes.len() * DIGIT
    } else {
        bytes.len() * BYTE
    }
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
