//! The bytes of a record's file.

use multiverse_model::Checksum;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::SaveRecord;

/// The checksum is of the record's exact text, so that a changed digit does not become another tick.
#[derive(Serialize, Deserialize)]
struct RecordFile<'a> {
    checksum: Checksum,
    #[serde(borrow)]
    record: &'a RawValue,
}

/// Writes a record for people and for [`decode`].
pub(super) fn encode(record: &SaveRecord) -> serde_json::Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(record)?;
    let checksum = Checksum::of(text.as_bytes());
    Ok(format!("{{\"checksum\": \"{checksum}\", \"record\": {text}}}\n").into_bytes())
}

/// Reads the record of that sequence number.
///
/// # Errors
/// What is wrong with it, for people.
pub(super) fn decode(bytes: &[u8], sequence: u64) -> Result<SaveRecord, String> {
    let file: RecordFile<'_> =
        serde_json::from_slice(bytes).map_err(|error| format!("it is no record: {error}"))?;
    let text = file.record.get();
    if Checksum::of(text.as_bytes()) != file.checksum {
        return Err("it is not as it was written".to_owned());
    }
    let record: SaveRecord =
        serde_json::from_str(text).map_err(|error| format!("it is no record: {error}"))?;
    if record.sequence == sequence {
        Ok(record)
    } else {
        Err(format!("it is the record of save {}", record.sequence))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{NewSave, SyncState};
    use super::*;
    use multiverse_model::Tick;

    fn record() -> SaveRecord {
        let save = NewSave::new("universe:a".parse().unwrap(), Tick::new(7).unwrap(), "{}");
        let save = NewSave { sync: SyncState::Pending, ..save };
        save.keep(12, Checksum::of(b"{}")).unwrap().0
    }

    #[test]
    fn what_is_written_is_read() {
        let record = record();
        assert_eq!(decode(&encode(&record).unwrap(), 12), Ok(record));
    }

    #[test]
    fn no_changed_byte_goes_unnoticed() {
        let bytes = encode(&record()).unwrap();
        let before = decode(&bytes, 12).unwrap();
        for index in 0..bytes.len() {
            for flip in [1, 0x20] {
                let mut changed = bytes.clone();
                changed[index] ^= flip;
                // Space outside of the record may change.
                assert!(
                    decode(&changed, 12).is_err() || decode(&changed, 12) == Ok(before.clone()),
                    "{index}"
                );
            }
        }
    }

    #[test]
    fn a_record_under_another_number_is_refused() {
        assert_eq!(decode(&encode(&record()).unwrap(), 13), Err("it is the record of save 12".to_owned()));
    }
}
