//! Two planners on one base.

mod otherwise;

use super::{Decided, Rebased, Take, bounded, rebase};
use crate::ids::{Code, DivisionKey, HighestIds, LevelKey};
use crate::plan::Plan;
use crate::redraw::{Act, NewArea, Redraw};
use crate::testing::{Town, made};
use crate::touched::Contested;
use crate::{Attributes, CodeRules, Desk, Edit, ImportAreas, ImportedArea, Made, ReplayError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::Point;
use topo::drawing::Side;

struct Two {
    town: Town,
    base: Plan,
    /// The highest number given so far, on whatever plan.
    highest: u32,
}

impl Two {
    fn on() -> Self {
        let town = Town::drawn(
            "AABBCC
             AABBCC
             DDEEFF
             DDEEFF",
        );
        Self::over(town.under(
            "xxxxyy
             xxxxyy
             zzzzyy
             zzzzyy",
        ))
    }

    fn over(town: Town) -> Self {
        let highest = HighestIds { area: 9, ..HighestIds::default() };
        let base = Plan::from_contents(&town.contents(), highest).unwrap();
        Self { town, base, highest: 9 }
    }

    /// Edits as they were made, with numbers that nobody else gets.
    fn made(&mut self, acts: Vec<Act>) -> Vec<Made> {
        let number = |act| {
            let edit = Edit::Redraw(Redraw::of(DivisionKey::main(), 0, act));
            let numbers = HighestIds { area: self.highest, ..HighestIds::default() };
            self.highest += 10;
            Made { numbers: Some(numbers), ..made([edit]).remove(0) }
        };
        acts.into_iter().map(number).collect()
    }

    fn rebased(&mut self, mine: Vec<Act>, theirs: Vec<Act>, take: &[(usize, Take)]) -> Rebased {
        let (mine, theirs) = (self.made(mine), self.made(theirs));
        let head = self.base.clone().replay(&theirs).unwrap().plan;
        let decided = Decided { take: take.iter().copied().collect(), ..Decided::default() };
        self.decided(&head, &mine, &decided)
    }

    fn decided(&self, head: &Plan, mine: &[Made], decided: &Decided) -> Rebased {
        let rebased = rebase(&self.base, head, mine, decided).unwrap();
        let replayed = head.clone().replay(&rebased.kept).unwrap().plan;
        assert_eq!(replayed.contents(), rebased.plan.contents());
        rebased
    }

    fn split(&self, letter: char, column: usize, row: usize) -> Act {
        let line = [row, row + 2].map(|row| self.town.corner(column, row)).to_vec();
        let new = NewArea::default();
        Act::Split { area: self.town.id(letter), line, side: Side::Left, new }
    }

    fn describe(&self, letter: char, name: &str) -> Act {
        let (area, attributes) = (self.town.id(letter), Attributes::new());
        Act::Describe { area, name: Some(name.into()), code: None, attributes }
    }

    /// Leads the border of A and B through a place.
    fn reshape(&self, through: Point) -> Act {
        let [from, to] = [0, 2].map(|row| self.town.corner(2, row));
        let areas = ['A', 'B'].map(|letter| Some(self.town.id(letter)));
        Act::Reshape { areas, line: vec![from, through, to] }
    }
}

#[test]
fn what_is_disjoint_merges_in_silence_and_codes_are_given_once() {
    let mut two = Two::on();
    let (mine, theirs) =
        (vec![two.split('A', 1, 0), two.describe('F', "己")], vec![two.split('B', 3, 0)]);
    let rebased = two.rebased(mine, theirs, &[]);
    assert!(rebased.clashes.is_empty() && rebased.refused.is_empty(), "{:?}", rebased.clashes);
    assert_eq!(rebased.kept.len(), 2);
    let areas = &rebased.plan.grounds[0].areas;
    let codes: Vec<&str> =
        areas.values().map(|a| a.code.as_str()).filter(|c| c.len() > 1).collect();
    assert_eq!(codes, ["x02", "x01"], "theirs came first and keeps the first");
}

/// A file that was made before theirs would take all of theirs back.
#[test]
fn a_file_older_than_what_others_published_is_not_replayed_over_it() {
    let mut two = Two::on();
    let level = LevelKey::new("grid").unwrap();
    let rows = two.town.contents().areas.into_iter().filter(|row| row.area.level == level);
    let areas = rows.enumerate().map(|(index, row)| ImportedArea {
        feature: index + 1,
        code: row.area.code,
        name: row.area.name,
        parent: None,
        attributes: row.area.attributes,
        shape: row.shape,
    });
    let (areas, division) = (areas.collect(), DivisionKey::main());
    let import = ImportAreas { level, division, areas, merge_parts: false, allow: BTreeSet::new() };
    let mine = made([Edit::ImportAreas(import)]);
    let theirs = two.made(vec![two.split('A', 1, 0)]);
    let head = two.base.clone().replay(&theirs).unwrap().plan;
    let on =
        |head: &Plan, take| rebase(&two.base, head, &mine, &Decided { take, ..Decided::default() });
    let rebased = on(&head, BTreeMap::new()).unwrap();
    assert_eq!(rebased.refused.len(), 1);
    assert_eq!(rebased.refused[0].1.code, "file_is_older");
    assert!(rebased.kept.is_empty());
    let dropped = on(&head, [(0, Take::Theirs)].into()).unwrap();
    assert!(dropped.refused.is_empty() && dropped.plan.contents() == head.contents());
}

/// Theirs split what a cut of mine runs through: on their release the same cut makes more
/// areas than numbers were set aside for, and the next numbers are somebody else's.
#[test]
fn an_edit_never_takes_more_numbers_than_it_took_where_it_was_made() {
    let mut two = Two::on();
    let x = two.town.id('x');
    let line = [0, 2].map(|row| two.town.corner(3, row)).to_vec();
    let new = NewArea::default();
    let cut = Act::Split { area: x, line, side: Side::Left, new };
    let made = two.made(vec![cut, two.describe('F', "己")]);
    let mut desk = Desk::of(two.base.clone(), CodeRules::default(), Arc::default());
    let given = desk.apply(&made[0]).unwrap().given;
    // The cut is made with one number less than it needs, as if the base were another.
    let mut desk = Desk::of(two.base.clone(), CodeRules::default(), Arc::default());
    let before = desk.plan().contents();
    let most = HighestIds { area: given.area - 1, ..given };
    let Err(ReplayError::Refused(refused)) = bounded(&mut desk, &made[0], most) else {
        panic!("it takes what is not its own")
    };
    assert_eq!(refused.code, "numbers_spent");
    assert_eq!(desk.plan().contents(), before);
    assert!(bounded(&mut desk, &made[0], given).is_ok());
    assert!(bounded(&mut desk, &made[1], made[1].numbers.unwrap()).is_ok());
}

/// Two people ask for the next code; rules and codes of the past hold wherever the plan
/// is replayed.
#[test]
fn a_replay_gives_codes_by_the_rules_of_the_plan() {
    let mut two = Two::on();
    let grid = LevelKey::new("grid").unwrap();
    let rule = crate::CodeRule { length: Some(4), prefix_of_parent: true, digits: false };
    let rules = CodeRules([(grid.clone(), rule)].into());
    let last = crate::LastHolder { area: crate::AreaId(90), name: String::new(), until: None };
    let used = [(grid, [(Code::new("x001").unwrap(), last)].into())].into();
    let plan = two.base.clone().with_codes(rules, Arc::new(used));
    let edits = two.made(vec![two.split('A', 1, 0)]);
    let code = |plan: &Plan| {
        let areas = plan.grounds[0].areas.values();
        areas.map(|area| area.code.to_string()).find(|code| code.len() == 4)
    };
    let replayed = plan.clone().replay(&edits).unwrap().plan;
    assert_eq!(code(&replayed).as_deref(), Some("x002"));
    let mut applied = plan;
    applied.apply(&edits[0].edit).unwrap();
    assert_eq!(code(&applied).as_deref(), Some("x002"));
    assert_eq!(replayed.codes.used.len(), 1, "and it goes on");
}

#[test]
fn one_border_led_by_two_names_both_areas_and_shows_both_lines() {
    let mut two = Two::on();
    let (west, east) = (two.town.middle(1, 0), two.town.middle(2, 0));
    let acts =
        |two: &Two| (vec![two.describe('A', "甲"), two.reshape(west)], vec![two.reshape(east)]);
    let (mine, theirs) = acts(&two);
    let rebased = two.rebased(mine, theirs, &[]);
    let [clash] = rebased.clashes.as_slice() else { panic!("{:?}", rebased.clashes) };
    assert_eq!((clash.what, &clash.areas), (Contested::Border, &two.town.ids("AB")));
    assert_eq!(clash.edits, [1]);
    assert!(clash.mine.as_ref().unwrap().concat().contains(&west));
    assert!(clash.theirs.as_ref().unwrap().concat().contains(&east));
    assert_eq!(rebased.kept.len(), 1, "the name is not in question");

    for (take, corner) in [(Take::Mine, west), (Take::Theirs, east)] {
        let (mine, theirs) = acts(&two);
        let rebased = two.rebased(mine, theirs, &[(1, take)]);
        assert!(rebased.clashes.is_empty() && rebased.refused.is_empty());
        let ground = rebased.plan.grounds[0].partition.shape(two.town.id('A').label());
        let corners: Vec<Point> = ground.rings().flatten().copied().collect();
        for other in [west, east] {
            assert_eq!(corners.contains(&other), corner == other, "{take:?}");
        }
    }
}

#[test]
fn of_two_runs_of_one_border_the_whole_is_mine() {
    let mut two = Two::on();
    let areas = ['A', 'B'].map(|letter| Some(two.town.id(letter)));
    let run = |two: &Two, rows: [usize; 2], through| {
        let [from, to] = rows.map(|row| two.town.corner(2, row));
        Act::Reshape { areas, line: vec![from, through, to] }
    };
    let (north, south) = (two.town.middle(1, 0), two.town.middle(2, 1));
    let (mine, theirs) = (vec![run(&two, [0, 1], north)], vec![run(&two, [1, 2], south)]);
    let rebased = two.rebased(mine, theirs, &[(0, Take::Mine)]);
    assert!(rebased.clashes.is_empty() && rebased.refused.is_empty());
    let ground = rebased.plan.grounds[0].partition.shape(two.town.id('A').label());
    let corners: Vec<Point> = ground.rings().flatten().copied().collect();
    assert!(corners.contains(&north) && !corners.contains(&south));
}

#[test]
fn a_cell_that_both_cut_or_that_one_ended_is_named() {
    let mut two = Two::on();
    let [b, e] = ['B', 'E'].map(|letter| two.town.id(letter));
    let ring = two.town.middle(2, 1);
    let ring = [(-900, -900), (900, -900), (900, 900), (-900, 900)]
        .map(|(x, y)| Point::new(ring.x + x, ring.y + y))
        .to_vec();
    let draw = Act::Draw { ring, from: vec![b], new: NewArea::default() };
    let (mine, theirs) = (vec![draw], vec![two.split('B', 3, 0)]);
    let rebased = two.rebased(mine, theirs, &[]);
    let [clash] = rebased.clashes.as_slice() else { panic!("{:?}", rebased.clashes) };
    assert_eq!((clash.what, &clash.areas, &clash.edits), (Contested::Area, &vec![b], &vec![0]));

    let merge = vec![Act::Merge { area: e, into: two.town.id('D') }];
    let mine = vec![two.describe('A', "甲"), two.describe('E', "戊")];
    let rebased = two.rebased(mine, merge, &[]);
    let [clash] = rebased.clashes.as_slice() else { panic!("{:?}", rebased.clashes) };
    assert_eq!((clash.what, &clash.areas, &clash.edits), (Contested::Area, &vec![e], &vec![1]));
}

#[test]
fn one_field_with_two_values_clashes_and_with_one_does_not() {
    let mut two = Two::on();
    let (mine, theirs) = (vec![two.describe('A', "甲")], vec![two.describe('A', "申")]);
    let rebased = two.rebased(mine, theirs, &[]);
    let [clash] = rebased.clashes.as_slice() else { panic!("{:?}", rebased.clashes) };
    assert_eq!((clash.what, clash.field.as_deref()), (Contested::Field, Some("name")));
    let (mine, theirs) = (vec![two.describe('A', "甲")], vec![two.describe('A', "甲")]);
    let rebased = two.rebased(mine, theirs, &[]);
    assert!(rebased.clashes.is_empty());
    assert_eq!(rebased.refused[0].1.code, "nothing");
}

#[test]
fn what_cannot_be_made_on_the_head_says_why() {
    let mut two = Two::on();
    let code = |letter: char| Act::Describe {
        area: two.town.id(letter),
        name: None,
        code: Code::new("Q").ok(),
        attributes: Attributes::new(),
    };
    let (mine, theirs) = (vec![code('A')], vec![code('F')]);
    let rebased = two.rebased(mine, theirs, &[]);
    assert_eq!((rebased.refused[0].0, rebased.refused[0].1.code), (0, "code_taken"));
    assert!(rebased.kept.is_empty());
}
