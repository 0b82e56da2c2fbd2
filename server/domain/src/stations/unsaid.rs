//! What a file does not speak of stays as it is.
//!
//! Departments bring files of what changed: a table of codes, names and places must not
//! take from a station its hours and its telephone. An empty field is another matter,
//! there the file says that there is nothing.

use crate::edit::{ImportStations, ImportedStation, StationField};
use crate::station::Station;

impl ImportStations {
    /// Gives a station, made of its row alone, back what was known of it and what the
    /// file does not speak of.
    pub(super) fn keep_unsaid(&self, row: &ImportedStation, old: &Station, station: &mut Station) {
        if !self.speaks_of(&StationField::Owner) {
            station.owner = old.owner;
        }
        if !self.speaks_of(&StationField::Hours) {
            station.hours.clone_from(&old.hours);
        }
        if !self.speaks_of(&StationField::Services) {
            station.services.clone_from(&old.services);
        }
        if !self.speaks_of(&StationField::Capacity) {
            station.capacity = old.capacity;
        }
        if row.public.is_none() {
            station.public = old.public;
        }
        for (name, value) in &old.attributes {
            if !self.speaks_of(&StationField::Attribute(name.clone())) {
                station.attributes.insert(name.clone(), value.clone());
            }
        }
    }

    fn speaks_of(&self, field: &StationField) -> bool {
        self.given.as_ref().is_none_or(|given| given.contains(field))
    }
}

#[cfg(test)]
mod tests {
    use crate::edit::{Edit, ImportStations, ImportedStation, StationField};
    use crate::hours::Hours;
    use crate::ids::{Code, HighestIds, KindKey, StationId};
    use crate::issue::{IssueKind, Severity};
    use crate::plan::Plan;
    use crate::station::Station;
    use crate::testing::Town;
    use std::collections::BTreeSet;

    fn everything() -> BTreeSet<StationField> {
        use StationField::{Attribute, Capacity, Hours, Owner, Services};
        [Owner, Hours, Services, Capacity, Attribute("phone".into())].into()
    }

    fn row(town: &Town, code: &str) -> ImportedStation {
        ImportedStation {
            row: 1,
            code: Code::new(code).unwrap(),
            name: "站".into(),
            kind: KindKey::new("station").unwrap(),
            at: town.centre('A'),
            owner: None,
            hours: None,
            services: Vec::new(),
            capacity: None,
            public: None,
            attributes: serde_json::Map::new(),
        }
    }

    fn import(stations: Vec<ImportedStation>, given: BTreeSet<StationField>) -> ImportStations {
        let (kinds, allow) = (BTreeSet::new(), BTreeSet::new());
        ImportStations { stations, whole: false, given: Some(given), kinds, allow }
    }

    /// A town whose one station is not public and has a value for everything.
    fn known() -> (Town, Plan) {
        let town = Town::drawn("AB");
        let highest = HighestIds { area: 50, station: 0, street_edit: 0 };
        let mut plan = Plan::from_contents(&town.contents(), highest).unwrap();
        let mut full = row(&town, "1");
        full.owner = Some(town.code('A'));
        full.hours = Some(Hours::parse("24/7"));
        full.services = vec!["饮水".into()];
        full.capacity = Some(30);
        full.public = Some(false);
        full.attributes.insert("phone".into(), "0000-1".into());
        plan.import_stations(&import(vec![full], everything())).unwrap();
        (town, plan)
    }

    fn station(plan: &Plan) -> Station {
        plan.stations[&StationId(1)].clone()
    }

    #[test]
    fn a_file_of_names_and_places_takes_nothing_from_a_station() {
        let (town, mut plan) = known();
        let before = station(&plan);
        let mut brief = row(&town, "1");
        brief.name = "新名".into();
        brief.at = town.centre('B');
        brief.attributes.insert("方位".into(), "东".into());
        let given = [StationField::Attribute("方位".into())].into();
        let (issues, summary) = plan.import_stations(&import(vec![brief], given)).unwrap();
        assert_eq!((issues, summary.changed), (vec![], 1));
        let mut expected = Station { name: "新名".into(), at: town.centre('B'), ..before };
        expected.attributes.insert("方位".into(), "东".into());
        assert_eq!(station(&plan), expected);
    }

    #[test]
    fn a_field_that_is_there_and_empty_is_emptied() {
        let (town, mut plan) = known();
        plan.import_stations(&import(vec![row(&town, "1")], everything())).unwrap();
        let after = station(&plan);
        assert_eq!((after.owner, after.hours, after.capacity), (None, None, None));
        assert!(after.services.is_empty() && after.attributes.is_empty());
        assert!(!after.public, "nothing was said of it");
    }

    #[test]
    fn what_was_not_public_becomes_public_only_with_a_word_about_it() {
        let (town, mut plan) = known();
        let shown = ImportedStation { public: Some(true), ..row(&town, "1") };
        let (issues, _) = plan.import_stations(&import(vec![shown], BTreeSet::new())).unwrap();
        let told: Vec<_> = issues.iter().map(|i| (i.kind, i.severity, i.codes.len())).collect();
        assert_eq!(told, [(IssueKind::MadePublic, Severity::Advice, 1)]);
        assert!(issues[0].message.starts_with("1 is not public"), "{}", issues[0].message);
        assert!(station(&plan).public);
        let (issues, _) =
            plan.import_stations(&import(vec![row(&town, "2")], BTreeSet::new())).unwrap();
        assert_eq!(issues, [], "a new station is public");
        assert!(plan.stations[&StationId(2)].public);
    }

    #[test]
    fn an_edit_saved_before_fields_were_noted_speaks_of_everything() {
        let (town, mut plan) = known();
        let mut saved =
            serde_json::to_value(Edit::ImportStations(import(vec![row(&town, "1")], everything())))
                .unwrap();
        let tags = saved["given"].to_string();
        assert_eq!(tags, r#"["owner","hours","services","capacity",{"attribute":"phone"}]"#);
        saved.as_object_mut().unwrap().remove("given");
        saved["stations"][0]["public"] = true.into();
        let read: Edit = serde_json::from_value(saved).unwrap();
        let (issues, _) = plan.apply(&read).unwrap();
        assert_eq!(issues[0].kind, IssueKind::MadePublic);
        let after = station(&plan);
        assert!(after.public && after.hours.is_none() && after.attributes.is_empty());
    }
}
