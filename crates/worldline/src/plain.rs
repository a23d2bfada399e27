//! The plain stage: symbols as bytes. What is written so needs no arithmetic to read, and any compressor can follow.

use crate::model::Model;
use crate::symbols::Symbols;

/// Writes symbols.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub out: Vec<u8>,
}

impl Symbols for Writer {
    fn symbol(&mut self, _: &mut Model, value: u8) -> u8 {
        self.out.push(value);
        value
    }

    fn bits(&mut self, value: u16, _: u32) -> u16 {
        self.out.extend_from_slice(&value.to_le_bytes());
        value
    }
}

/// Reads symbols.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(stream: &'a [u8]) -> Self {
        Self { stream, at: 0 }
    }

    fn byte(&mut self) -> u8 {
        let byte = self.stream.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }
}

impl Symbols for Reader<'_> {
    fn symbol(&mut self, _: &mut Model, _: u8) -> u8 {
        self.byte() & 15
    }

    fn bits(&mut self, _: u16, count: u32) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()]) & (u16::MAX >> (16 - count))
    }

    fn is_exhausted(&self) -> bool {
        self.at > self.stream.len()
    }

    fn is_at_end(&self) -> bool {
        self.at == self.stream.len()
    }
}
