//! Every rule on a small town.

use super::*;
use crate::Area;
use crate::ids::{DivisionKey, HighestIds, LevelKey, Moment, StationId};
use crate::impact::{Baseline, Points, Tracker};
use crate::plan::Plan;
use crate::population::{Place, PlaceSort};
use crate::testing::Town;
use crate::{CodeRule, CodeRules};
use std::collections::BTreeMap;
use std::sync::Arc;
use topo::Point;
use topo::drawing::{Drawing, Givers, Operation, Rules};

/// A drawn town on the board, 400 households in the middle of every cell.
struct Desk {
    town: Town,
    plan: Plan,
    areas: BTreeMap<AreaId, Area>,
    drawing: Drawing,
    tracker: Tracker,
    touched: BTreeSet<AreaId>,
    settings: Settings,
}

impl Desk {
    fn of(town: Town) -> Self {
        let highest = HighestIds { area: 99, ..HighestIds::default() };
        let plan = Plan::from_contents(&town.contents(), highest).unwrap();
        let ground = plan.grounds[0].clone();
        let parents = ground.parents().into_iter().map(AreaId::label);
        let drawing = Drawing::of(&ground.partition).with_blanks(parents);
        let (columns, rows) = town.size();
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let place = |(column, row)| Place {
            code: String::new(),
            at: town.middle(column, row),
            residents: 1000,
            households: 400,
            sort: PlaceSort::Building,
        };
        let places = cells.map(place).collect();
        let points = Points { places, incidents: vec![], incidents_since: Some(Moment(0)) };
        let base = Baseline::of(&plan, &DivisionKey::main(), Arc::new(points));
        let mut settings = Settings::default();
        // Pictures name no teams.
        settings.roles.level = None;
        Self {
            areas: ground.areas,
            tracker: Tracker::new(Arc::new(base)),
            touched: BTreeSet::new(),
            town,
            plan,
            drawing,
            settings,
        }
    }

    fn touch(&mut self, labels: &[Label]) {
        let touched: BTreeSet<AreaId> = labels.iter().filter_map(|l| AreaId::of(*l)).collect();
        self.tracker.follow(&self.drawing, &touched, labels.contains(&Label::OUTSIDE));
        self.touched.extend(touched);
    }

    fn draw(&mut self, operation: &Operation) {
        let rules = Rules { in_pieces: true, ..Rules::default() };
        let change = self.drawing.apply(operation, &rules).unwrap();
        self.touch(&change.touched());
    }

    fn ring(&self, (column, row): (usize, usize)) -> Vec<Point> {
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)];
        corners.map(|(east, south)| self.town.corner(column + east, row + south)).to_vec()
    }

    fn hand_over(&mut self, cell: (usize, usize), to: char) {
        let to = self.town.id(to).label();
        self.draw(&Operation::HandOver { ring: self.ring(cell), from: Givers::Cells, to });
    }

    fn reassign(&mut self, area: char, parent: char) {
        let (id, parent) = (self.town.id(area), self.town.id(parent));
        self.areas.get_mut(&id).unwrap().parent = Some(parent);
        self.touch(&[id.label()]);
    }

    fn issues(&self, scope: Scope<'_>) -> Vec<Issue> {
        let stations = &self.plan.stations;
        let impact = self.tracker.report(&self.drawing, &self.areas, stations);
        let after = View::of_draft(&self.tracker, &impact, &self.drawing, &self.areas, stations);
        let before = View::of_base(self.tracker.base());
        check(&after, scope, &self.settings, Some(&before))
    }

    /// `blocking blank:x` of what the draft brings, and the same asked only of what was
    /// touched.
    fn told(&self) -> Vec<String> {
        let told = |scope| -> Vec<String> {
            let issues = self.issues(scope);
            let new = issues.iter().filter(|issue| !issue.inherited);
            new.map(|issue| format!("{} {}", word(issue.severity), issue.key())).collect()
        };
        let all = told(Scope::All);
        assert_eq!(told(Scope::Touched(&self.touched)), all, "asked of what was touched");
        all
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocking => "blocking",
        Severity::Accepted => "accepted",
        Severity::Advice => "advice",
    }
}

