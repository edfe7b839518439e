//! Choices that look like chance and are the same every time: a demo made twice tells the same stories.

/// The choices of one patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chance(u64);

impl Chance {
    /// Those of the patient with that number.
    pub fn of(number: usize) -> Chance {
        Chance(mix(number as u64 ^ 0x9e37_79b9_7f4a_7c15))
    }

    /// A number below `end` (which is not nought), another one for every question.
    pub fn below(self, question: &str, end: u64) -> u64 {
        let spread = question.bytes().fold(self.0, |state, byte| {
            (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        mix(spread) % end
    }

    /// One of several.
    pub fn pick<T: Copy>(self, question: &str, of: &[T]) -> T {
        let at = usize::try_from(self.below(question, of.len() as u64)).unwrap_or(0);
        of[at]
    }
}

/// Spreads neighbouring numbers over all of them (the last step of SplitMix64).
const fn mix(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer_and_answers_spread() {
        let answers: Vec<u64> = (0..200).map(|i| Chance::of(i).below("age", 4)).collect();
        for answer in 0..4 {
            let times = answers.iter().filter(|one| **one == answer).count();
            assert!((30..70).contains(&times), "{answer} came {times} times");
        }
        assert_eq!(answers[7], Chance::of(7).below("age", 4));
        assert_ne!(
            Chance::of(7).below("age", 1000),
            Chance::of(7).below("side", 1000)
        );
    }
}
