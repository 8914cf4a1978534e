//! Which actors the overview can show, and where.

use std::collections::BTreeSet;

use super::rows::{Actor, Tie};
use crate::export::drawing::measure;
use crate::export::placement::{Link, Size, place};

/// How many actors the overviews show, the weightiest of all. Each has places of its own: few actors need not stand where
/// thousands find room. More would cover each other on any screen; they are found by search, and open with those around
/// them.
const OVERVIEWS: [usize; 4] = [60, 180, 600, 2000];

/// What an event, a claim, a relation and an answer count, as in the overview of the pictures.
const COUNTS: [u32; 4] = [4, 1, 3, 3];

/// Size of the letters that a name is given room for, in pixels.
const FONT: f64 = 12.0;

/// Room around a name: the mark of its kind, and the border.
const BORDER: Size = Size { width: 34.0, height: 30.0 };

/// Characters that a name is given room for.
const NAME_LENGTH: usize = 26;

/// Weighs all actors by their ties, and gives the weightiest their places. Returns how many actors each overview has.
pub(super) fn give(actors: &mut [Actor], ties: &[Tie], strings: &[String]) -> Vec<usize> {
    let ends = |tie: &Tie| Some((usize::try_from(tie.from).ok()?, usize::try_from(tie.to).ok()?));
    for tie in ties {
        if let Some((from, to)) = ends(tie) {
            let counts = COUNTS.get(usize::from(tie.of)).copied().unwrap_or(1);
            actors[from].weight += counts;
            actors[to].weight += counts;
        }
    }
    let mut order: Vec<usize> = (0..actors.len()).filter(|&actor| actors[actor].weight > 0).collect();
    order.sort_by_key(|&actor| std::cmp::Reverse((actors[actor].weight, actors[actor].mentions)));
    let pairs: BTreeSet<(usize, usize)> =
        ties.iter().filter_map(ends).filter(|(from, to)| from != to).map(|(a, b)| (a.min(b), a.max(b))).collect();
    let mut counts = Vec::new();
    for most in OVERVIEWS {
        let chosen = &order[..most.min(order.len())];
        give_one(actors, chosen, &pairs, strings);
        counts.push(chosen.len());
        if chosen.len() == order.len() {
            break;
        }
    }
    counts
}

/// One overview.
fn give_one(actors: &mut [Actor], chosen: &[usize], pairs: &BTreeSet<(usize, usize)>, strings: &[String]) {
    let mut figure_of = vec![None; actors.len()];
    for (figure, &actor) in chosen.iter().enumerate() {
        figure_of[actor] = Some(figure);
    }
    let link = |&(from, to): &(usize, usize)| Some(Link { from: figure_of[from]?, to: figure_of[to]?, label: None });
    let links: Vec<Link> = pairs.iter().filter_map(link).collect();
    let size = |&actor: &usize| {
        let name: String = strings[actors[actor].label as usize].chars().take(NAME_LENGTH).collect();
        Size { width: measure::width(&name, FONT) + BORDER.width, height: BORDER.height }
    };
    let sizes: Vec<Size> = chosen.iter().map(size).collect();
    for (&actor, point) in chosen.iter().zip(place(&sizes, &links).figures) {
        actors[actor].spots.push([point.x.round() as i32, point.y.round() as i32]);
    }
}
