//! Finding patients by the beginnings of words, in any script, with or without accents.

use chrono::NaiveDate;
use diesel::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::connection::Db;
use super::error::Error;
use super::reach::Reach;
use super::schema::{patient_search_words, patient_versions, patients};
use crate::care::ids::{PatientId, TeamId};

/// A patient in a list: no more than tells one from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The record's id.
    pub id: PatientId,
    /// The team.
    pub team: TeamId,
    /// The clinic's number.
    pub clinic_number: String,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// What they like to be called.
    pub name_to_use: String,
    /// Date of birth.
    pub birth_date: NaiveDate,
}

type CardColumns = (PatientId, TeamId, String, String, String, String, NaiveDate);

/// Most words of a query that are looked at.
const MOST_WORDS: usize = 6;

/// The words of a text as they are compared: lower case, without accents, letters and digits only.
///
/// Letters that do not decompose are spelt out (`ł` as `l`, `ø` as `o`, `ß` as `ss`).
#[must_use]
pub fn folded_words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let mut words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

/// What lists of people are ordered by, and two patients of one name share: the names as they are compared.
#[must_use]
pub fn sort_key(family_name: &str, given_names: &str) -> String {
    let plain = |text: &str| {
        let folded = folded(text);
        folded.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // a tab comes before every letter and space, so that Lee stands before Lee Mason
    format!("{}\t{}", plain(family_name), plain(given_names))
}

fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().flat_map(char::to_lowercase) {
        match letter {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'þ' => folded.push_str("th"),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ς' => folded.push('σ'),
            '\'' | '\u{2019}' | '\u{02BC}' => {}
            // marks of Latin, Greek and Cyrillic are accents; elsewhere a mark can be a vowel of the word
            mark if ('\u{0300}'..='\u{036F}').contains(&mark) => {}
            letter if letter.is_alphanumeric() || is_combining_mark(letter) => folded.push(letter),
            _ => folded.push(' '),
        }
    }
    folded
}

/// Fills in the sort keys of patients registered before there were any.
pub(super) fn fill_sort_keys(db: &mut Db) -> Result<(), Error> {
    let current = patient_versions::version.eq(patients::version);
    let without: Vec<(PatientId, String, String)> = patients::table
        .inner_join(
            patient_versions::table.on(patient_versions::patient_id.eq(patients::id).and(current)),
        )
        .filter(patients::sort_key.eq(""))
        .select((
            patients::id,
            patient_versions::family_name,
            patient_versions::given_names,
        ))
        .load(db)?;
    for (id, family_name, given_names) in without {
        diesel::update(patients::table.find(id))
            .set(patients::sort_key.eq(sort_key(&family_name, &given_names)))
            .execute(db)?;
    }
    Ok(())
}

/// The patients within reach of whom every word of the query begins a word of a name or the clinic number.
///
/// By name, at most `limit`; none when the query has no word.
///
/// # Errors
/// Those of the database.
pub fn search(db: &mut Db, reach: &Reach, query: &str, limit: i64) -> Result<Vec<Card>, Error> {
    let mut words = folded_words(query);
    // the longest words narrow most
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(MOST_WORDS);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    cards_of(db, reach, &words, limit, 0)
}

/// Everyone of exactly these names (letter case and accents aside), in any team, with their date of birth.
///
/// # Errors
/// Those of the database.
pub fn list_namesakes(
    db: &mut Db,
    family_name: &str,
    given_names: &str,
) -> Result<Vec<(PatientId, NaiveDate)>, Error> {
    let current = patient_versions::version.eq(patients::version);
    let key = sort_key(family_name, given_names);
    Ok(patients::table
        .inner_join(
            patient_versions::table.on(patient_versions::patient_id.eq(patients::id).and(current)),
        )
        .filter(patients::sort_key.eq(key))
        .select((patients::id, patient_versions::birth_date))
        .order(patients::id)
        .load(db)?)
}

/// The patients within reach, by name.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, reach: &Reach, limit: i64, offset: i64) -> Result<Vec<Card>, Error> {
    cards_of(db, reach, &[], limit, offset)
}

fn cards_of(
    db: &mut Db,
    reach: &Reach,
    words: &[String],
    limit: i64,
    offset: i64,
) -> Result<Vec<Card>, Error> {
    let current = patient_versions::version.eq(patients::version);
    let mut query = patients::table
        .inner_join(
            patient_versions::table.on(patient_versions::patient_id.eq(patients::id).and(current)),
        )
        .select((
            patients::id,
            patients::team_id,
            patients::clinic_number,
            patient_versions::family_name,
            patient_versions::given_names,
            patient_versions::name_to_use,
            patient_versions::birth_date,
        ))
        .order((patients::sort_key, patients::id))
        .limit(limit)
        .offset(offset)
        .into_boxed();
    for word in words {
        let known = patient_search_words::table.select(patient_search_words::patient_id);
        query = match db {
            // the words hold letters and digits only, so no wildcard needs escaping; served by the `text_pattern_ops` index
            Db::Postgres(_) => {
                let begins = patient_search_words::word.like(format!("{word}%"));
                query.filter(patients::id.eq_any(known.filter(begins)))
            }
            Db::Sqlite(_) => {
                let first = patient_search_words::word.ge(word);
                let last = patient_search_words::word.lt(format!("{word}\u{10FFFF}"));
                query.filter(patients::id.eq_any(known.filter(first.and(last))))
            }
        };
    }
    if let Reach::Of {
        teams,
        patients: reached,
    } = reach
    {
        query = query.filter(
            patients::team_id
                .eq_any(teams)
                .or(patients::id.eq_any(reached)),
        );
    }
    let rows: Vec<CardColumns> = query.load(db)?;
    let cards = rows.into_iter().map(
        |(id, team, clinic_number, family_name, given_names, name_to_use, birth_date)| Card {
            id,
            team,
            clinic_number,
            family_name,
            given_names,
            name_to_use,
            birth_date,
        },
    );
    Ok(cards.collect())
}

#[cfg(test)]
mod tests {
    use super::{folded_words, sort_key};

    #[test]
    fn people_are_ordered_as_in_a_telephone_book() {
        let sorted = [
            ("Dąbek", "Zofia"),
            ("Diallo", "Awa"),
            ("Lee", "Zoe"),
            ("lee", "Zora"),
            ("Lee Mason", "Ann"),
            ("O’Brien", "Ana"),
            ("Obrist", "Ana"),
            ("Zeman", "Ivo"),
            ("Žižek", "Łukasz"),
            ("王", "小明"),
        ];
        let keys = sorted.map(|(family, given)| sort_key(family, given));
        assert!(keys.is_sorted(), "{keys:?}");
        assert_eq!(sort_key("ZIZEK ", "lukasz"), sort_key("Žižek", "Łukasz"));
    }

    #[test]
    fn words_are_found_as_people_type_them() {
        let rows: [(&str, &[&str]); 9] = [
            ("Łukasz Žižek", &["lukasz", "zizek"]),
            ("Nguyễn Thị Ánh", &["anh", "nguyen", "thi"]),
            ("O’Brien-Müller", &["muller", "obrien"]),
            ("Þór Groß", &["gross", "thor"]),
            ("ΓΙΏΡΓΟΣ", &["γιωργοσ"]),
            ("Γιώργος", &["γιωργοσ"]),
            ("王小明", &["王小明"]),
            ("हिन्दी", &["हिन्दी"]),
            (" -- % _ ", &[]),
        ];
        for (text, words) in rows {
            assert_eq!(folded_words(text), words, "{text}");
        }
    }
}
