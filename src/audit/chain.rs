//! The rows of the audit log and the hash chain over them: each row's hash covers its content and the row before it.

use std::fmt::Write;

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

use super::{Actor, Event};

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Counts from 1 without a gap.
    pub seq: i64,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Who: a staff id, or `program`.
    pub actor: String,
    /// What, as written in data.
    pub action: String,
    /// The patient's id.
    pub patient: Option<String>,
    /// The episode's id.
    pub episode: Option<String>,
    /// Another id.
    pub subject: Option<String>,
    /// Field names, joined by commas.
    pub fields: String,
    /// The hash of the row before; empty for the first.
    pub previous_hash: String,
    /// The hash of this row.
    pub hash: String,
}

impl Row {
    /// The row that follows `previous` (sequence and hash; `None` at the start of the log).
    #[must_use]
    pub fn after(
        previous: Option<(i64, String)>,
        event: &Event,
        actor: &Actor,
        at: NaiveDateTime,
    ) -> Row {
        let (seq, previous_hash) =
            previous.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
        let mut row = Row {
            seq,
            at,
            actor: actor.as_str().to_owned(),
            action: event.action.as_str().to_owned(),
            patient: event.patient.as_ref().map(ToString::to_string),
            episode: event.episode.as_ref().map(ToString::to_string),
            subject: event.subject.clone(),
            fields: event.fields.join(","),
            previous_hash,
            hash: String::new(),
        };
        row.hash = row.computed_hash();
        row
    }

    /// SHA-256 over every field but the hash itself, as lower-case hexadecimal digits.
    #[must_use]
    pub fn computed_hash(&self) -> String {
        let mut digest = Sha256::new();
        let absent = String::from("\u{0}");
        let texts = [
            &self.seq.to_string(),
            &self.at.and_utc().timestamp().to_string(),
            &self.actor,
            &self.action,
            self.patient.as_ref().unwrap_or(&absent),
            self.episode.as_ref().unwrap_or(&absent),
            self.subject.as_ref().unwrap_or(&absent),
            &self.fields,
            &self.previous_hash,
        ];
        for text in texts {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        }
        hex(&digest.finalize())
    }
}

/// What is wrong with the first row that breaks the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A row is missing, or one stands where none belongs.
    #[error("row {found} stands where row {expected} belongs: rows were removed or added")]
    Gap {
        /// The sequence that should stand here.
        expected: i64,
        /// The sequence that stands here.
        found: i64,
    },
    /// The row does not continue the row before.
    #[error("row {0} does not continue the row before it: one of the two was replaced")]
    Link(i64),
    /// The row's own content was changed.
    #[error("row {0} was changed after it was written")]
    Content(i64),
}

/// The state of a walk along the chain, fed row by row in sequence.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    last: Option<(i64, String)>,
}

impl Walk {
    /// Checks the next row.
    ///
    /// # Errors
    /// The first break.
    pub fn step(&mut self, row: &Row) -> Result<(), Broken> {
        let (seq, hash) = self.last.take().unwrap_or_default();
        if row.seq != seq + 1 {
            return Err(Broken::Gap {
                expected: seq + 1,
                found: row.seq,
            });
        }
        if row.computed_hash() != row.hash {
            return Err(Broken::Content(row.seq));
        }
        if row.previous_hash != hash {
            return Err(Broken::Link(row.seq));
        }
        self.last = Some((row.seq, row.hash.clone()));
        Ok(())
    }

    /// How many rows were checked, and the last one's hash: keep it elsewhere to notice a log cut short.
    #[must_use]
    pub fn head(&self) -> (i64, &str) {
        self.last
            .as_ref()
            .map_or((0, ""), |(seq, hash)| (*seq, hash))
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Action;

    fn chain() -> Vec<Row> {
        let at = chrono::DateTime::from_timestamp(1_770_000_000, 0)
            .unwrap()
            .naive_utc();
        let event = Event::new(Action::Looked).patient(&"p1".parse().unwrap());
        let mut rows: Vec<Row> = Vec::new();
        for _ in 0..4 {
            let previous = rows.last().map(|row| (row.seq, row.hash.clone()));
            rows.push(Row::after(previous, &event, &Actor::Program, at));
        }
        rows
    }

    fn first_broken(rows: &[Row]) -> Option<Broken> {
        let mut walk = Walk::default();
        rows.iter().find_map(|row| walk.step(row).err())
    }

    #[test]
    fn every_kind_of_tampering_is_named() {
        assert_eq!(first_broken(&chain()), None);

        let mut edited = chain();
        edited[1].patient = Some("p2".into());
        assert_eq!(first_broken(&edited), Some(Broken::Content(2)));

        let mut rehashed = chain();
        rehashed[1].patient = Some("p2".into());
        rehashed[1].hash = rehashed[1].computed_hash();
        assert_eq!(first_broken(&rehashed), Some(Broken::Link(3)));

        let mut removed = chain();
        removed.remove(2);
        assert_eq!(
            first_broken(&removed),
            Some(Broken::Gap {
                expected: 3,
                found: 4
            })
        );
    }

    #[test]
    fn text_cannot_slide_from_one_field_to_the_next() {
        let mut row = chain().remove(0);
        row.patient = Some("ab".into());
        row.episode = Some("c".into());
        let one = row.computed_hash();
        row.patient = Some("a".into());
        row.episode = Some("bc".into());
        assert_ne!(one, row.computed_hash());
    }
}
