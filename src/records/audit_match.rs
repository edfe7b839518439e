//! Whether what stands in the record is what the audit log tells of, and the other way round: rows and states, by their
//! ids and numbers. What stands inside a row is not compared; the log holds no values.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connection::Db;
use super::error::Error;

/// A kind of row that every audit event of some actions made one of.
struct Kind {
    /// What one is called in a sentence.
    name: &'static str,
    /// How many there are, by the id they belong to.
    rows: &'static str,
    /// How many the log tells of, by the same id.
    noted: &'static str,
}

const KINDS: [Kind; 6] = [
    Kind {
        name: "versions of the patient",
        rows: "SELECT patient_id AS id, count(*) AS count FROM patient_versions GROUP BY patient_id",
        noted: "SELECT patient_id AS id, count(*) AS count FROM audit \
                WHERE action IN ('patient_registered', 'patient_amended', 'patient_moved') GROUP BY patient_id",
    },
    Kind {
        name: "rows of the episode",
        rows: "SELECT id AS id, count(*) AS count FROM episodes GROUP BY id",
        noted: "SELECT episode_id AS id, count(*) AS count FROM audit WHERE action = 'episode_opened' GROUP BY episode_id",
    },
    Kind {
        name: "versions of the session",
        rows: "SELECT session_id AS id, count(*) AS count FROM session_versions GROUP BY session_id",
        noted: "SELECT subject_id AS id, count(*) AS count FROM audit \
                WHERE action IN ('session_drafted', 'session_signed', 'session_amended') GROUP BY subject_id",
    },
    Kind {
        name: "rows of the phase change",
        rows: "SELECT id AS id, count(*) AS count FROM phase_changes GROUP BY id",
        noted: "SELECT subject_id AS id, count(*) AS count FROM audit WHERE action = 'phase_changed' GROUP BY subject_id",
    },
    Kind {
        name: "versions of the programme",
        rows: "SELECT id AS id, CAST(version AS BIGINT) AS count FROM programmes",
        noted: "SELECT subject_id AS id, count(*) AS count FROM audit \
                WHERE action IN ('programme_written', 'programme_issued') GROUP BY subject_id",
    },
    Kind {
        name: "versions of the diary",
        rows: "SELECT diary_id AS id, count(*) AS count FROM diary_versions GROUP BY diary_id",
        noted: "SELECT subject_id AS id, count(*) AS count FROM audit \
                WHERE action IN ('diary_signed', 'diary_amended') GROUP BY subject_id",
    },
];

/// Sessions whose state is not the one the log tells of: struck out, signed, or else a draft.
const STATES: &str = "SELECT s.id AS id, CAST(0 AS BIGINT) AS count FROM sessions s WHERE s.state <> CASE \
     WHEN EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = s.id AND a.action = 'session_struck_out') THEN 'struck_out' \
     WHEN EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = s.id AND a.action = 'session_signed') THEN 'signed' \
     ELSE 'draft' END ORDER BY s.id";

/// Diaries whose state or version is not the one the log tells of.
const DIARIES: &str = "SELECT d.id AS id, CAST(0 AS BIGINT) AS count FROM diaries d WHERE d.state <> CASE \
     WHEN EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = d.id AND a.action = 'diary_struck_out') THEN 'struck_out' \
     ELSE 'signed' END \
     OR d.version <> (SELECT count(*) FROM audit a WHERE a.subject_id = d.id \
     AND a.action IN ('diary_signed', 'diary_amended')) ORDER BY d.id";

/// Sessions that do not say what their current version says.
const TIMES: &str = "SELECT s.id AS id, CAST(0 AS BIGINT) AS count FROM sessions s LEFT JOIN session_versions v \
     ON v.session_id = s.id AND v.version = s.version \
     WHERE v.session_id IS NULL OR v.took_place_at <> s.took_place_at ORDER BY s.id";

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Every difference, as a sentence without a full stop; none when record and log agree. Somebody may be writing meanwhile.
///
/// # Errors
/// Those of the database.
pub fn differences(db: &mut Db) -> Result<Vec<String>, Error> {
    db.transaction(|db| {
        if let Db::Postgres(connection) = db {
            connection.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")?;
        }
        compared(db)
    })
}

fn compared(db: &mut Db) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for kind in KINDS {
        let (rows, noted) = (counted(db, kind.rows)?, counted(db, kind.noted)?);
        found.extend(unequal(&rows, &noted).map(|(id, rows, noted)| {
            let name = kind.name;
            format!("there are {rows} {name} {id}, and the audit log tells of {noted}")
        }));
    }
    for id in counted(db, STATES)?.into_keys() {
        found.push(format!(
            "the session {id} has another state than the audit log tells of"
        ));
    }
    for id in counted(db, DIARIES)?.into_keys() {
        found.push(format!(
            "the diary {id} has another state or version than the audit log tells of"
        ));
    }
    for id in counted(db, TIMES)?.into_keys() {
        found.push(format!(
            "the session {id} has another time than its current version"
        ));
    }
    Ok(found)
}

fn counted(db: &mut Db, query: &'static str) -> Result<BTreeMap<String, i64>, Error> {
    let rows: Vec<Counted> = diesel::sql_query(query).load(db)?;
    Ok(rows.into_iter().map(|row| (row.id, row.count)).collect())
}

/// Every id whose two numbers differ, with both; an id that is missing on one side counts nought there.
fn unequal<'a>(
    rows: &'a BTreeMap<String, i64>,
    noted: &'a BTreeMap<String, i64>,
) -> impl Iterator<Item = (&'a str, i64, i64)> {
    let number = |of: &BTreeMap<String, i64>, id: &str| of.get(id).copied().unwrap_or(0);
    let only_noted = noted.keys().filter(move |id| !rows.contains_key(*id));
    rows.keys()
        .chain(only_noted)
        .map(String::as_str)
        .map(move |id| (id, number(rows, id), number(noted, id)))
        .filter(|(_, rows, noted)| rows != noted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_missing_on_either_side_is_named() {
        let of = |list: &[(&str, i64)]| {
            let pairs = list.iter().map(|(id, count)| ((*id).to_owned(), *count));
            pairs.collect::<BTreeMap<_, _>>()
        };
        let rows = of(&[("a", 1), ("b", 2), ("c", 1)]);
        let noted = of(&[("a", 1), ("b", 1), ("d", 3)]);
        let found: Vec<_> = unequal(&rows, &noted).collect();
        assert_eq!(found, [("b", 2, 1), ("c", 1, 0), ("d", 0, 3)]);
    }
}
