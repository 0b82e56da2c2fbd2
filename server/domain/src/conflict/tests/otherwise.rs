//! What would do something else on the head than where it was drawn.

use super::{Two, made};
use crate::conflict::{Decided, Rebased, Take, rebase};
use crate::edit::{Edit, ImportStations, ImportedStation, PlaceStation};
use crate::ids::{Code, HighestIds, KindKey};
use crate::redraw::Act;
use crate::testing::Town;
use crate::touched::Contested;
use crate::{AreaId, Attributes, Made};
use std::collections::BTreeSet;
use topo::Point;

fn told(rebased: &Rebased) -> Vec<(Contested, Vec<usize>)> {
    rebased.clashes.iter().map(|clash| (clash.what, clash.edits.clone())).collect()
}

fn box_of(a: Point, b: Point) -> Vec<Point> {
    vec![a, Point::new(b.x, a.y), b, Point::new(a.x, b.y)]
}

/// An enclave G in A, which theirs let grow to the middle of the next column, and an
/// outline over that column and B.
fn beside_an_enclave() -> (Two, Act, Vec<Point>) {
    let town = Town::drawn(
        "AAAABB
         AGAABB
         AAAABB",
    );
    let two = Two::over(town.under("xxxxxx\nxxxxxx\nxxxxxx"));
    let areas = ['A', 'G'].map(|letter| Some(two.town.id(letter)));
    let [north, south] = [1, 2].map(|row| two.town.corner(2, row));
    let grow = Act::Reshape { areas, line: vec![north, two.town.middle(3, 1), south] };
    let (west, east) = (two.town.middle(2, 1), two.town.middle(4, 1));
    let ring = box_of(Point::new(west.x, west.y - 900), Point::new(east.x, east.y + 900));
    (two, grow, ring)
}

fn has_corner(rebased: &Rebased, area: AreaId, corner: Point) -> bool {
    let ground = rebased.plan.grounds[0].partition.shape(area.label());
    ground.rings().flatten().any(|one| *one == corner)
}

/// No border is moved by both, and yet the outline as it was drawn would take another piece.
#[test]
fn an_outline_over_a_border_that_others_moved_under_it_is_asked_about() {
    let (mut two, grow, ring) = beside_an_enclave();
    let [a, b, g] = ['A', 'B', 'G'].map(|letter| two.town.id(letter));
    let tip = two.town.middle(3, 1);
    let hand_over = Act::HandOver { ring: ring.clone(), from: vec![a], to: Some(b) };
    let (mine, theirs) = (two.made(vec![hand_over]), two.made(vec![grow]));
    let head = two.base.clone().replay(&theirs).unwrap().plan;
    let rebased = two.decided(&head, &mine, &Decided::default());
    assert!(rebased.refused.is_empty() && rebased.kept.is_empty());
    assert_eq!(told(&rebased), [(Contested::Drawing, vec![0])]);
    let [clash] = rebased.clashes.as_slice() else { panic!("one") };
    assert!(clash.areas.contains(&b) && clash.areas.contains(&g), "{clash:?}");
    let lines = [&clash.mine, &clash.theirs].map(|lines| lines.as_ref().unwrap().concat());
    assert!(lines[0].contains(&ring[0]) && lines[1].contains(&tip), "{lines:?}");

    let rebased = two.decided(&head, &mine, &Decided { anew: [0].into(), ..Decided::default() });
    assert!(rebased.clashes.is_empty() && rebased.refused.is_empty(), "it is made anew");
    assert!(has_corner(&rebased, g, tip) && has_corner(&rebased, b, tip), "round what G has now");
}

/// That a border is mine says nothing of what else the outline takes.
#[test]
fn who_takes_mine_is_asked_about_ground_that_was_not_in_question() {
    let (mut two, grow, ring) = beside_an_enclave();
    let [a, b, g] = ['A', 'B', 'G'].map(|letter| Some(two.town.id(letter)));
    let [north, south] = [0, 3].map(|row| two.town.corner(4, row));
    let through = Point::new(north.x + 700, two.town.middle(4, 0).y);
    let bend = Act::Reshape { areas: [a, b], line: vec![north, through, south] };
    let everybody = Act::HandOver { ring, from: vec![], to: b };
    let (mine, theirs) = (two.made(vec![everybody]), two.made(vec![grow, bend]));
    let head = two.base.clone().replay(&theirs).unwrap().plan;
    assert_eq!(
        told(&two.decided(&head, &mine, &Decided::default())),
        [(Contested::Border, vec![0])]
    );
    let take = Decided { take: [(0, Take::Mine)].into(), ..Decided::default() };
    let rebased = two.decided(&head, &mine, &take);
    assert_eq!(told(&rebased), [(Contested::Drawing, vec![0])]);
    assert!(rebased.clashes[0].areas.contains(&g.unwrap()), "{:?}", rebased.clashes);
    let rebased = two.decided(&head, &mine, &Decided { anew: [0].into(), ..take });
    assert!(rebased.clashes.is_empty() && rebased.refused.is_empty());
}

