//! Which actors the overview shows, and where.

use super::rows::{Actor, Tie};

/// Most actors with a place. More are found by search, and open with those around them.
pub(super) const MOST_PLACED: usize = 2000;

// TEMPORARY grid until the shared placement is merged.
pub(super) fn give(actors: &mut [Actor], ties: &[Tie]) {
    const COUNTS: [u32; 4] = [4, 1, 3, 3];
    for tie in ties {
        for end in [tie.from, tie.to] {
            if let Some(actor) = usize::try_from(end).ok().and_then(|end| actors.get_mut(end)) {
                actor.weight += COUNTS[usize::from(tie.of) % 4];
            }
        }
    }
    let mut order: Vec<usize> = (0..actors.len()).filter(|&i| actors[i].weight > 0).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(actors[i].weight));
    order.truncate(MOST_PLACED);
    for (n, i) in order.into_iter().enumerate() {
        let angle = n as f64 * 2.399963;
        let r = 60.0 * (n as f64).sqrt();
        actors[i].place = Some([(r * 1.6 * angle.cos()) as i32, (r * angle.sin()) as i32]);
    }
}
