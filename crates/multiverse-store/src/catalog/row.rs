//! Rows, read column by column in the order of the statement.

use bytes::Bytes;
use multiverse_model::{Checksum, Millis};

use super::{CatalogError, Value};

/// One row of a result.
#[derive(Debug, Clone)]
pub struct Row(Vec<Value>);

impl Row {
    /// Makes a row of its values, in the statement's order.
    #[must_use]
    pub fn new(values: Vec<Value>) -> Self {
        Self(values)
    }

    /// Starts reading it.
    #[must_use]
    pub fn columns(self) -> Columns {
        Columns { values: self.0.into_iter(), read: 0 }
    }
}

/// Reads a row's values one after the other. Each method takes the next column, and fails on a value of another
/// kind: the database is input too.
#[derive(Debug)]
pub struct Columns {
    values: std::vec::IntoIter<Value>,
    read: usize,
}

impl Columns {
    fn next(&mut self) -> Value {
        self.read += 1;
        self.values.next().unwrap_or(Value::Null)
    }

    fn unexpected(&self) -> CatalogError {
        CatalogError::Unexpected { column: format!("column {}", self.read) }
    }

    /// An integer.
    ///
    /// # Errors
    /// [`CatalogError::Unexpected`], as all methods here.
    pub fn int(&mut self) -> Result<i64, CatalogError> {
        self.optional_int()?.ok_or_else(|| self.unexpected())
    }

    /// An integer or nothing.
    pub fn optional_int(&mut self) -> Result<Option<i64>, CatalogError> {
        match self.next() {
            Value::Int(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            _ => Err(self.unexpected()),
        }
    }

    /// A count or size.
    pub fn count(&mut self) -> Result<u64, CatalogError> {
        let value = self.int()?;
        u64::try_from(value).map_err(|_| self.unexpected())
    }

    /// A boolean.
    pub fn flag(&mut self) -> Result<bool, CatalogError> {
        Ok(self.int()? != 0)
    }

    /// A time.
    pub fn time(&mut self) -> Result<Millis, CatalogError> {
        self.int().map(Millis)
    }

    /// A text or nothing.
    pub fn optional_text(&mut self) -> Result<Option<String>, CatalogError> {
        match self.next() {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            _ => Err(self.unexpected()),
        }
    }

    /// A text.
    pub fn text(&mut self) -> Result<String, CatalogError> {
        self.optional_text()?.ok_or_else(|| self.unexpected())
    }

    /// A text that is a value of the domain: an id, a name, a kind.
    pub fn parsed<T: TryFrom<String>>(&mut self) -> Result<T, CatalogError> {
        let text = self.text()?;
        T::try_from(text).map_err(|_| self.unexpected())
    }

    /// The same, or nothing.
    pub fn optional_parsed<T: TryFrom<String>>(&mut self) -> Result<Option<T>, CatalogError> {
        let text = self.optional_text()?;
        text.map(T::try_from).transpose().map_err(|_| self.unexpected())
    }

    /// A value that the domain numbers: a tick or a day.
    pub fn number<T: TryFrom<u64>>(&mut self) -> Result<T, CatalogError> {
        let value = self.count()?;
        T::try_from(value).map_err(|_| self.unexpected())
    }

    /// The same, or nothing.
    pub fn optional_number<T: TryFrom<u64>>(&mut self) -> Result<Option<T>, CatalogError> {
        let Some(value) = self.optional_int()? else { return Ok(None) };
        let value = u64::try_from(value).map_err(|_| self.unexpected())?;
        T::try_from(value).map(Some).map_err(|_| self.unexpected())
    }

    /// A text that a JSON or name of the domain is read from by serde.
    pub fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<Option<T>, CatalogError> {
        let text = self.optional_text()?;
        text.map(|text| serde_json::from_str(&text)).transpose().map_err(|_| self.unexpected())
    }

    /// A word of an enumeration, as it stands on the wire.
    pub fn word<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, CatalogError> {
        let text = self.text()?;
        serde_json::from_value(text.into()).map_err(|_| self.unexpected())
    }

    /// Bytes or nothing.
    pub fn optional_blob(&mut self) -> Result<Option<Bytes>, CatalogError> {
        match self.next() {
            Value::Blob(bytes) => Ok(Some(bytes)),
            Value::Null => Ok(None),
            _ => Err(self.unexpected()),
        }
    }

    /// 32 bytes: a hash.
    pub fn hash(&mut self) -> Result<[u8; 32], CatalogError> {
        let bytes = self.optional_blob()?.ok_or_else(|| self.unexpected())?;
        bytes.as_ref().try_into().map_err(|_| self.unexpected())
    }

    /// A checksum or nothing.
    pub fn optional_checksum(&mut self) -> Result<Option<Checksum>, CatalogError> {
        let Some(bytes) = self.optional_blob()? else { return Ok(None) };
        let digest = bytes.as_ref().try_into().map_err(|_| self.unexpected())?;
        Ok(Some(Checksum::from_digest(digest)))
    }

    /// A checksum.
    pub fn checksum(&mut self) -> Result<Checksum, CatalogError> {
        self.hash().map(Checksum::from_digest)
    }
}
