//! Passwords: kept only as an argon2id hash that carries its own parameters and salt.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};

/// The hash to store.
///
/// # Errors
/// When the operating system gives no random salt.
pub fn hash(password: &str) -> Result<String, Error> {
    Ok(Argon2::default()
        .hash_password(password.as_bytes())?
        .to_string())
}

/// Whether the password is the one hashed, exactly as typed.
///
/// Without a hash the work is done all the same, so that an unknown name takes as long to refuse as a wrong password.
#[must_use]
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    static OF_NOBODY: LazyLock<String> =
        LazyLock::new(|| self::hash("nobody has this one").unwrap_or_default());
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&OF_NOBODY)) else {
        return false;
    };
    let matches = Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    matches && hash.is_some()
}

/// Fewest characters of a password.
pub const FEWEST: usize = 12;
/// Most characters of a password.
pub const MOST: usize = 128;

/// Whether a password is fit for use: length counts, not the kind of its letters, and what is guessed first counts for
/// nothing.
///
/// `own` are texts that anybody would try for this account: its sign-in name, its owner's name, the clinic's name.
///
/// # Errors
/// A sentence without full stop that says what to change.
pub fn check(password: &str, own: &[&str]) -> Result<(), String> {
    let length = password.chars().count();
    if !(FEWEST..=MOST).contains(&length) {
        return Err(format!(
            "A password has {FEWEST} to {MOST} characters, and this has {length}: several words make a good one"
        ));
    }
    if left_to_guess(password, own) < FEWEST / 2 {
        return Err(
            "This password is too easy to guess: take several words that have nothing to do with you, the clinic or the keyboard"
                .into(),
        );
    }
    Ok(())
}

/// What is tried first, in lower case without spaces: it counts for nothing in a password, whatever stands around it.
const COMMON: &str = "password passwort passphrase passcode pass secret login logon signin welcome letmein changeme \
    default temporary temp test testing guest user username admin administrator root master access enter open sesame \
    please hello iloveyou loveyou love lovely trustno whatever freedom forever nothing internet computer laptop \
    windows google facebook monkey dragon tiger eagle shadow sunshine princess superman batman starwars pokemon \
    football baseball soccer hockey rugby cricket cheese chocolate banana flower summer winter spring autumn \
    january february march april june july august september october november december monday tuesday wednesday \
    thursday friday saturday sunday morning correcthorsebatterystaple ninefold ninephase physio physiotherapy \
    physiotherapist therapist therapy clinic clinician hospital surgery doctor nurse patient patients rehab \
    rehabilitation frontdesk reception receptionist";

/// Rows and columns of keyboards, the alphabet and the figures; walked in either direction.
const WALKS: [&str; 17] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm",
    "yxcvbnm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "qaz",
    "wsx",
    "edc",
    "!\"£$%^&*()",
];

/// How many characters remain to be guessed once common words, the account's own words, walks along the keyboard, repeats
/// and years are taken away; letters written as figures are read both ways.
fn left_to_guess(password: &str, own: &[&str]) -> usize {
    let mut words: Vec<Vec<char>> = COMMON
        .split_whitespace()
        .map(|word| word.chars().collect())
        .collect();
    for text in own {
        words.push(folded(text));
        words.extend(text.split(|c: char| !c.is_alphanumeric()).map(folded));
    }
    words.retain(|word| word.len() >= 3);
    let plain = folded(password);
    let spelt: Vec<char> = plain.iter().copied().map(spelt).collect();
    [plain, spelt]
        .iter()
        .map(|text| unknown(once(text), &words))
        .min()
        .unwrap_or(0)
}

/// In lower case, without what only stands between words.
fn folded(text: &str) -> Vec<char> {
    let lower = text.to_lowercase();
    lower
        .chars()
        .filter(|c| !c.is_whitespace() && !"-_.,:;+'’".contains(*c))
        .collect()
}

