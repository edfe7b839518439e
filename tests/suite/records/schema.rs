use diesel::connection::SimpleConnection;
use ninefold::config::Database;
use ninefold::records::{Error, Purpose, Records, connect, migrations};

use crate::support::{TestClinic, fresh_database, start};

#[test]
fn a_missing_file_is_not_created_by_opening() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none.db");
    let database = Database::Sqlite(file.clone());
    assert!(matches!(
        Records::open(&database),
        Err(Error::Unavailable(_))
    ));
    assert!(matches!(
        migrations::undo(&database, start()),
        Err(Error::Unavailable(_))
    ));
    assert!(!file.exists());
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    let text = "Dear colleague, this is a letter and no database. ".repeat(40);
    std::fs::write(&file, &text).unwrap();
    assert!(matches!(
        Records::open(&Database::Sqlite(file.clone())),
        Err(Error::Broken(_))
    ));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn migrations_go_down_and_up_again() {
    let (database, _folder) = fresh_database();
    let mut db = connect(&database, Purpose::Write).unwrap();
    let all = migrations::state(&mut db).unwrap();
    assert!(all.pending.is_empty() && all.unknown.is_empty() && all.guarded);
    for undone in all.applied.iter().rev() {
        let changed = migrations::undo(&database, start()).unwrap();
        assert!(*undone == changed.migrations[0], "{changed:?}");
        if let Database::Sqlite(_) = database {
            let copy = Database::Sqlite(changed.copy.unwrap());
            let mut copy = connect(&copy, Purpose::Read).unwrap();
            assert!(
                migrations::state(&mut copy)
                    .unwrap()
                    .applied
                    .contains(undone),
                "copied before it was undone"
            );
        }
    }
    let none = migrations::state(&mut db).unwrap();
    assert_eq!(
        (none.applied.len(), none.pending.len()),
        (0, all.applied.len())
    );
    assert!(
        matches!(Records::open(&database), Err(Error::Schema(text)) if text.contains("ninefold migrate run"))
    );
    migrations::run(&database, start()).unwrap();
    assert_eq!(migrations::state(&mut db).unwrap(), all);
    Records::open(&database).unwrap();
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let t = TestClinic::new();
    t.raw()
        .batch_execute("INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('20990101000000', CURRENT_TIMESTAMP)")
        .unwrap();
    for refused in [
        Records::open(&t.database).map(drop),
        migrations::run(&t.database, start()).map(drop),
    ] {
        assert!(
            matches!(&refused, Err(Error::Schema(text)) if text.contains("newer")),
            "{refused:?}"
        );
    }
}

#[test]
fn a_missing_guard_counts_as_pending() {
    let t = TestClinic::new();
    let off = if t.is_sqlite() {
        "DROP TRIGGER guard_audit_delete"
    } else {
        "DROP TRIGGER guard_audit_delete ON audit"
    };
    t.raw().batch_execute(off).unwrap();
    assert!(matches!(Records::open(&t.database), Err(Error::Schema(_))));
    migrations::run(&t.database, start()).unwrap();
    Records::open(&t.database).unwrap();
}

#[test]
fn readers_cannot_write() {
    let t = TestClinic::new();
    let refused = t.clinic.read(|db| {
        db.batch_execute("UPDATE clinic SET name = 'x'")
            .map_err(Error::from)
    });
    assert!(refused.is_err());
}
