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

/// Whether a password is fit for use: length counts, not the kind of its letters.
///
/// # Errors
/// A sentence without full stop that says what to change.
pub fn check(password: &str, sign_in_name: &str) -> Result<(), String> {
    let length = password.chars().count();
    if !(FEWEST..=MOST).contains(&length) {
        return Err(format!(
            "A password has {FEWEST} to {MOST} characters, and this has {length}: several words make a good one"
        ));
    }
    let folded = password.to_lowercase();
    let name = sign_in_name.to_lowercase();
    let repeated = password.chars().all(|c| password.starts_with(c));
    if repeated || (!name.is_empty() && folded.replace(&name, "").chars().count() < FEWEST / 2) {
        return Err("This password is too easy to guess: take several words instead".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_makes_a_password_fit_and_the_sign_in_name_does_not() {
        for (password, fit) in [
            ("twelve chars", true),
            ("elevenchars", false),
            (" ÄÖÜ ßéñ ŁŽ 王", true),
            ("aaaaaaaaaaaaa", false),
            ("asharao-asharao-12", false),
            (&"x y".repeat(43), false),
        ] {
            assert_eq!(check(password, "AshaRao").is_ok(), fit, "{password}");
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
