//! Slows down guessing of passwords: tries are counted per account and per address before they are looked at, and only a
//! few passwords are hashed at a time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{NaiveDateTime, TimeDelta};
use tokio::sync::{AcquireError, Semaphore, SemaphorePermit};

/// Tries for one account from one address before it has to wait there.
const MOST_FROM_ONE_PLACE: usize = 5;
/// Tries for one account from all addresses: enough that nobody locks a colleague out from another machine.
const MOST_PER_ACCOUNT: usize = 100;
/// Tries from one address: a whole clinic may share one.
const MOST_PER_ADDRESS: usize = 50;
/// How long a try counts.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Beyond this many names and addresses those out of date are forgotten.
const SWEEP_AT: usize = 10_000;

/// Passwords hashed at a time: each takes 19 MiB and a core.
const MOST_AT_ONCE: usize = 2;

/// The tries of the last quarter of an hour that did not succeed, in memory: a restart of the server forgets them.
#[derive(Debug)]
pub struct Throttle {
    tries: Mutex<HashMap<String, Vec<NaiveDateTime>>>,
    hashing: Semaphore,
}

impl Default for Throttle {
    fn default() -> Throttle {
        Throttle {
            tries: Mutex::default(),
            hashing: Semaphore::new(MOST_AT_ONCE),
        }
    }
}

impl Throttle {
    /// Counts a try about to be looked at.
    ///
    /// # Errors
    /// How many minutes to wait before another one is looked at; then it is not counted.
    pub fn begin(&self, account: &str, address: &str, now: NaiveDateTime) -> Result<(), i64> {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(minutes) = minutes_to_wait(&tries, account, address, now) {
            return Err(minutes);
        }
        if tries.len() > SWEEP_AT {
            tries.retain(|_, times| times.iter().any(|at| now - *at < WINDOW));
        }
        for (key, _) in keys(account, address) {
            let times = tries.entry(key).or_default();
            times.retain(|at| now - *at < WINDOW);
            times.push(now);
        }
        Ok(())
    }

    /// Takes back a try that was looked at and was no guess, begun at that time.
    pub fn take_back(&self, account: &str, address: &str, begun: NaiveDateTime) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, _) in keys(account, address) {
            if let Some(times) = tries.get_mut(&key)
                && let Some(at) = times.iter().rposition(|at| *at == begun)
            {
                times.remove(at);
            }
        }
    }

    /// Forgets the account's tries after a login that worked, and this one of the address; the address's others stay.
    pub fn succeeded(&self, account: &str, address: &str, begun: NaiveDateTime) {
        self.take_back(account, address, begun);
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.remove(&place_key(account, address));
    }

    /// Forgets the account's tries from everywhere: its password was set anew.
    pub fn forgive(&self, account: &str) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let (everywhere, from) = (account_key(account), place_key(account, ""));
        tries.retain(|key, _| *key != everywhere && !key.starts_with(&from));
    }

    /// Waits until a password may be hashed; held while it is.
    ///
    /// # Errors
    /// When the server is being stopped.
    pub async fn turn(&self) -> Result<SemaphorePermit<'_>, AcquireError> {
        self.hashing.acquire().await
    }
}

fn minutes_to_wait(
    tries: &HashMap<String, Vec<NaiveDateTime>>,
    account: &str,
    address: &str,
    now: NaiveDateTime,
) -> Option<i64> {
    let waits = keys(account, address)
        .into_iter()
        .filter_map(|(key, most)| {
            let recent: Vec<_> = tries
                .get(&key)?
                .iter()
                .filter(|at| now - **at < WINDOW)
                .collect();
            let oldest = recent.len().checked_sub(most)?;
            let free_at = *recent[oldest] + WINDOW;
            Some((free_at - now).num_seconds().div_euclid(60) + 1)
        });
    waits.max()
}

fn keys(account: &str, address: &str) -> [(String, usize); 3] {
    [
        (place_key(account, address), MOST_FROM_ONE_PLACE),
        (account_key(account), MOST_PER_ACCOUNT),
        (format!("address {address}"), MOST_PER_ADDRESS),
    ]
}

fn account_key(account: &str) -> String {
    format!("account {}", folded(account))
}

fn place_key(account: &str, address: &str) -> String {
    format!("{} from {address}", account_key(account))
}

fn folded(account: &str) -> String {
    account.trim().to_lowercase().chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> NaiveDateTime {
        NaiveDateTime::default() + TimeDelta::minutes(minute)
    }

    #[test]
    fn five_tries_for_an_account_from_one_place_make_it_wait_there() {
        let throttle = Throttle::default();
        for minute in 0..5 {
            assert_eq!(throttle.begin("asha ", "10.0.0.1", at(minute)), Ok(()));
        }
        assert_eq!(throttle.begin("Asha", "10.0.0.1", at(5)), Err(11));
        assert_eq!(throttle.begin("asha", "10.0.0.2", at(5)), Ok(()));
        assert_eq!(throttle.begin("ben", "10.0.0.1", at(5)), Ok(()));
        assert_eq!(throttle.begin("asha", "10.0.0.1", at(15)), Ok(()));
    }

    #[test]
    fn a_password_set_anew_is_not_waited_for() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            throttle.begin("asha", "10.0.0.1", at(0)).unwrap();
            throttle.begin("ash", "10.0.0.1", at(0)).unwrap();
        }
        throttle.forgive("Asha");
        assert_eq!(throttle.begin("asha", "10.0.0.1", at(1)), Ok(()));
        assert_eq!(
            throttle.begin("ash", "10.0.0.1", at(1)),
            Err(15),
            "nobody else’s tries are forgotten"
        );
    }

    #[test]
    fn an_account_guessed_at_from_everywhere_waits() {
        let throttle = Throttle::default();
        for guess in 0..MOST_PER_ACCOUNT {
            let from = format!("10.0.0.{guess}");
            assert_eq!(throttle.begin("asha", &from, at(0)), Ok(()));
        }
        assert_eq!(throttle.begin("asha", "10.0.1.1", at(0)), Err(16));
    }

    #[test]
    fn success_clears_the_account_and_many_accounts_from_one_address_wait() {
        let throttle = Throttle::default();
        for guess in 0..50 {
            let name = format!("name{}", guess / 2);
            assert_eq!(throttle.begin(&name, "10.0.0.9", at(0)), Ok(()));
        }
        assert!(throttle.begin("fresh", "10.0.0.9", at(1)).is_err());
        assert_eq!(throttle.begin("fresh", "10.0.0.8", at(1)), Ok(()));
        for _ in 0..5 {
            assert_eq!(throttle.begin("asha", "10.0.0.8", at(1)), Ok(()));
        }
        throttle.succeeded("Asha", "10.0.0.8", at(1));
        assert_eq!(throttle.begin("asha", "10.0.0.8", at(1)), Ok(()));
    }

    #[test]
    fn a_whole_clinic_logs_in_from_one_address() {
        let throttle = Throttle::default();
        for login in 0..80 {
            let name = format!("name{login}");
            assert_eq!(throttle.begin(&name, "10.0.0.9", at(0)), Ok(()), "{login}");
            if login % 2 == 0 {
                throttle.succeeded(&name, "10.0.0.9", at(0));
            } else {
                throttle.take_back(&name, "10.0.0.9", at(0));
            }
        }
    }
}