/// The letter that a figure or sign is often written for.
const fn spelt(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// The part that is repeated to the end, or all of it.
fn once(text: &[char]) -> &[char] {
    let repeats = |period: &usize| (*period..text.len()).all(|at| text[at] == text[at - period]);
    let period = (1..=text.len() / 2).find(repeats).unwrap_or(text.len());
    &text[..period]
}

fn unknown(text: &[char], words: &[Vec<char>]) -> usize {
    let (mut at, mut left) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let known = words
            .iter()
            .filter(|word| rest.starts_with(word))
            .map(Vec::len);
        match known.chain([repeat(rest), walk(rest), year(rest)]).max() {
            None | Some(0) => {
                left += 1;
                at += 1;
            }
            Some(length) => at += length,
        }
    }
    left
}

/// How long the text starts with one character three times or more.
fn repeat(text: &[char]) -> usize {
    let length = text.iter().take_while(|c| text.first() == Some(c)).count();
    if length >= 3 { length } else { 0 }
}

/// How far the text starts along a walk: four steps or more, of figures three.
fn walk(text: &[char]) -> usize {
    let on_a_walk = |part: &[char]| {
        let there: String = part.iter().collect();
        let back: String = part.iter().rev().collect();
        WALKS
            .iter()
            .any(|row| row.contains(&there) || row.contains(&back))
    };
    let fewest = |part: &[char]| {
        if part.iter().all(char::is_ascii_digit) {
            3
        } else {
            4
        }
    };
    (3..=text.len())
        .take_while(|length| on_a_walk(&text[..*length]))
        .filter(|length| *length >= fewest(&text[..*length]))
        .last()
        .unwrap_or(0)
}

/// Four figures that a text starts with and that are a year of somebody's life.
fn year(text: &[char]) -> usize {
    let figures: String = text.iter().take(4).collect();
    let is_year = figures.len() == 4
        && figures.bytes().all(|b| b.is_ascii_digit())
        && (figures.starts_with("19") || figures.starts_with("20"));
    if is_year { 4 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 3] = ["asharao", "Asha Rao", "Elm Road Practice"];

    #[test]
    fn length_makes_a_password_fit() {
        for (password, fit) in [
            ("twelve chars", true),
            ("elevenchars", false),
            (" ÄÖÜ ßéñ ŁŽ 王", true),
            (&"x y z".repeat(26), false),
        ] {
            assert_eq!(check(password, &OWN).is_ok(), fit, "{password}");
        }
    }

    #[test]
    fn what_is_guessed_first_counts_for_nothing() {
        let guessed = [
            // repeats
            "aaaaaaaaaaaaa",
            "ababababababab",
            "linenlinenlinen",
            "aaaabbbbccccdddd",
            // walks and rows
            "qwertyuiop123",
            "1qaz2wsx3edc",
            "poiuytrewq09876",
            "abcdefghijkl",
            "123456789012",
            "qwertz-asdfgh",
            // common words, with figures and signs around them or in them
            "password123456",
            "Password-2026!",
            "P@ssw0rd P@ssw0rd",
            "Welcome 2026!!",
            "iloveyou1987",
            "correct horse battery staple",
            "administrator1",
            "Summer2025Winter",
            // the product, the clinic, the person
            "ninefold2026",
            "Ninefold ninefold 9",
            "elmroadpractice",
            "Practice-Elm-Road-1",
            "asharao-asharao-12",
            "Rao Asha 1985 !",
            "Physiotherapy1",
        ];
        for password in guessed {
            assert!(check(password, &OWN).is_err(), "{password}");
        }
        let fit = [
            "nine folds of linen",
            "another fold of linen",
            "password of the old mill by the lake",
            "liberty bell on a farm",
            "k7#vQ2!mZx9$",
            "842 719 553 061 7",
            "blue ladder 1987 gravel",
            "Asha keeps seven herons",
        ];
        for password in fit {
            assert_eq!(check(password, &OWN), Ok(()), "{password}");
        }
    }

    #[test]
    fn only_the_exact_password_is_right() {
        let stored = hash("  Zürich 9 fold ").unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert!(is_right("  Zürich 9 fold ", Some(&stored)));
        assert!(!is_right("Zürich 9 fold", Some(&stored)));
        assert!(!is_right("nobody has this one", None));
        assert!(!is_right("", Some("")));
    }
}
