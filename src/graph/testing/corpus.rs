//! Made-up articles in any number, to measure with: who does what is drawn from a seeded generator.

use super::Sketch;
use crate::annotation::{ActorKind::*, Annotation, EventType, Role::*};

const STATES: &[&str] =
    &["Ardovia", "Belmark", "Corvania", "Dorland", "Estara", "Fenwick", "Galdia", "Horvath", "Istria", "Jorvik"];
const SURNAMES: &[&str] =
    &["Adler", "Boyd", "Castillo", "Dimitrov", "Ekdal", "Farouk", "Grimaldi", "Haddad", "Ivanova", "Jansen"];
const GIVEN: &[&str] = &["Anna", "Boris", "Clara", "David", "Elena", "Felix", "Greta", "Hassan"];
const BODIES: &[&str] =
    &["Central Bank", "Rescue Committee", "Border Agency", "Miners Union", "Press Council", "Red Brigade"];

/// Numbers that look random and are the same in every run (Knuth's multiplier).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }
}

/// `n` articles of some 30 sentences each.
pub(crate) fn corpus(n: usize) -> Vec<Annotation> {
    (0..n).map(article).collect()
}

fn article(number: usize) -> Annotation {
    let mut dice = Dice(number as u64 + 1);
    let mut s = Sketch::dated(&format!("article-{number:03}"), "2024-03-01");
    let mut actors = Vec::new();
    for i in 0..12 {
        let state = dice.pick(STATES);
        let (name, kind) = match i % 4 {
            0 => (state.to_owned(), State),
            1 => (format!("{} {}", dice.pick(GIVEN), dice.pick(SURNAMES)), Person),
            2 => (format!("{state} {}", dice.pick(BODIES)), Organization),
            _ => (format!("{} protesters of {state}", dice.roll(90) + 10), Group),
        };
        if s.annotation.actors.iter().all(|actor| actor.name != name) {
            actors.push((s.actor(&name, kind), name));
        }
    }
    for _ in 0..30 {
        let mut roll = || actors[dice.roll(actors.len())].clone();
        let [(x, x_name), (y, y_name), (z, z_name)] = [roll(), roll(), roll()];
        let kind = EventType::PLOVER[dice.roll(EventType::PLOVER.len())];
        let verb = kind.as_str().to_lowercase();
        if dice.roll(3) == 0 || x == y || y == z || x == z {
            s.sentence(&format!("Then {y_name} verb-{verb} {z_name} in the town."));
        } else {
            s.sentence(&format!("And {x_name} said that {y_name} verb-{verb} {z_name} again."));
            s.claim(x, "said", &format!("{y_name} verb-{verb} {z_name} again"), &[y, z]);
        }
        s.event(&format!("verb-{verb}"), &verb, kind, &[(Agent, y), (Patient, z)]);
    }
    s.annotation
}