/// A lasso puts a corner where it runs over a border; that gives and takes nothing.
#[test]
fn an_outline_that_only_runs_over_others_asks_nobody() {
    let town = Town::drawn(
        "AAAABBBB
         CCCCCCCC
         CCGGCCCC
         CCCCCCCC",
    );
    let mut two = Two::over(town.under("xxxxxxxx\nxxxxxxxx\nxxxxxxxx\nxxxxxxxx"));
    let [a, b, c, g] = ['A', 'B', 'C', 'G'].map(|letter| two.town.id(letter));
    let (west, east) = (two.town.middle(3, 0), two.town.middle(5, 1));
    let ring = box_of(west, Point::new(east.x, east.y - 200));
    let mine = vec![Act::HandOver { ring, from: vec![a], to: Some(b) }];
    let [north, south] = [2, 3].map(|row| two.town.corner(4, row));
    let tip = Point::new(north.x + 600, two.town.middle(4, 1).y);
    let theirs = vec![Act::Reshape { areas: [Some(c), Some(g)], line: vec![north, tip, south] }];
    let rebased = two.rebased(mine, theirs, &[]);
    assert_eq!(told(&rebased), [], "{:?}", rebased.refused);
    assert_eq!(rebased.kept.len(), 1);
}

/// What goes and comes back leaves nothing that could clash; replayed it would take back
/// what others drew there.
#[test]
fn a_border_led_away_and_back_takes_nothing_back_of_others() {
    let mut two = Two::on();
    let (west, east) = (two.town.middle(1, 0), two.town.middle(2, 0));
    let line = [0, 1, 2].map(|row| two.town.corner(2, row)).to_vec();
    let areas = ['A', 'B'].map(|letter| Some(two.town.id(letter)));
    let back = Act::Reshape { areas, line };
    let mine = vec![two.reshape(west), back, two.describe('F', "己")];
    let theirs = vec![two.reshape(east)];
    let rebased = two.rebased(mine.clone(), theirs.clone(), &[]);
    assert!(rebased.refused.is_empty());
    assert_eq!(told(&rebased), [(Contested::Drawing, vec![0, 1])], "one choice");
    assert_eq!(rebased.kept.len(), 1, "the name is not in question");
    let rebased = two.rebased(mine, theirs, &[(0, Take::Theirs), (1, Take::Theirs)]);
    assert!(rebased.clashes.is_empty() && rebased.refused.is_empty());
    assert!(has_corner(&rebased, two.town.id('A'), east), "theirs holds");
}

/// Each of two borders is led away and back, and one corner goes on with both.
#[test]
fn what_goes_on_with_two_is_counted_to_both() {
    let mut two = Two::on();
    let areas = |letters: [char; 2]| letters.map(|letter| Some(two.town.id(letter)));
    let led = |letters: [char; 2], rows: [usize; 2], through: Point| {
        let [from, to] = rows.map(|row| two.town.corner(2, row));
        Act::Reshape { areas: areas(letters), line: vec![from, through, to] }
    };
    let back = |letters: [char; 2], rows: [usize; 3]| {
        let line = rows.map(|row| two.town.corner(2, row)).to_vec();
        Act::Reshape { areas: areas(letters), line }
    };
    let from = two.town.corner(2, 2);
    let to = Point::new(from.x + 300, from.y + 300);
    let mine = vec![
        led(['A', 'B'], [0, 2], two.town.middle(1, 0)),
        led(['D', 'E'], [2, 4], two.town.middle(1, 2)),
        Act::MoveCorner { from, to },
        Act::MoveCorner { from: to, to: from },
        back(['A', 'B'], [0, 1, 2]),
        back(['D', 'E'], [2, 3, 4]),
    ];
    let theirs = vec![
        led(['A', 'B'], [0, 2], two.town.middle(2, 0)),
        led(['D', 'E'], [2, 4], two.town.middle(2, 2)),
    ];
    let rebased = two.rebased(mine, theirs, &[]);
    let drawing = |edits| (Contested::Drawing, edits);
    assert_eq!(told(&rebased), [drawing(vec![0, 2, 3, 4, 5]), drawing(vec![1, 2, 3, 4, 5])]);
}