#[test]
fn what_stood_before_is_inherited_and_what_comes_or_grows_is_not() {
    let mut desk = Desk::of(
        Town::drawn(
            "AAB.
             AABC",
        )
        .under(
            "xxxx
             xxxx",
        ),
    );
    desk.settings.households.level = None;
    let issues = desk.issues(Scope::All);
    assert_eq!((issues.len(), issues[0].key().as_str()), (1, "blank:x"));
    assert!(issues[0].inherited && issues[0].severity == Severity::Advice);
    assert!((issues[0].area_m2 - 10_000.0).abs() < 100.0, "{}", issues[0].area_m2);
    assert_eq!(desk.told(), [""; 0]);

    // A second hole: the one that was there is still nobody's fault.
    let x = desk.town.id('x').label();
    desk.draw(&Operation::HandOver { ring: desk.ring((0, 0)), from: Givers::Cells, to: x });
    assert_eq!(desk.told(), ["blocking blank:x"]);
    assert_eq!(desk.issues(Scope::All).len(), 2);
    desk.settings.severity.insert(IssueKind::Blank, crate::Weight::Advice);
    assert_eq!(desk.told(), ["advice blank:x"]);
    desk.settings.severity.clear();

    // Filled again, and the old hole grows.
    desk.draw(&Operation::HandOver {
        ring: desk.ring((0, 0)),
        from: Givers::Only(vec![x]),
        to: desk.town.id('A').label(),
    });
    assert_eq!(desk.told(), [""; 0]);
    desk.draw(&Operation::HandOver { ring: desk.ring((2, 0)), from: Givers::Cells, to: x });
    assert_eq!(desk.told(), ["blocking blank:x"]);
    assert_eq!(desk.issues(Scope::All).len(), 1);
}

#[test]
fn nobodys_ground_between_areas_is_a_gap_with_their_codes() {
    let mut desk = Desk::of(Town::drawn(
        "AAB
         ACB
         ABB",
    ));
    desk.settings.households.level = None;
    let c = desk.town.id('C');
    desk.draw(&Operation::Delete { cell: c.label(), to: Label::OUTSIDE });
    desk.areas.remove(&c);
    assert_eq!(desk.told(), ["blocking gap:A,B"]);
    // At the outer border nothing is enclosed, and yet somebody has lost who answers for them.
    let mut desk = Desk::of(Town::drawn("AAB"));
    desk.settings.households.level = None;
    let b = desk.town.id('B');
    desk.draw(&Operation::Delete { cell: b.label(), to: Label::OUTSIDE });
    desk.areas.remove(&b);
    assert_eq!(desk.told(), ["blocking gap:B"]);
}

#[test]
fn an_area_in_two_pieces_and_one_cut_off_from_its_siblings_are_told_apart() {
    let town = || {
        Town::drawn(
            "AABB
             CCDD
             EEFF",
        )
        .under(
            "xxyy
             xxyy
             zzyy",
        )
    };
    let mut desk = Desk::of(town());
    desk.settings.households.level = None;
    assert_eq!(desk.told(), [""; 0]);
    desk.reassign('E', 'y');
    assert_eq!(desk.told(), [""; 0], "E touches F");
    desk.reassign('B', 'z');
    assert_eq!(desk.told(), [""; 0], "z is B now, and nothing else");
    desk.reassign('E', 'z');
    assert_eq!(desk.told(), ["blocking exclave:E,z"]);

    let mut desk = Desk::of(town());
    desk.settings.households.level = None;
    desk.hand_over((1, 0), 'E');
    // In pieces is E, and one of z's parts is E's own: that is one fault, not two.
    assert_eq!(desk.told(), ["blocking in_pieces:E"]);
    assert!(desk.issues(Scope::All)[0].shape.is_some());

    // What was in the middle leaves, and what it joined falls apart.
    let mut desk = Desk::of(town());
    desk.settings.households.level = None;
    desk.reassign('D', 'x');
    assert_eq!(desk.told(), ["blocking exclave:F,y"]);
}

