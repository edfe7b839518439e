//! Invented people: names of many origins, none of anybody in particular.

use crate::care::patient::Sex;

/// Given names and sex.
const GIVEN: [(&str, Sex); 48] = [
    ("Łukasz", Sex::Male),
    ("Thị Ánh", Sex::Female),
    ("Oluwaseun", Sex::Male),
    ("Maren", Sex::Female),
    ("Gareth", Sex::Male),
    ("Priyanka", Sex::Female),
    ("Tomás", Sex::Male),
    ("Aoife", Sex::Female),
    ("Yusuf", Sex::Male),
    ("Chidinma", Sex::Female),
    ("Stefan", Sex::Male),
    ("Beatriz", Sex::Female),
    ("Hiroshi", Sex::Male),
    ("Jasmine", Sex::Female),
    ("Owen", Sex::Male),
    ("Leyla", Sex::Female),
    ("Andrzej", Sex::Male),
    ("Margit", Sex::Female),
    ("Delroy", Sex::Male),
    ("Sunita", Sex::Female),
    ("Iain", Sex::Male),
    ("Katarzyna", Sex::Female),
    ("Mehmet", Sex::Male),
    ("Grace", Sex::Female),
    ("Petros", Sex::Male),
    ("Fatoumata", Sex::Female),
    ("Rhys", Sex::Male),
    ("Anneliese", Sex::Female),
    ("Harpreet", Sex::Male),
    ("Noor", Sex::Female),
    ("Matteo", Sex::Male),
    ("Zuzana", Sex::Female),
    ("Kwabena", Sex::Male),
    ("Ingrid", Sex::Female),
    ("Declan", Sex::Male),
    ("Mei-Ling", Sex::Female),
    ("Bogdan", Sex::Male),
    ("Catrin", Sex::Female),
    ("Samuel", Sex::Male),
    ("Esra", Sex::Female),
    ("Jean-Luc", Sex::Male),
    ("Hana", Sex::Female),
    ("Ravi", Sex::Male),
    ("Florence", Sex::Female),
    ("Emeka", Sex::Male),
    ("Ilse", Sex::Female),
    ("Callum", Sex::Male),
    ("Rosalind", Sex::Female),
];

/// Family names, in the order of the given names.
const FAMILY: [&str; 48] = [
    "Žižek",
    "Nguyễn",
    "Adebayo",
    "Lindqvist",
    "Pritchard",
    "Chaudhary",
    "Ferreira",
    "Ní Bhriain",
    "Demirci",
    "Okonjo",
    "Marinković",
    "Quintela",
    "Takemura",
    "Hartley",
    "Bevan",
    "Karimova",
    "Wróblewski",
    "Szalai",
    "Campbell",
    "Rajagopal",
    "MacAskill",
    "Dąbek",
    "Yıldırım",
    "Thornbury",
    "Karagiannis",
    "Diallo",
    "Llewelyn",
    "Brinkmann",
    "Gillhotra",
    "Haddadi",
    "Bellucci",
    "Procházková",
    "Boateng",
    "Solbakken",
    "Quigley",
    "Tanoto",
    "Ionescu",
    "Penhaligon",
    "Whitcombe",
    "Aksoylu",
    "Delacourt",
    "Kovářová",
    "Venkataraman",
    "Ashdown",
    "Nwachukwu",
    "van der Meulen",
    "Drummond",
    "Featherstone",
];

/// The name and sex of the patient with that number; no two alike among the first two thousand.
pub(super) fn name(number: usize) -> (&'static str, &'static str, Sex) {
    let round = number / GIVEN.len();
    let (given, sex) = GIVEN[number % GIVEN.len()];
    (given, FAMILY[(number + 11 * round) % FAMILY.len()], sex)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_of_two_thousand_have_the_same_name() {
        let names: BTreeSet<_> = (0..2000)
            .map(|number| {
                let (given, family, _) = name(number);
                (given, family)
            })
            .collect();
        assert_eq!(names.len(), 2000);
    }
}
