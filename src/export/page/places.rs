//! Which actors the overview can show, and where.

use std::collections::BTreeSet;

use super::rows::{Actor, Tie};
use crate::export::drawing::measure;
use crate::export::placement::{Link, Size, place};

/// Most actors with a place. More would cover each other on any screen, and take longer to place than to write; the
/// others are found by search, and open with those around them.
pub(super) const MOST_PLACED: usize = 2000;

/// What an event, a claim, a relation and an answer count, as in the overview of the pictures.
const COUNTS: [u32; 4] = [4, 1, 3, 3];

/// Size of the letters that a name is given room for, in pixels.
const FONT: f64 = 12.0;

/// Room around a name: the mark of its kind, and the border.
const BORDER: Size = Size { width: 34.0, height: 30.0 };

/// Characters that a name is given room for.
const NAME_LENGTH: usize = 26;

/// Weighs all actors by their ties, and gives the weightiest their places.
pub(super) fn give(actors: &mut [Actor], ties: &[Tie], strings: &[String]) {
    let ends = |tie: &Tie| Some((usize::try_from(tie.from).ok()?, usize::try_from(tie.to).ok()?));
    for tie in ties {
        if let Some((from, to)) = ends(tie) {
            let counts = COUNTS.get(usize::from(tie.of)).copied().unwrap_or(1);
            actors[from].weight += counts;
            actors[to].weight += counts;
        }
    }
    let mut chosen: Vec<usize> = (0..actors.len()).filter(|&actor| actors[actor].weight > 0).collect();
    chosen.sort_by_key(|&actor| std::cmp::Reverse((actors[actor].weight, actors[actor].mentions)));
    chosen.truncate(MOST_PLACED);
    let mut figure_of = vec![None; actors.len()];
    for (figure, &actor) in chosen.iter().enumerate() {
        figure_of[actor] = Some(figure);
    }
    let pairs: BTreeSet<(usize, usize)> = ties
        .iter()
        .filter_map(ends)
        .filter_map(|(from, to)| Some((figure_of[from]?, figure_of[to]?)))
        .map(|(from, to)| (from.min(to), from.max(to)))
        .filter(|(from, to)| from != to)
        .collect();
    let size = |&actor: &usize| {
        let name: String = strings[actors[actor].label as usize].chars().take(NAME_LENGTH).collect();
        Size { width: measure::width(&name, FONT) + BORDER.width, height: BORDER.height }
    };
    let sizes: Vec<Size> = chosen.iter().map(size).collect();
    let links: Vec<Link> = pairs.into_iter().map(|(from, to)| Link { from, to, label: None }).collect();
    for (&actor, point) in chosen.iter().zip(place(&sizes, &links).figures) {
        actors[actor].place = Some([point.x.round() as i32, point.y.round() as i32]);
    }
}