#[test]
fn the_smaller_part_is_cut_off_however_many_areas_it_has() {
    let town = Town::drawn(
        "AAAAAMBCD
         YYYYYYYYY",
    );
    let mut desk = Desk::of(town.under(
        "xxxxxxxxx
         yyyyyyyyy",
    ));
    desk.settings.households.level = None;
    desk.reassign('M', 'y');
    assert_eq!(desk.told(), ["blocking exclave:B,C,D,x"]);
}

#[test]
fn what_joins_an_exclave_that_was_there_is_cut_off_with_it() {
    let mut desk = Desk::of(
        Town::drawn(
            "AAAAABCDM
             YYYYYYYYE",
        )
        .under(
            "xxxxxyxxx
             yyyyyyyyy",
        ),
    );
    desk.settings.households.level = None;
    assert_eq!(desk.told(), [""; 0], "C, D and M were cut off before");
    desk.reassign('E', 'x');
    assert_eq!(desk.told(), ["blocking exclave:C,D,E,M,x"], "and are with E now");
}

#[test]
fn ground_that_ends_with_its_area_is_somebodys_or_told() {
    let town = || {
        Town::drawn(
            "AABB
             AABB",
        )
        .under(
            "xxyy
             xxyy",
        )
    };
    let end = |desk: &mut Desk, areas: &str, to: Label| {
        for letter in areas.chars() {
            let id = desk.town.id(letter);
            desk.areas.remove(&id);
            if desk.drawing.holds(id.label()) {
                desk.draw(&Operation::Relabel { from: id.label(), to });
            } else {
                desk.touch(&[id.label()]);
            }
        }
    };
    let mut desk = Desk::of(town());
    desk.settings.households.level = None;
    let b = desk.town.id('B').label();
    end(&mut desk, "Ax", b);
    assert_eq!(desk.told(), [""; 0], "B holds it");
    let mut desk = Desk::of(town());
    desk.settings.households.level = None;
    let outside = desk.town.id('A').label();
    desk.draw(&Operation::Delete { cell: outside, to: Label::OUTSIDE });
    end(&mut desk, "Ax", Label::OUTSIDE);
    assert_eq!(desk.told(), ["blocking gap:x"]);
    assert!(desk.issues(Scope::All)[0].area_m2 > 0.0);
}

#[test]
fn what_is_known_of_a_shape_is_known_anew_when_it_changes_and_by_other_limits() {
    let mut desk = Desk::of(Town::drawn(
        "AABB
         AABB",
    ));
    desk.settings.households.level = None;
    assert_eq!(desk.told(), [""; 0]);
    desk.hand_over((3, 1), 'A');
    assert_eq!(desk.told(), ["blocking in_pieces:A"]);
    desk.hand_over((3, 1), 'B');
    assert_eq!(desk.told(), [""; 0]);
    desk.settings.tiny_m2 = 1e12;
    assert_eq!(desk.told().len(), 0, "what the limit makes tiny was tiny before");
    let inherited = desk.issues(Scope::All);
    assert!(inherited.iter().any(|issue| issue.kind == IssueKind::TinyCell), "{inherited:?}");
}

#[test]
fn necks_and_crumbs_are_seen_where_they_come_about() {
    let mut desk = Desk::of(Town::drawn(
        "AAB
         AAB",
    ));
    desk.settings.households.level = None;
    desk.settings.neck_m = 5.0;
    // B reaches into A nearly to its western border.
    let (west, middle) = (desk.town.corner(0, 1), desk.town.corner(2, 1));
    let ring = vec![
        Point::new(west.x + 300, west.y + 1000),
        Point::new(west.x + 300, west.y - 1000),
        Point::new(middle.x, middle.y - 1000),
        Point::new(middle.x, middle.y + 1000),
    ];
    let b = desk.town.id('B').label();
    desk.draw(&Operation::HandOver { ring, from: Givers::Cells, to: b });
    let told = desk.told();
    assert!(!told.is_empty() && told.iter().all(|one| one == "advice narrow_neck:A"), "{told:?}");
    desk.settings.tiny_m2 = 1e6;
    assert!(desk.told().contains(&"blocking tiny_cell:A".to_owned()));
}

