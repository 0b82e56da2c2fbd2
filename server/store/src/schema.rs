//! The tables, the same for both databases; what each column means stands in the
//! migrations.

diesel::table! {
    level (key) {
        key -> Text,
        name -> Text,
        rank -> BigInt,
    }
}

diesel::table! {
    release (number) {
        number -> BigInt,
        effective_at -> BigInt,
        published_at -> BigInt,
        author -> Text,
        note -> Text,
        approver -> Nullable<Text>,
    }
}

diesel::table! {
    division (key) {
        key -> Text,
        name -> Text,
        rank -> BigInt,
        from_release -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use postgis_diesel::sql_types::Geometry;

    area (area_id, from_release) {
        area_id -> BigInt,
        from_release -> BigInt,
        to_release -> Nullable<BigInt>,
        division -> Text,
        level -> Text,
        code -> Text,
        name -> Text,
        parent_id -> Nullable<BigInt>,
        attributes -> Text,
        geom -> Geometry,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use postgis_diesel::sql_types::Geometry;

    blank (parent_id, from_release) {
        parent_id -> BigInt,
        from_release -> BigInt,
        to_release -> Nullable<BigInt>,
        division -> Text,
        geom -> Geometry,
    }
}

diesel::table! {
    draft (id) {
        id -> BigInt,
        base_release -> Nullable<BigInt>,
        state -> Text,
        opened_at -> BigInt,
        author -> Text,
        title -> Text,
        note -> Text,
        revision -> BigInt,
        effective_at -> Nullable<BigInt>,
        release -> Nullable<BigInt>,
        alarm -> Nullable<Text>,
        key -> Nullable<Text>,
    }
}

diesel::table! {
    edit (draft_id, seq) {
        draft_id -> BigInt,
        seq -> BigInt,
        made_at -> BigInt,
        author -> Text,
        body -> Binary,
        state -> Text,
        revision -> BigInt,
        key -> Nullable<Text>,
        numbers_area -> Nullable<BigInt>,
        numbers_station -> Nullable<BigInt>,
        numbers_street_edit -> Nullable<BigInt>,
        used_area -> Nullable<BigInt>,
        used_station -> Nullable<BigInt>,
        used_street_edit -> Nullable<BigInt>,
    }
}

diesel::table! {
    token (id) {
        id -> BigInt,
        name -> Text,
        role -> Text,
        area_id -> Nullable<BigInt>,
        hash -> Binary,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    station_kind (key) {
        key -> Text,
        name -> Text,
        english -> Text,
        rank -> BigInt,
        from_release -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use postgis_diesel::sql_types::Geometry;

    station (station_id, from_release) {
        station_id -> BigInt,
        from_release -> BigInt,
        to_release -> Nullable<BigInt>,
        code -> Text,
        name -> Text,
        kind -> Text,
        owner_id -> Nullable<BigInt>,
        hours -> Nullable<Text>,
        services -> Text,
        capacity -> Nullable<BigInt>,
        public -> Bool,
        attributes -> Text,
        geom -> Geometry,
    }
}

diesel::table! {
    dataset (digest) {
        digest -> Text,
        content -> Binary,
    }
}

diesel::table! {
    layer (kind, from_release) {
        kind -> Text,
        from_release -> BigInt,
        to_release -> Nullable<BigInt>,
        digest -> Text,
        name -> Text,
        date -> Nullable<Text>,
        counts -> Text,
    }
}

diesel::table! {
    street_edit (edit_id, from_release) {
        edit_id -> BigInt,
        from_release -> BigInt,
        to_release -> Nullable<BigInt>,
        note -> Text,
        change -> Text,
    }
}

diesel::table! {
    draft_dataset (draft_id, digest) {
        draft_id -> BigInt,
        digest -> Text,
    }
}

diesel::table! {
    comment (id) {
        id -> BigInt,
        draft_id -> BigInt,
        x -> Nullable<BigInt>,
        y -> Nullable<BigInt>,
        text -> Text,
        author -> Text,
        made_at -> BigInt,
        resolved_by -> Nullable<Text>,
        resolved_at -> Nullable<BigInt>,
        key -> Nullable<Text>,
    }
}

diesel::table! {
    waiver (draft_id, key) {
        draft_id -> BigInt,
        key -> Text,
        reason -> Text,
        author -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    consent (id) {
        id -> BigInt,
        draft_id -> BigInt,
        area_id -> Nullable<BigInt>,
        note -> Text,
        author -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    lineage (release, seq) {
        release -> BigInt,
        seq -> BigInt,
        division -> Text,
        level -> Text,
        kind -> Text,
        from_id -> Nullable<BigInt>,
        from_code -> Nullable<Text>,
        to_id -> Nullable<BigInt>,
        to_code -> Nullable<Text>,
        area_share -> Nullable<Double>,
        household_share -> Nullable<Double>,
        incident_share -> Nullable<Double>,
        area_m2 -> Nullable<Double>,
        residents -> Nullable<BigInt>,
        households -> Nullable<BigInt>,
        incidents -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Double, Nullable, Text};
    use postgis_diesel::sql_types::Geometry;

    incident (id) {
        id -> BigInt,
        source_id -> Nullable<Text>,
        time -> BigInt,
        kind -> Text,
        accuracy_m -> Nullable<Double>,
        attributes -> Text,
        changed -> BigInt,
        geom -> Geometry,
    }
}

diesel::table! {
    change_log (id) {
        id -> BigInt,
        at -> BigInt,
        actor -> Text,
        what -> Text,
        subject -> Text,
        why -> Text,
        body -> Text,
    }
}

diesel::table! {
    seal (id) {
        id -> BigInt,
        first_id -> BigInt,
        last_id -> BigInt,
        previous -> Text,
        hash -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    person (id) {
        id -> BigInt,
        login -> Nullable<Text>,
        name -> Text,
        password_hash -> Nullable<Text>,
        created_at -> BigInt,
        disabled_at -> Nullable<BigInt>,
        erased_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    person_role (id) {
        id -> BigInt,
        person_id -> BigInt,
        role -> Text,
        area_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    session (hash) {
        hash -> Binary,
        person_id -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
        last_seen -> BigInt,
    }
}

diesel::table! {
    setting (key) {
        key -> Text,
        value -> Text,
        changed_at -> BigInt,
    }
}
