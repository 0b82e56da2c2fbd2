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

/// A city that will have no grid of more than 45 households.
fn few_households(home: &Jingwei) {
    let settings =
        json!({"households": {"min": 0, "max": 45}, "severity": {"households": "blocking"}});
    home.ok(&["settings", "set", &home.write("settings.json", settings.to_string())]);
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
    let nothing = json!({"handle": false, "approve": false, "publish": false});
    assert_eq!(other.look()["may"], nothing, "and is told so before they try");
    assert_eq!(draft.look()["may"]["handle"], true);
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
fn whoever_draws_in_anothers_draft_takes_back_their_own_last_stroke_and_nothing_else() {
    let home = Jingwei::on_sqlite();
    let (server, ids) = served(&home);
    let [of_x, of_y] = ["X", "Y"].map(|area| caller(&home, &server, "planner", Some(area)));
    let [everywhere, approver] =
        ["planner", "approver"].map(|role| caller(&home, &server, role, None));
    let mut draft = Draft::open(&of_x, "X 的方案");
    draft.must(&rename(&ids, "A"));
    let mut beside = Draft::seen(&of_y, draft.id());
    never_theirs(&of_y, &mut beside, "before");
    assert_eq!(refused(beside.post("/undo", &json!({}))), (403, "not_allowed".into()));

    // On their own ground they may draw, and change their mind.
    beside.must(&rename(&ids, "D"));
    never_theirs(&of_y, &mut beside, "after");
    beside.undo();
    assert_eq!(refused(beside.post("/undo", &json!({}))).0, 403, "the stroke before is X's");
    beside.redo();
    // A stroke across the border is X's as well, though half of it lies in Y.
    draft.look();
    draft.must(&round_the_house(&ids));
    beside.look();
    assert_eq!(refused(beside.post("/undo", &json!({}))).0, 403, "it lies in Y, and is X's");
    never_theirs(&of_y, &mut beside, "across");
    draft.look();
    draft.undo();
    assert_eq!(refused(beside_of(&of_y, &draft).post("/redo", &json!({}))).0, 403);
    draft.undo();
    assert_eq!(list(&draft.look()["edits"]).filter(|edit| edit["undone"] == true).count(), 2);
    // What was Y's is the next to be made again, by whoever made it or whose draft it is.
    beside_of(&of_y, &draft).redo();

    // Handed in, not even that; and approved it is on no calendar of theirs.
    draft.look();
    done(draft.check());
    let mut beside = beside_of(&of_y, &draft);
    for of in ["/undo", "/withdraw"] {
        assert_eq!(refused(beside.post(of, &json!({}))), (403, "not_allowed".into()), "{of}");
    }
    assert_eq!(refused(beside.edit(&rename(&ids, "B"))).0, 403, "drawing would take it back");
    done(draft.approved_by(&approver));
    let soon = json!({"effective": support::instant(3600)});
    assert_eq!(refused(beside_of(&of_y, &draft).post("/schedule", &soon)).0, 403);
    done(Draft::seen(&everywhere, draft.id()).post("/withdraw", &json!({})));
    draft.look();
    let gone = of_x.send("DELETE", &draft.path(""), &[("if-match", draft.revision())], None);
    assert_eq!(gone.status, 204, "{}", gone.text());
}

/// A draft as another sees it now.
fn beside_of<'a>(other: &'a Caller, draft: &Draft<'_>) -> Draft<'a> {
    Draft::seen(other, draft.id())
}

/// The status and the code of a refusal.
fn refused(answer: support::Answer) -> (u16, String) {
    let reply = answer.expect_err("it is refused");
    (reply.status, reply.json()["code"].as_str().unwrap_or_default().to_owned())
}

/// Somebody cannot name, hand in, rebase or throw away a draft that is another's.
fn never_theirs(by: &Caller, draft: &mut Draft<'_>, when: &str) {
    for of in ["/check", "/rebase"] {
        assert_eq!(refused(draft.post(of, &json!({}))), (403, "not_allowed".into()), "{when} {of}");
    }
    let headers = [("if-match", draft.revision())];
    let renamed = by.send("PATCH", &draft.path(""), &headers, Some(&json!({"title": "我的"})));
    assert_eq!(renamed.status, 403, "{when}: {}", renamed.text());
    let gone = by.send("DELETE", &draft.path(""), &headers, None);
    assert_eq!(gone.status, 403, "{when}: {}", gone.text());
}

#[test]
fn a_comment_is_settled_by_its_writer_or_by_those_the_draft_concerns() {
    let home = Jingwei::on_sqlite();
    let (server, ids) = served(&home);
    let bound = |role: &str, area: &str| caller(&home, &server, role, Some(area));
    let (of_x, of_y) = (bound("planner", "X"), bound("planner", "Y"));
    let (approver_x, approver_y) = (bound("approver", "X"), bound("approver", "Y"));
    let mut draft = Draft::open(&of_x, "X 的方案");
    draft.must(&rename(&ids, "A"));
    let say = |by: &Caller| {
        let reply = by.post(&draft.path("/comments"), &json!({"text": "请看这里"}));
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()["id"].as_i64().expect("its number")
    };
    let settle = |by: &Caller, comment: i64| {
        by.send("DELETE", &draft.path(&format!("/comments/{comment}")), &[], None).status
    };
    let of_author = say(&of_x);
    assert_eq!(settle(&of_y, of_author), 403, "a neighbour");
    assert_eq!(settle(&approver_y, of_author), 403, "an approver whom nobody asks");
    assert_eq!(settle(&approver_x, of_author), 204, "who has to agree");
    assert_eq!(settle(&of_x, of_author), 404, "it is settled");
    let of_neighbour = say(&of_y);
    assert_eq!(settle(&of_y, of_neighbour), 204, "who wrote it");
    let of_neighbour = say(&of_y);
    assert_eq!(settle(&of_x, of_neighbour), 204, "whose draft it is");
}

#[test]
fn of_anothers_draft_a_neighbour_hears_no_counts_but_of_their_own_ground() {
    let home = Jingwei::on_sqlite();
    quarter(&home);
    few_households(&home);
    let server = home.serve();
    let ids = Ids::at(&server);
    let bound = |role: &str, area: &str| caller(&home, &server, role, Some(area));
    let (of_x, of_y) = (bound("planner", "X"), bound("planner", "Y"));
    let approver_x = bound("approver", "X");
    let everywhere = caller(&home, &server, "planner", None);
    // C takes in A: 80 households in one grid, and nothing of it is Y's.
    let mut draft = Draft::open(&of_x, "X 并格");
    draft.must(&json!({"act": "merge", "area": ids.of("A"), "into": ids.of("C")}));
    let heard = |by: &Caller| {
        let seen = Draft::seen(by, draft.id());
        let [impact, diff, issues] = ["/impact", "/diff", "/issues"].map(|of| seen.read(of));
        let csv = by.get(&seen.path("/impact?format=csv")).text();
        let pieces = seen.read("/impact?format=geojson");
        let flows = list(&diff["flows"]).map(|flow| flow["households"].clone());
        let flows: Vec<Value> = flows.filter(|households| !households.is_null()).collect();
        let crowded = issues.to_string().contains("80 households");
        (
            list(&impact["areas"]).count(),
            csv.lines().count(),
            list(&pieces["features"]).count(),
            flows.len(),
            crowded,
            impact["partial"] == true,
        )
    };
    let all = heard(&everywhere);
    assert_eq!(all, (2, 3, 1, all.3, true, false));
    assert!(all.3 > 0, "flows are counted");
    assert_eq!(heard(&of_x), all, "the author");
    assert_eq!(heard(&approver_x), all, "who has to agree");
    assert_eq!(heard(&of_y), (0, 1, 0, 0, false, true), "a neighbour");

    // Where the border of both moves, the neighbour hears what goes from their ground.
    draft.must(&json!({"act": "reshape", "areas": [ids.of("C"), ids.of("B")],
        "line": round_the_house(&ids)["line"]}));
    let seen = Draft::seen(&of_y, draft.id());
    let impact = seen.read("/impact");
    let mut codes: Vec<&str> =
        list(&impact["areas"]).filter_map(|row| row["area"]["code"].as_str()).collect();
    codes.sort_unstable();
    assert_eq!((codes, list(&impact["levels"]).count()), (vec!["B", "Y"], 0), "{impact}");
    assert_eq!(impact["moves"][0]["residents"], 30, "{impact}");
    assert_eq!(list(&impact["moves"]).count(), 1, "nothing of A and C: {impact}");
    let tried = Draft::seen(&of_y, draft.id()).post("/try", &rename(&ids, "D"));
    let tried = done(tried);
    assert_eq!(tried["impact"]["partial"], true, "nor by trying: {tried}");
    assert!(!tried.to_string().contains("households, more"), "{}", tried["issues"]);
    // Who waived how many households is told with the count to those who hear it.
    let key = list(&draft.read("/issues")["issues"])
        .find(|issue| issue["kind"] == "households" && issue["severity"] == "blocking")
        .and_then(|issue| issue["key"].as_str().map(str::to_owned))
        .expect("it blocks");
    let mut chair = Draft::seen(&approver_x, draft.id());
    done(chair.post("/waivers", &json!({"key": key, "reason": "会议同意"})));
    let told = |by: &Caller| Draft::seen(by, draft.id()).look()["waivers"][0]["key"].clone();
    assert_eq!((told(&of_x), told(&of_y)), (json!(key), json!("households:C")));
}

#[test]
fn what_was_approved_takes_effect_now_or_later_and_the_past_is_the_operators() {
    let home = Jingwei::on_sqlite();
    let (server, ids) = served(&home);
    let [author, approver] = ["planner", "approver"].map(|role| caller(&home, &server, role, None));
    let hour_ago = json!({"effective": support::instant(-3600)});
    let mut draft = Draft::open(&author, "昨天就该生效");
    draft.must(&rename(&ids, "A"));
    done(draft.check());
    done(draft.approved_by(&approver));
    for by in [&author, &approver] {
        let reply = Draft::seen(by, draft.id()).post("/publish", &hour_ago).expect_err("past");
        assert_eq!(reply.status, 422, "{}", reply.text());
        let fault = reply.json()["errors"][0].clone();
        assert_eq!(fault["field"], "effective", "{fault}");
        assert!(fault["message"].as_str().is_some_and(|said| said.contains("--effective")));
    }
    let id = draft.id().to_string();
    let published = home.json(&["draft", "publish", &id, "--effective", &support::instant(-3600)]);
    assert_eq!(published["release"], 2, "{published}");
    // By the clock of whoever asks it may be a second ago.
    let mut second = Draft::open(&author, "现在");
    second.must(&rename(&ids, "B"));
    done(second.check());
    done(second.approved_by(&approver));
    second.look();
    done(second.post("/publish", &json!({"effective": support::instant(-1)})));
}

#[test]
fn the_first_map_may_begin_in_the_past_over_http_too() {
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "grid:网格"]);
    let grids = support::Drawing::of(super::GRIDS).areas().to_string();
    home.ok(&["import", "areas", &home.write("grids.geojson", grids), "--level", "grid"]);
    let server = home.serve();
    let [planner, approver] =
        ["planner", "approver"].map(|role| caller(&home, &server, role, None));
    let mut draft = Draft::seen(&planner, 1);
    done(draft.check());
    done(draft.approved_by(&approver));
    let years_ago = json!({"effective": "2014-01-01T00:00:00Z"});
    let published = done(Draft::seen(&approver, 1).post("/publish", &years_ago));
    assert_eq!(published["release"], 1, "{published}");
}

#[test]
fn an_author_does_not_approve_what_they_drew_themselves() {
    let home = Jingwei::on_sqlite();
    let (server, ids) = served(&home);
    let [author, other] = [(); 2].map(|()| caller(&home, &server, "approver", None));
    let mut draft = Draft::open(&author, "自己的方案");
    draft.must(&rename(&ids, "A"));
    done(draft.check());
    // What each of them may is told before they try, and the page offers nothing else.
    let may = |by: &Caller| Draft::seen(by, draft.id()).look()["may"].clone();
    assert_eq!(may(&author), json!({"handle": true, "approve": false, "publish": true}));
    assert_eq!(may(&other), json!({"handle": true, "approve": true, "publish": true}));
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
    few_households(&home);
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
