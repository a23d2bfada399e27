//! Cursors: where the next page of a list starts, as text that clients hand back unread.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// The longest cursor that is read; ours are far shorter.
const MAX_LENGTH: usize = 4096;

/// Writes a place as hex of its JSON: any URL carries it unescaped.
pub(super) fn encode(place: &impl Serialize) -> Result<String, StoreError> {
    let json = serde_json::to_vec(place).map_err(|_| StoreError::BadCursor)?;
    Ok(json.iter().fold(String::with_capacity(2 * json.len()), |mut hex, byte| {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        hex
    }))
}

/// Reads a place that [`encode`] wrote.
pub(super) fn decode<T: DeserializeOwned>(cursor: &str) -> Result<T, StoreError> {
    if cursor.len() > MAX_LENGTH || !cursor.len().is_multiple_of(2) || !cursor.is_ascii() {
        return Err(StoreError::BadCursor);
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let json: Option<Vec<u8>> =
        cursor.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect();
    json.and_then(|json| serde_json::from_slice(&json).ok()).ok_or(StoreError::BadCursor)
}

/// Writes a place of the list that `list` names, so that no other takes it for one of its own.
pub(super) fn encode_of(list: &str, place: &impl Serialize) -> Result<String, StoreError> {
    encode(&(list, place))
}

/// Reads a place that [`encode_of`] wrote for the same list.
pub(super) fn decode_of<T: DeserializeOwned>(list: &str, cursor: &str) -> Result<T, StoreError> {
    let (named, place): (String, T) = decode(cursor)?;
    if named == list { Ok(place) } else { Err(StoreError::BadCursor) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_and_anything_else_is_refused() {
        let cursor = encode(&("é", 5)).unwrap();
        assert_eq!(decode::<(String, u64)>(&cursor).unwrap(), ("é".to_owned(), 5));
        for bad in ["", "zz", "7", "é", "5b5d", &"00".repeat(5000)] {
            assert!(matches!(decode::<(String, u64)>(bad), Err(StoreError::BadCursor)), "{bad}");
        }
    }
}