#[test]
fn households_stations_and_quotas_are_counted_where_they_lie_now() {
    let mut desk = Desk::of(
        Town::drawn(
            "AAB
             CCD",
        )
        .under(
            "xxx
             xxx",
        )
        .served(
            "1.2
             ..3",
        ),
    );
    // 800 and 400 households; nothing that stands already is the draft's.
    assert_eq!(desk.told(), [""; 0]);
    let inherited = desk.issues(Scope::All);
    let keys: Vec<String> = inherited.iter().map(Issue::key).collect();
    assert_eq!(keys, ["households:A", "households:C", "no_station:C", "quota:x"]);
    desk.hand_over((1, 0), 'B');
    assert_eq!(desk.told(), ["advice households:B"]);
    desk.hand_over((1, 1), 'D');
    assert_eq!(desk.told(), ["advice households:B", "advice households:D"]);
    // A Station that goes leaves its grid without one and its community with one less.
    desk.plan.stations.remove(&StationId(2));
    desk.touch(&[desk.town.id('B').label()]);
    assert!(desk.told().contains(&"advice no_station:B".to_owned()));
    assert!(desk.told().contains(&"advice quota:x".to_owned()));
}

#[test]
fn somebody_has_to_be_named_for_a_grid() {
    let mut desk = Desk::of(Town::drawn("AB"));
    desk.settings.households.level = None;
    desk.settings.roles = crate::settings::Roles::default();
    let (a, b) = (desk.town.id('A'), desk.town.id('B'));
    assert_eq!(desk.told(), [""; 0]);
    assert_eq!(desk.issues(Scope::All).len(), 2);
    let new = Area { id: AreaId(100), code: desk.town.code('N'), ..desk.areas[&a].clone() };
    desk.areas.insert(new.id, new);
    desk.drawing
        .apply(&Operation::Relabel { from: a.label(), to: Label(100) }, &Rules::default())
        .unwrap();
    desk.areas.remove(&a);
    desk.touch(&[a.label(), Label(100)]);
    assert_eq!(desk.told(), ["advice no_team:N"]);
    let said = [("organisation", "第一党支部"), ("leader_role", "甲"), ("worker_role", " ")];
    let attributes = said.map(|(role, who)| (role.to_owned(), who.into()));
    desk.areas.get_mut(&AreaId(100)).unwrap().attributes.extend(attributes);
    desk.areas.get_mut(&b).unwrap().attributes.insert("leader_role".into(), "乙".into());
    let issues = desk.issues(Scope::All);
    let message = &issues.iter().find(|one| one.areas == [AreaId(100)]).unwrap().message;
    assert!(message.ends_with("has no worker_role"), "{message}");
}

#[test]
fn codes_keep_to_the_rules_of_their_level() {
    let mut desk = Desk::of(Town::drawn("AB").under("xx"));
    desk.settings.households.level = None;
    let grid = LevelKey::new("grid").unwrap();
    let rule = CodeRule { length: Some(3), prefix_of_parent: true, digits: false };
    desk.settings.codes = CodeRules([(grid, rule)].into());
    assert_eq!(desk.told(), [""; 0], "old codes stay as they are");
    let (a, b) = (desk.town.id('A'), desk.town.id('B'));
    let mut recode = |code: &str| {
        desk.areas.get_mut(&a).unwrap().code = Code::new(code).unwrap();
        desk.touch(&[a.label()]);
        desk.told()
    };
    // A code that was wrong and is wrong in another way is no worse than it was.
    assert_eq!(recode("y01"), [""; 0]);
    assert_eq!(recode("x01"), [""; 0]);
    assert_eq!(recode("B"), ["blocking duplicate_code:B,B"]);
    desk.areas.get_mut(&b).unwrap().code = Code::new("x02").unwrap();
    desk.touch(&[b.label()]);
    assert_eq!(desk.told(), [""; 0]);
}

#[test]
fn what_nobody_did_is_one_line_where_it_is_much() {
    let row: String = ('A'..='Z').collect();
    let desk = Desk::of(Town::drawn(&format!("{row}\n{row}")));
    let issues = desk.issues(Scope::All);
    assert_eq!((issues.len(), issues[0].codes.len()), (1, 26), "800 households each");
    assert_eq!(issues[0].message, "households: 26 that stood before the draft, as A, B, C, D");
}
