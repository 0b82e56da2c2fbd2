//! Acts on towns small enough to see.

mod demo;
mod divided;
mod leaves;
mod parents;
mod runs;

use super::{Applied, Desk};
use crate::ids::{AreaId, DivisionKey, HighestIds};
use crate::plan::Plan;
use crate::redraw::{Act, NewArea, Redraw};
use crate::replay::ReplayError;
use crate::testing::{Town, made};
use crate::{Code, CodeRules, Edit, Made, Refused};
use std::sync::Arc;
use topo::Point;

/// A town and the desk it lies on.
struct Table {
    town: Town,
    desk: Desk,
    done: Vec<(Made, Applied)>,
}

impl Table {
    fn laid(town: Town) -> Self {
        let highest = town.contents().areas.iter().map(|row| row.area.id.0).max().unwrap_or(0);
        let highest = HighestIds { area: highest, ..HighestIds::default() };
        let plan = Plan::from_contents(&town.contents(), highest).unwrap();
        let desk = Desk::of(plan, CodeRules::default(), Arc::default());
        Self { town, desk, done: Vec::new() }
    }

    fn redraw(act: Act) -> Made {
        made([Edit::Redraw(Redraw::of(DivisionKey::main(), 900, act))]).remove(0)
    }

    /// Does it, looks that the plan is whole, and that undo and replay give the same.
    fn done(&mut self, act: Act) -> Applied {
        let edit = Self::redraw(act);
        let before = self.desk.plan();
        let applied = self.desk.apply(&edit).unwrap();
        let after = self.desk.plan();
        is_whole(&self.desk);
        assert!(self.desk.undo(&applied));
        same(&self.desk.plan(), &before);
        self.desk.apply(&edit).unwrap();
        same(&self.desk.plan(), &after);
        let mut plan = before;
        plan.apply(&edit.edit).unwrap();
        same(&plan, &after);
        self.done.push((edit, applied.clone()));
        applied
    }

    /// The refusal of what must leave everything as it was.
    fn refused(&mut self, act: Act) -> Refused {
        let before = self.desk.plan();
        let Err(ReplayError::Refused(refused)) = self.desk.apply(&Self::redraw(act)) else {
            panic!("it has to be refused")
        };
        same(&self.desk.plan(), &before);
        assert!(!refused.message.is_empty());
        refused
    }

    /// The first letter of the leaf's code in the middle of every cell.
    fn drawn(&self) -> String {
        self.picture(|desk, leaf| {
            desk.areas(&DivisionKey::main())?.get(&leaf)?.code.as_str().chars().next()
        })
    }

    /// The same with the letters of those above the leaves.
    fn drawn_above(&self) -> String {
        self.picture(|desk, id| {
            let areas = desk.areas(&DivisionKey::main())?;
            let area = areas.get(&id)?;
            areas.get(&area.parent?)?.code.as_str().chars().next()
        })
    }

    fn picture(&self, letter: impl Fn(&Desk, AreaId) -> Option<char>) -> String {
        let drawing = self.desk.drawing(&DivisionKey::main()).unwrap();
        let (columns, rows) = self.town.size();
        let mut picture = String::new();
        for row in 0..rows {
            let middles = (0..columns).map(|column| self.town.middle(column, row));
            picture.extend(middles.map(|at| {
                let label = drawing.label_at(at);
                let leaf = AreaId::of(label).filter(|_| !drawing.is_blank(label));
                leaf.and_then(|leaf| letter(&self.desk, leaf)).unwrap_or('.')
            }));
            picture.push('\n');
        }
        picture
    }

    fn corner(&self, column: usize, row: usize) -> Point {
        self.town.corner(column, row)
    }

    fn line(&self, corners: &[(usize, usize)]) -> Vec<Point> {
        corners.iter().map(|&(column, row)| self.corner(column, row)).collect()
    }
}

fn new(code: &str) -> NewArea {
    NewArea { code: Code::new(code).ok(), ..NewArea::default() }
}

fn same(one: &Plan, other: &Plan) {
    assert_eq!(one.contents(), other.contents());
    assert_eq!(one.highest(), other.highest());
    for (one, other) in one.grounds.iter().zip(&other.grounds) {
        assert_eq!(one.partition, other.partition);
    }
}

/// The ground is sound, every label is an Area's, leaves have ground, those with children
/// are above them, and the rows at rest give the same ground again.
fn is_whole(desk: &Desk) {
    let plan = desk.plan();
    for ground in &plan.grounds {
        let faults = ground.partition.validate();
        let structural: Vec<_> = faults.iter().filter(|f| f.code.is_structural()).collect();
        assert!(structural.is_empty(), "{structural:?}");
        let parents = ground.parents();
        for area in ground.areas.values() {
            let above = area.parent.map(|parent| &ground.areas[&parent]);
            let rank = |area: &crate::Area| plan.levels.rank(&area.level).unwrap();
            assert!(above.is_none_or(|above| rank(above) < rank(area)));
            let holds = ground.partition.labels().contains(&area.id.label());
            assert!(holds || parents.contains(&area.id), "{area:?} holds no ground");
            let drawing = desk.drawing(&ground.division.key).unwrap();
            assert_eq!(drawing.is_blank(area.id.label()), parents.contains(&area.id));
        }
        for label in ground.partition.labels() {
            assert!(AreaId::of(label).is_none_or(|id| ground.areas.contains_key(&id)), "{label:?}");
        }
    }
    let contents = plan.contents();
    let again = Plan::from_contents(&contents, plan.highest()).unwrap();
    same(&again, &plan);
    // A parent is its children and its blanks, to the unit.
    for row in &contents.areas {
        let children = contents.areas.iter().filter(|other| other.area.parent == Some(row.area.id));
        let blanks = contents.blanks.iter().filter(|blank| blank.parent == row.area.id);
        let children: Vec<i128> = children.map(|child| child.shape.area2()).collect();
        if !children.is_empty() {
            let sum = children.iter().sum::<i128>() + blanks.map(|b| b.shape.area2()).sum::<i128>();
            assert_eq!(sum, row.shape.area2());
        }
        assert_eq!(desk.shape(&row.division, row.area.id), row.shape);
    }
}
