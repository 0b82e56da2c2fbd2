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
    }
}

diesel::table! {
    edit (draft_id, seq) {
        draft_id -> BigInt,
        seq -> BigInt,
        made_at -> BigInt,
        author -> Text,
        body -> Binary,
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
