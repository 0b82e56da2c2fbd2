//! Who may draw where, who has to agree, and what is asked of every write.

use super::{Ids, caller, quarter, round_the_house};
use serde_json::{Value, json};
use support::{Caller, Draft, Jingwei, Server, done, list};

/// The quarter with a server over it.
fn served(home: &Jingwei) -> (Server, Ids) {
    quarter(home);
    let server = home.serve();
    let ids = Ids::at(&server);
    (server, ids)
}

fn rename(ids: &Ids, code: &str) -> Value {
    json!({"act": "describe", "area": ids.of(code), "name": format!("{code} 新名")})
}

#[test]
fn a_planner_of_one_community_needs_the_other_to_move_their_border() {
    for (backend, home) in Jingwei::on_each() {
        let (server, ids) = served(&home);
        let bound = |role: &str, area: &str| caller(&home, &server, role, Some(area));
        let of_x = bound("planner", "X");
        let [approver_x, approver_y] = ["X", "Y"].map(|area| bound("approver", area));
        let mut draft = Draft::open(&of_x, "X 的边界");
        let foreign = draft.edit(&rename(&ids, "D")).expect_err("D is none of X's");
        assert_eq!(foreign.status, 403, "{backend}: {}", foreign.text());
        draft.must(&rename(&ids, "A"));
        assert!(needed(&mut draft).iter().all(|code| code != "Y"), "A is X's own");

        draft.must(&round_the_house(&ids));
        assert!(needed(&mut draft).contains(&"Y".to_owned()), "the far side is Y's");
        done(draft.check());
        done(draft.approved_by(&approver_x));
        assert_ne!(draft.state(), "approved", "Y has not agreed yet");
        let refused = draft.publish().expect_err("nor may it be published");
        assert!(matches!(refused.status, 403 | 409), "{}", refused.text());
        done(draft.approved_by(&approver_y));
        assert_eq!(draft.state(), "approved", "both have agreed");
        // What both have agreed to is what is published: another stroke asks both again.
        draft.must(&rename(&ids, "C"));
        assert_eq!(draft.state(), "open");
        assert!(needed(&mut draft).contains(&"Y".to_owned()), "the consent was to something else");
    }
}

/// The codes of the areas whose consent is still missing.
fn needed(draft: &mut Draft<'_>) -> Vec<String> {
    let seen = draft.look();
    let missing = list(&seen["needs"]).filter(|need| need["by"].is_null());
    missing.filter_map(|need| need["area"]["code"].as_str()).map(str::to_owned).collect()
}

#[test]
fn a_planner_bound_to_one_community_sees_the_others_draft_and_leaves_it_alone() {
    let home = Jingwei::on_sqlite();
    let (server, ids) = served(&home);
    let [of_x, of_y] = ["X", "Y"].map(|area| caller(&home, &server, "planner", Some(area)));
    let viewer = caller(&home, &server, "viewer", None);
    let mut draft = Draft::open(&of_y, "Y 的方案");
    draft.must(&rename(&ids, "D"));
    let mut other = Draft::seen(&of_x, draft.id());
    let again = json!({"act": "describe", "area": ids.of("D"), "name": "X 起的名"});
    let refused = other.edit(&again).expect_err("D is none of X's");
    assert_eq!(refused.status, 403, "{}", refused.text());
    let path = draft.path("");
    let gone = of_x.send("DELETE", &path, &[("if-match", draft.revision())], None);
    assert_eq!(gone.status, 403, "{}", gone.text());
    let opened = viewer.post("/api/v1/drafts", &json!({"title": "看看"}));
    assert_eq!(opened.status, 403, "a viewer looks only");
    assert_eq!(Caller::nobody(&server).post("/api/v1/drafts", &json!({"title": "?"})).status, 401);
    // Two plans for one border: each is told of the other while drawing.
    let mut mine = Draft::open(&of_x, "X 的方案");
    mine.must(&round_the_house(&ids));
    let mut theirs = Draft::seen(&of_y, draft.id());
    theirs.must(&rename(&ids, "B"));
    let beside = mine.look()["beside"].to_string();
    assert!(beside.contains("Y 的方案") && beside.contains("\"B\""), "{beside}");
}

