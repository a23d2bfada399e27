//! A small world, made of what the fuzzer says.

use arbitrary::{Arbitrary, Result, Unstructured};

/// Records of a world, at most.
const MOST: usize = 16;

/// Something that a game saves: a list of records of a few fields.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) layout: Layout,
    pub(crate) records: Vec<Record>,
}

/// How a world is written.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub(crate) enum Layout {
    Minified,
    Pretty,
    /// A record a line.
    Lines,
    /// Without any delimiter: no line feeds, and commas are semicolons.
    Undelimited,
    /// Fixed bytes, as a struct in memory.
    Packed,
}

/// One of the things in a world.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) id: u16,
    pub(crate) name: Text,
    /// Written with `decimals` digits after the point.
    pub(crate) value: i64,
    pub(crate) decimals: u8,
    pub(crate) notes: Vec<Text>,
    /// Whether the fields are written in the other order.
    pub(crate) is_turned: bool,
}

/// Text: a piece, and how often it is repeated. So a few bytes of input give a text that is long enough for what the
/// codec does with long ones, and texts that share much.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) piece: Vec<u8>,
    pub(crate) times: u8,
}

impl<'a> Arbitrary<'a> for World {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Self> {
        let layout = input.arbitrary()?;
        let count = input.int_in_range(0..=MOST)?;
        // A world of few kinds of records, which differ in little, as those of games do.
        let kinds =
            (0..input.int_in_range(1..=3)?).map(|_| input.arbitrary()).collect::<Result<Vec<Record>>>()?;
        let record = |i: usize| Record { id: i.to_le_bytes()[0].into(), ..kinds[i % kinds.len()].clone() };
        Ok(Self { layout, records: (0..count).map(record).collect() })
    }
}

impl<'a> Arbitrary<'a> for Record {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Self> {
        let notes = (0..input.int_in_range(0..=3)?).map(|_| input.arbitrary()).collect::<Result<_>>()?;
        Ok(Self {
            id: input.arbitrary()?,
            name: input.arbitrary()?,
            value: number(input)?,
            decimals: input.int_in_range(0..=19)?,
            notes,
            is_turned: input.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for Text {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Self> {
        let len = input.int_in_range(0..=12)?;
        let times = match input.int_in_range(0..=3)? {
            // 96 bytes and more are kept apart from the script, and a token is looked at 64 bytes at a time.
            0 => input.int_in_range(0..=64)?,
            _ => 1,
        };
        Ok(Self { piece: input.bytes(len)?.to_vec(), times })
    }
}

/// A number of any length: most of those that a fuzzer draws would otherwise have 19 digits.
pub(crate) fn number(input: &mut Unstructured<'_>) -> Result<i64> {
    let shift = input.int_in_range(0..=63)?;
    Ok(input.arbitrary::<i64>()? >> shift)
}

impl World {
    /// Writes the world.
    pub(crate) fn render(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for record in &self.records {
            record.render(self.layout, &mut out);
        }
        out
    }
}

impl Record {
    fn render(&self, layout: Layout, out: &mut Vec<u8>) {
        if matches!(layout, Layout::Packed) {
            out.extend_from_slice(&self.id.to_le_bytes());
            out.extend_from_slice(&self.value.to_le_bytes());
            self.name.render(out);
            return;
        }
        let (open, comma, close) = match layout {
            Layout::Pretty => ("{\n    ", ",\n    ", "\n  },\n  "),
            Layout::Lines => ("{", ",", "}\n"),
            Layout::Undelimited => ("{", ";", "}"),
            _ => ("{", ",", "},"),
        };
        out.extend_from_slice(open.as_bytes());
        let mut fields = self.fields();
        if self.is_turned {
            fields.reverse();
        }
        out.extend_from_slice(&fields.join(comma.as_bytes()));
        out.extend_from_slice(close.as_bytes());
    }

    fn fields(&self) -> Vec<Vec<u8>> {
        let mut name = b"\"name\":\"".to_vec();
        self.name.render(&mut name);
        name.push(b'"');
        let mut notes = b"\"notes\":[".to_vec();
        for note in &self.notes {
            notes.push(b'"');
            note.render(&mut notes);
            notes.extend_from_slice(b"\",");
        }
        notes.push(b']');
        let id = format!("\"id\":\"agent:{}\"", self.id).into_bytes();
        let value = format!("\"value\":{}", decimal(self.value, self.decimals)).into_bytes();
        vec![id, name, value, notes]
    }
}

impl Text {
    fn render(&self, out: &mut Vec<u8>) {
        for _ in 0..self.times {
            out.extend_from_slice(&self.piece);
        }
    }
}

/// A number with a point, or without one if `decimals` is 0.
fn decimal(value: i64, decimals: u8) -> String {
    if decimals == 0 {
        return value.to_string();
    }
    let decimals = usize::from(decimals);
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = decimals + 1);
    let (whole, part) = digits.split_at(digits.len() - decimals);
    format!("{}{whole}.{part}", if value < 0 { "-" } else { "" })
}