/// While the merge is undecided, what goes on with it cannot be judged; once it is dropped,
/// the corner would take other ground along than it did, and that is asked.
#[test]
fn what_goes_on_with_an_undecided_edit_is_asked_about_when_that_is_dropped() {
    let mut two = Two::on();
    let [b, c] = ['B', 'C'].map(|letter| two.town.id(letter));
    let from = two.town.corner(4, 2);
    let [to, on] = [900, 1900].map(|east| Point::new(from.x + east, from.y + 900));
    let mine = vec![
        Act::Merge { area: c, into: b },
        Act::MoveCorner { from, to },
        Act::MoveCorner { from: to, to: on },
        two.describe('D', "丁"),
    ];
    let theirs = vec![two.describe('C', "丙")];
    let rebased = two.rebased(mine.clone(), theirs.clone(), &[]);
    assert_eq!(told(&rebased), [(Contested::Area, vec![0])], "{:?}", rebased.refused);
    let rebased = two.rebased(mine.clone(), theirs.clone(), &[(0, Take::Theirs)]);
    assert_eq!(told(&rebased), [(Contested::Drawing, vec![1, 2])], "{:?}", rebased.refused);
    let rebased = two.rebased(mine, theirs, &[(0, Take::Mine)]);
    assert!(rebased.clashes.is_empty() && rebased.refused.is_empty(), "{:?}", rebased.refused);
}

/// Whoever puts an area under another parent meant the area as it was.
#[test]
fn an_area_under_another_parent_that_others_cut_or_merged_is_a_clash() {
    let town = Town::drawn("AABBCC\nAABBCC\nDDEEFF\nDDEEFF");
    let mut two = Two::over(town.under("xxxxyy\nxxxxyy\nxxxxyy\nxxxxyy"));
    let [a, b, y] = ['A', 'B', 'y'].map(|letter| two.town.id(letter));
    let reassign = vec![Act::Reassign { area: b, parent: y }];
    let merge = vec![Act::Merge { area: a, into: b }];
    let split = vec![two.split('B', 3, 0)];
    for (mine, theirs) in [
        (reassign.clone(), merge.clone()),
        (merge, reassign.clone()),
        (reassign.clone(), split.clone()),
        (split, reassign),
    ] {
        let rebased = two.rebased(mine.clone(), theirs, &[]);
        assert_eq!(told(&rebased), [(Contested::Area, vec![0])], "{mine:?} {:?}", rebased.refused);
    }
}

/// A draft of before numbers were kept: what it makes has another number on every base.
#[test]
fn an_edit_without_numbers_of_its_own_is_not_asked_about() {
    let mut two = Two::on();
    let mut mine = two.made(vec![two.split('A', 1, 0)]);
    mine[0].numbers = None;
    let theirs = two.made(vec![two.split('F', 5, 2)]);
    let head = two.base.clone().replay(&theirs).unwrap().plan;
    let rebased = rebase(&two.base, &head, &mine, &Decided::default()).unwrap();
    assert_eq!((told(&rebased), rebased.kept.len()), (vec![], 1));
}

/// A file that states all stations would end the one that others placed since.
#[test]
fn a_file_of_stations_older_than_what_others_placed_is_not_replayed_over_it() {
    let two = Two::on();
    let kind = KindKey::new("station").unwrap();
    let station = ImportedStation {
        row: 1,
        code: Code::new("S1").unwrap(),
        name: "一".into(),
        kind: kind.clone(),
        at: two.town.middle(0, 0),
        owner: None,
        hours: None,
        services: vec![],
        capacity: None,
        public: None,
        attributes: Attributes::new(),
    };
    let file = |whole| {
        let (kinds, allow) = (BTreeSet::new(), BTreeSet::new());
        let stations = vec![station.clone()];
        Edit::ImportStations(ImportStations { stations, whole, given: None, kinds, allow })
    };
    let (name, at) = ("新".into(), two.town.middle(4, 0));
    let place = Edit::PlaceStation(PlaceStation { id: None, code: None, name, kind, at });
    let numbered = |edit, station| {
        let numbers = Some(HighestIds { area: 9, station, street_edit: 0 });
        Made { numbers, ..made([edit]).remove(0) }
    };
    let head = two.base.clone().replay(&[numbered(place, 20)]).unwrap().plan;
    let on_head = |whole, decided: &Decided| {
        rebase(&two.base, &head, &[numbered(file(whole), 50)], decided).unwrap()
    };
    let rebased = on_head(true, &Decided::default());
    assert_eq!(rebased.refused[0].1.code, "file_is_older");
    assert_eq!(rebased.plan.stations.len(), 1, "theirs is there, and mine not yet");
    let mine = Decided { take: [(0, Take::Mine)].into(), ..Decided::default() };
    assert!(on_head(true, &mine).refused.is_empty());
    let beside = on_head(false, &Decided::default());
    assert!(beside.refused.is_empty() && beside.plan.stations.len() == 2, "it only adds one");
}
