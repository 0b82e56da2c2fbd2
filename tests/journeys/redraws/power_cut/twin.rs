//! The same quarter on a machine whose power is never cut: what must be there where it was.

use super::super::{caller, quarter};
use serde_json::{Value, json};
use support::{Caller, Draft, Drawing, Jingwei, Pencil, Server, done, list};

/// See the module.
pub(super) struct Twin {
    pub(super) server: Server,
    pub(super) planner: Caller,
    pub(super) approver: Caller,
    _home: Jingwei,
}

impl Twin {
    pub(super) fn new() -> Self {
        let home = Jingwei::on_sqlite();
        quarter(&home);
        let server = home.serve();
        let [planner, approver] =
            ["planner", "approver"].map(|role| caller(&home, &server, role, None));
        Self { server, planner, approver, _home: home }
    }

    /// Draws on the borders, gives all grids the name of an edition and publishes that; the
    /// edits it took.
    pub(super) fn publish(&self, edition: &str, pencil: &mut Pencil) -> Vec<Value> {
        let mut draft = Draft::open(&self.planner, edition);
        let mut edits = Vec::new();
        for kind in ["reshape", "split", "merge", "reshape", "split", "merge"] {
            // The pencil draws at random, and not everything can be done and published.
            let edit = (0..200).find_map(|_| {
                let edit = pencil.edit_of(kind, &draft.read("/borders"))?;
                let outcome = draft.edit(&edit).ok()?;
                if list(&outcome["issues"]).any(|issue| issue["severity"] == "blocking") {
                    draft.undo();
                    return None;
                }
                Some(edit)
            });
            edits.push(edit.ok_or(kind).expect("one of them can be done"));
        }
        for area in list(&draft.read("/areas?level=grid")["features"]) {
            let id = &area["properties"]["id"];
            let edit = json!({"act": "describe", "area": id, "name": edition});
            draft.must(&edit);
            edits.push(edit);
        }
        done(draft.through(&self.approver));
        edits
    }
}

/// The areas and the borders of a draft, in one order.
pub(super) fn ground(draft: &Draft<'_>) -> [Vec<String>; 2] {
    ["/areas", "/borders"].map(|of| {
        let shown = draft.read(of);
        let mut features: Vec<String> = list(&shown["features"]).map(Value::to_string).collect();
        assert!(!features.is_empty(), "{of} shows something");
        features.sort();
        features
    })
}

/// The release in force: its number, the hash of its contents, all its areas as they are listed,
/// and who answers where the grids were in the beginning.
pub(super) fn release(server: &Server) -> Value {
    let found = |grid: char| {
        let (lon, lat) = Drawing::of(super::super::GRIDS).middle(grid);
        server.json(&format!("/api/v1/locate?lon={lon}&lat={lat}"))
    };
    let located: Vec<Value> = "ABCD".chars().map(found).collect();
    let number = located[0]["release"].as_i64().expect("a release answers");
    let certificate = server.json(&format!("/api/v1/releases/{number}/certificate"));
    assert_eq!(certificate["whole"], true, "{certificate}");
    assert!(certificate["sha256"].is_string(), "{certificate}");
    let areas = server.json("/api/v1/areas?limit=500");
    assert!(list(&areas["items"]).count() > 4, "{areas}");
    let paths: Vec<&Value> = located.iter().map(|found| &found["divisions"]).collect();
    json!({
        "number": number, "sha256": certificate["sha256"], "counts": certificate["counts"],
        "areas": areas["items"], "paths": paths,
    })
}
