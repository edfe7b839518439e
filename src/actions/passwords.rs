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

#[cfg(test)]
mod tests {
    use super::*;

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