#[test]
fn an_author_does_not_approve_what_they_drew_themselves() {
    let home = Jingwei::on_sqlite();
    let (server, ids) = served(&home);
    let [author, other] = [(); 2].map(|()| caller(&home, &server, "approver", None));
    let mut draft = Draft::open(&author, "自己的方案");
    draft.must(&rename(&ids, "A"));
    done(draft.check());
    let refused = draft.approved_by(&author).expect_err("four eyes");
    assert_eq!(refused.status, 403, "{}", refused.text());
    let refused = draft.publish().expect_err("nobody approved it");
    assert!(matches!(refused.status, 403 | 409), "{}", refused.text());
    done(draft.approved_by(&other));
    let published = done(draft.publish());
    assert_eq!(published["release"], 2, "{published}");
    // A city may decide otherwise.
    home.ok(&["settings", "set", &home.write("settings.json", r#"{"author_may_approve": true}"#)]);
    let mut second = Draft::open(&author, "小城的方案");
    second.must(&rename(&ids, "B"));
    done(second.check());
    done(second.approved_by(&author));
    done(second.publish());
}

#[test]
fn what_blocks_is_waived_by_name_and_with_a_reason() {
    let home = Jingwei::on_sqlite();
    quarter(&home);
    // A city that will have no grid of more than 45 households.
    let settings =
        json!({"households": {"min": 0, "max": 45}, "severity": {"households": "blocking"}});
    home.ok(&["settings", "set", &home.write("settings.json", settings.to_string())]);
    let server = home.serve();
    let ids = Ids::at(&server);
    let [planner, approver] =
        ["planner", "approver"].map(|role| caller(&home, &server, role, None));
    let mut draft = Draft::open(&planner, "A 网格 52 户");
    let outcome = draft.must(&round_the_house(&ids));
    assert!(outcome["issues"].to_string().contains("households"), "{}", outcome["issues"]);
    let blocked = draft.check().expect_err("too many households stop it");
    assert_eq!((blocked.status, blocked.json()["code"].as_str()), (409, Some("issues_block")));
    let issues = draft.read("/issues");
    let mut chair = Draft::seen(&approver, draft.id());
    for issue in list(&issues["issues"]).filter(|issue| issue["severity"] == "blocking") {
        let waiver = |reason: &str| json!({"key": issue["key"], "reason": reason});
        let own = draft.post("/waivers", &waiver("就这样")).expect_err("it takes an approver");
        assert_eq!(own.status, 403, "{}", own.text());
        let silent = chair.post("/waivers", &waiver(" ")).expect_err("no reason given");
        assert_eq!(silent.status, 422);
        done(chair.post("/waivers", &waiver("年底前新增一个网格，会议纪要第 7 号")));
        draft.look();
    }
    chair.look();
    let headers = [("if-match", chair.revision())];
    let never = approver.send("DELETE", &chair.path("/waivers/households:Z"), &headers, None);
    assert_eq!(never.status, 404, "{}", never.text());
    assert_eq!(never.json()["code"], "no_waiver");
    let waived = draft.look()["waivers"].to_string();
    assert!(waived.contains("会议纪要") && waived.contains("token"), "who and why: {waived}");
    done(draft.through(&approver));
}

#[test]
fn a_write_names_the_revision_it_looked_at_and_is_made_once() {
    for (backend, home) in Jingwei::on_each() {
        let (server, ids) = served(&home);
        let planner = caller(&home, &server, "planner", None);
        let mut draft = Draft::open(&planner, "重试");
        let blind = planner.send("POST", &draft.path("/edits"), &[], Some(&rename(&ids, "A")));
        assert_eq!(
            (blind.status, blind.json()["code"].as_str()),
            (428, Some("precondition_required"))
        );

        let stale = draft.revision().to_owned();
        let first = done(draft.post_as("/edits", &rename(&ids, "A"), "one stroke"));
        let headers = [("if-match", stale.as_str()), ("idempotency-key", "one stroke")];
        let again = planner.send("POST", &draft.path("/edits"), &headers, Some(&rename(&ids, "A")));
        assert_eq!(again.status, 201, "{backend}: {}", again.text());
        assert_eq!(again.json()["draft"]["revision"], first["draft"]["revision"], "made once");
        assert_eq!(list(&draft.look()["edits"]).count(), 1);

        let headers = [("if-match", stale.as_str())];
        let late = planner.send("POST", &draft.path("/edits"), &headers, Some(&rename(&ids, "B")));
        assert_eq!((late.status, late.json()["code"].as_str()), (412, Some("draft_moved")));
        assert_eq!(list(&draft.look()["edits"]).count(), 1);
    }
}

#[test]
fn people_sign_in_and_draw_with_the_roles_they_have() {
    let home = Jingwei::on_sqlite();
    let (server, ids) = served(&home);
    let people = [("li", "planner"), ("wang", "approver")].map(|(login, role)| {
        let added =
            home.json(&["user", "add", login, "--name", login, "--role", role, "--area", "X"]);
        (login, added["password"].as_str().expect("it is shown once").to_owned())
    });
    assert!(Caller::signed_in(&server, "li", "wrong").is_err());
    let [li, wang] = people.map(|(login, password)| {
        let signed_in = Caller::signed_in(&server, login, &password);
        assert!(signed_in.is_ok(), "{:?}", signed_in.err().map(|reply| reply.text()));
        signed_in.unwrap_or_else(|_| Caller::nobody(&server))
    });
    let mut draft = Draft::open(&li, "李的方案");
    draft.must(&rename(&ids, "A"));
    assert_eq!(draft.edit(&rename(&ids, "D")).expect_err("not hers").status, 403);
    done(draft.check());
    assert_eq!(draft.approved_by(&li).expect_err("a planner").status, 403);
    done(draft.approved_by(&wang));
    assert_eq!(draft.state(), "approved");
}
