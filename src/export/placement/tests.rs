//! Nothing stands on anything else, and the same picture always has the same places.

use proptest::prelude::*;

use super::*;

fn size(width: f64, height: f64) -> Size {
    Size { width, height }
}

/// All boxes of a placement: middle and size.
fn boxes(figures: &[Size], links: &[Link], placement: &Placement) -> Vec<(Point, Size)> {
    let figures = placement.figures.iter().copied().zip(figures.iter().copied());
    let labels = placement.labels.iter().zip(links).filter_map(|(at, link)| at.zip(link.label));
    figures.chain(labels).collect()
}

#[track_caller]
fn check(figures: &[Size], links: &[Link]) {
    let placement = place(figures, links);
    let boxes = boxes(figures, links, &placement);
    assert_eq!(boxes.len(), figures.len() + links.iter().filter(|link| link.label.is_some()).count());
    for (i, (a, s)) in boxes.iter().enumerate() {
        let inside = |at: f64, size: f64, page: f64| at - size / 2.0 >= -1e-6 && at + size / 2.0 <= page + 1e-6;
        assert!(inside(a.x, s.width, placement.page.width) && inside(a.y, s.height, placement.page.height), "{a:?}");
        for (b, t) in &boxes[..i] {
            let apart_x = (a.x - b.x).abs() - (s.width + t.width) / 2.0;
            let apart_y = (a.y - b.y).abs() - (s.height + t.height) / 2.0;
            assert!(apart_x.max(apart_y) > GAP - 0.02, "{a:?} {s:?} and {b:?} {t:?}");
        }
    }
    assert_eq!(place(figures, links), placement);
}

prop_compose! {
    fn graph()(n in 1usize..40)(
        figures in prop::collection::vec((0.0..400.0, 0.0..200.0), n),
        links in prop::collection::vec((0..n, 0..n, prop::option::of((1.0..150.0, 1.0..60.0))), 0..60),
    ) -> (Vec<Size>, Vec<Link>) {
        let figures = figures.into_iter().map(|(width, height)| size(width, height)).collect();
        let link = |(from, to, label): (usize, usize, Option<(f64, f64)>)|
            Link { from, to, label: label.map(|(width, height)| size(width, height)) };
        (figures, links.into_iter().map(link).collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn nothing_covers_anything((figures, links) in graph()) {
        check(&figures, &links);
    }
}

#[test]
fn odd_pictures_have_places() {
    assert_eq!(place(&[], &[]).page, Size::default());
    check(&[size(10.0, 10.0)], &[Link { from: 0, to: 0, label: Some(size(30.0, 10.0)) }]);
    check(&[size(0.0, 0.0); 30], &[]);
    check(&[size(20_000.0, 5.0), size(3.0, 9_000.0)], &[Link { from: 0, to: 1, label: None }]);
    let parallel = Link { from: 0, to: 1, label: Some(size(80.0, 30.0)) };
    check(&[size(50.0, 20.0); 2], &[parallel; 12]);
}

#[test]
fn an_arrow_runs_from_left_to_right() {
    let link = Link { from: 1, to: 0, label: Some(size(60.0, 12.0)) };
    let placement = place(&[size(80.0, 30.0); 2], &[link]);
    let label = placement.labels[0].unwrap();
    assert!(placement.figures[1].x < label.x && label.x < placement.figures[0].x);
    assert!((placement.figures[0].y - placement.figures[1].y).abs() < 40.0);
}

/// A hub with spokes, chains between them, and many pairs, as news graphs have.
fn many(n: usize, n_links: usize) -> (Vec<Size>, Vec<Link>) {
    let figures = (0..n).map(|i| size(60.0 + (i * 37 % 120) as f64, 20.0 + (i % 3) as f64 * 12.0)).collect();
    let link = |i: usize| {
        let from = if i % 3 == 0 { i % 17 } else { i * 7919 % n };
        Link { from, to: (i * 104_729 + 13) % n, label: None }
    };
    (figures, (0..n_links).map(link).collect())
}

#[test]
fn pivots_stand_for_many() {
    let (figures, links) = many(400, 700);
    check(&figures, &links);
}

#[test]
fn the_page_is_about_as_wide_as_a_screen() {
    let (figures, _) = many(300, 0);
    let page = place(&figures, &[]).page;
    assert!((1.0..1.8).contains(&(page.width / page.height)), "{page:?}");
}

/// What a machine of another kind computes must be this too: only exact operations are used.
#[test]
fn places_are_the_same_on_every_machine() {
    let (figures, links) = many(40, 60);
    let placement = place(&figures, &links);
    let sum: f64 = placement.figures.iter().map(|at| at.x + 3.0 * at.y).sum();
    assert_eq!(sum.to_bits(), 4_678_758_091_668_315_796, "{sum}");
}
