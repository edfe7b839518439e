//! The tables, as `migrations/` makes them. Columns stand in the order of the migrations.

diesel::table! {
    teams (id) {
        id -> Text,
        name -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    staff (id) {
        id -> Text,
        name -> Text,
        sign_in_name -> Text,
        role -> Text,
        password_hash -> Text,
        valid_until -> Nullable<Date>,
        disabled_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    staff_teams (id) {
        id -> Text,
        staff_id -> Text,
        team_id -> Text,
        since -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    logins (token_hash) {
        token_hash -> Text,
        staff_id -> Text,
        created_at -> Timestamp,
        last_used_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    clinic (id) {
        id -> Text,
        name -> Text,
        address -> Text,
        phone -> Text,
        email -> Text,
        letterhead -> Text,
        emergency_number -> Text,
        time_zone -> Text,
        policies -> Text,
        version -> Integer,
    }
}

diesel::table! {
    patients (id) {
        id -> Text,
        team_id -> Text,
        clinic_number -> Text,
        version -> Integer,
        registered_at -> Timestamp,
        registered_by -> Text,
        sort_key -> Text,
    }
}

diesel::table! {
    patient_versions (patient_id, version) {
        patient_id -> Text,
        version -> Integer,
        clinic_number -> Text,
        family_name -> Text,
        given_names -> Text,
        name_to_use -> Text,
        birth_date -> Date,
        birth_date_estimated -> Bool,
        sex -> Text,
        phone -> Text,
        address -> Text,
        email -> Text,
        contact_name -> Text,
        contact_relation -> Text,
        contact_phone -> Text,
        guardian -> Text,
        language -> Text,
        interpreter -> Bool,
        referrer -> Text,
        gp -> Text,
        dominant_hand -> Text,
        arm_length -> Nullable<BigInt>,
        paper -> Text,
        print_size -> Text,
        alerts -> Text,
        reason -> Text,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    patient_search_words (word, patient_id) {
        word -> Text,
        patient_id -> Text,
    }
}

diesel::table! {
    patient_cautions (id) {
        id -> Text,
        patient_id -> Text,
        caution -> Text,
        note -> Text,
        recorded_at -> Timestamp,
        recorded_by -> Text,
        withdrawn_at -> Nullable<Timestamp>,
        withdrawn_by -> Nullable<Text>,
        withdrawn_because -> Nullable<Text>,
    }
}

diesel::table! {
    patient_facts (id) {
        id -> Text,
        patient_id -> Text,
        kind -> Text,
        on_day -> Date,
        note -> Text,
        recorded_at -> Timestamp,
        recorded_by -> Text,
        withdrawn_at -> Nullable<Timestamp>,
        withdrawn_by -> Nullable<Text>,
        withdrawn_because -> Nullable<Text>,
    }
}

diesel::table! {
    access_grants (id) {
        id -> Text,
        patient_id -> Text,
        staff_id -> Text,
        reason -> Text,
        granted_at -> Timestamp,
        until_at -> Timestamp,
    }
}

diesel::table! {
    protocol_versions (id) {
        id -> Text,
        protocol_key -> Text,
        version -> Integer,
        name -> Text,
        document -> Text,
        hash -> Text,
        state -> Text,
        created_at -> Timestamp,
        published_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    protocol_adoptions (id) {
        id -> Text,
        protocol_version_id -> Text,
        adopted_at -> Timestamp,
        adopted_by -> Text,
        statement -> Text,
        withdrawn_at -> Nullable<Timestamp>,
        withdrawn_by -> Nullable<Text>,
    }
}

diesel::table! {
    episodes (id) {
        id -> Text,
        patient_id -> Text,
        protocol_version_id -> Text,
        protocol_key -> Text,
        responsible_id -> Text,
        state -> Text,
        state_from -> Date,
        state_until -> Nullable<Date>,
        state_why -> Text,
        outcome -> Nullable<Text>,
        facts_version -> Integer,
        version -> Integer,
        opened_at -> Timestamp,
        opened_by -> Text,
        phase -> Nullable<SmallInt>,
        status -> Text,
        needs_decision -> Bool,
        met -> SmallInt,
        met_of -> SmallInt,
        recommendation -> Text,
        to_phase -> Nullable<SmallInt>,
        action_level -> Nullable<Text>,
        stalled -> Bool,
        holds_until -> Nullable<Date>,
        last_session_on -> Nullable<Date>,
        next_visit_on -> Nullable<Date>,
        next_visit_time -> Nullable<Time>,
        why -> Text,
        standing_at -> Timestamp,
        diary_share -> Nullable<BigInt>,
        diary_until -> Nullable<Date>,
        diary_written -> Nullable<Text>,
    }
}

diesel::table! {
    episode_versions (episode_id, version) {
        episode_id -> Text,
        version -> Integer,
        onset_at -> Nullable<Timestamp>,
        onset_on -> Nullable<Date>,
        onset_precision -> Text,
        onset_stated -> Text,
        injury -> Bool,
        side -> Text,
        sport -> Bool,
        intake -> Text,
        reason -> Text,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    episode_events (id) {
        id -> Text,
        episode_id -> Text,
        kind -> Text,
        from_day -> Nullable<Date>,
        until_day -> Nullable<Date>,
        staff_id -> Nullable<Text>,
        outcome -> Nullable<Text>,
        note -> Text,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    handovers (id) {
        id -> Text,
        from_staff -> Text,
        to_staff -> Text,
        episode_id -> Nullable<Text>,
        team_id -> Nullable<Text>,
        from_day -> Date,
        until_day -> Nullable<Date>,
        note -> Text,
        recorded_at -> Timestamp,
        recorded_by -> Text,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    phase_changes (id) {
        id -> Text,
        episode_id -> Text,
        number -> Integer,
        from_phase -> Nullable<SmallInt>,
        to_phase -> SmallInt,
        recommended -> Text,
        recommended_phase -> Nullable<SmallInt>,
        against -> Bool,
        reason -> Text,
        evaluation -> Text,
        decided_at -> Timestamp,
        decided_on -> Date,
        decided_by -> Text,
        rests_on_amended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    overrides (id) {
        id -> Text,
        episode_id -> Text,
        target -> Text,
        change -> Text,
        threshold -> Nullable<BigInt>,
        gate -> Nullable<Text>,
        reason -> Text,
        kept -> Bool,
        set_at -> Timestamp,
        set_on -> Date,
        set_by -> Text,
        ended_at -> Nullable<Timestamp>,
        ended_by -> Nullable<Text>,
    }
}

diesel::table! {
    baseline_marks (id) {
        id -> Text,
        episode_id -> Text,
        measure -> Nullable<Text>,
        from_at -> Timestamp,
        from_on -> Date,
        reason -> Text,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    visits (id) {
        id -> Text,
        episode_id -> Text,
        on_day -> Date,
        at_time -> Nullable<Time>,
        place -> Text,
        staff_id -> Nullable<Text>,
        state -> Text,
        note -> Text,
        booked_at -> Timestamp,
        booked_by -> Text,
        settled_at -> Nullable<Timestamp>,
        settled_by -> Nullable<Text>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        episode_id -> Text,
        state -> Text,
        version -> Integer,
        took_place_at -> Timestamp,
        created_at -> Timestamp,
        created_by -> Text,
        struck_out_at -> Nullable<Timestamp>,
        struck_out_by -> Nullable<Text>,
        struck_out_kind -> Nullable<Text>,
        struck_out_why -> Nullable<Text>,
        moved_to -> Nullable<Text>,
        is_assessment -> Bool,
    }
}

diesel::table! {
    session_versions (session_id, version) {
        session_id -> Text,
        version -> Integer,
        took_place_at -> Timestamp,
        took_place_on -> Date,
        late_because -> Text,
        full_screen -> Bool,
        warning_signs -> Text,
        flare -> Text,
        flare_began -> Nullable<Date>,
        spasm_returned -> Bool,
        response -> Text,
        adherence -> Text,
        activities -> Text,
        note -> Text,
        reason -> Text,
        entered_at -> Timestamp,
        entered_by -> Text,
        signed_at -> Nullable<Timestamp>,
        signed_by -> Nullable<Text>,
    }
}

diesel::table! {
    readings (session_id, version, position) {
        session_id -> Text,
        version -> Integer,
        position -> Integer,
        measure -> Text,
        side -> Nullable<Text>,
        number -> Nullable<BigInt>,
        word -> Nullable<Text>,
        variant -> Nullable<Text>,
        unchanged -> Bool,
        parts -> Text,
        stopped -> Nullable<Text>,
        taken_by -> Text,
    }
}

diesel::table! {
    session_treatments (session_id, version, position) {
        session_id -> Text,
        version -> Integer,
        position -> Integer,
        treatment -> Text,
        minutes -> Nullable<SmallInt>,
        region -> Text,
        side -> Nullable<Text>,
        setting -> Text,
        response -> Text,
        adverse_severity -> Nullable<Text>,
        adverse_event -> Text,
        override_reason -> Text,
    }
}

diesel::table! {
    session_warning_signs (session_id, version, flag) {
        session_id -> Text,
        version -> Integer,
        flag -> Text,
        action_level -> Nullable<Text>,
    }
}

diesel::table! {
    flag_events (id) {
        id -> Text,
        patient_id -> Text,
        flag -> Text,
        state -> Text,
        action_level -> Nullable<Text>,
        note -> Text,
        ask_again_on -> Nullable<Date>,
        session_id -> Nullable<Text>,
        session_version -> Nullable<Integer>,
        happened_at -> Timestamp,
        happened_on -> Date,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    programmes (id) {
        id -> Text,
        episode_id -> Text,
        number -> Integer,
        protocol_version_id -> Text,
        phase -> SmallInt,
        state -> Text,
        content -> Text,
        check_code -> Nullable<Text>,
        version -> Integer,
        written_at -> Timestamp,
        written_by -> Text,
        issued_at -> Nullable<Timestamp>,
        issued_by -> Nullable<Text>,
        superseded_at -> Nullable<Timestamp>,
        review_because -> Nullable<Text>,
    }
}

diesel::table! {
    prints (id) {
        id -> Text,
        programme_id -> Text,
        paper -> Text,
        print_size -> Text,
        input -> Text,
        bytes_hash -> Text,
        printed_at -> Timestamp,
        printed_by -> Text,
    }
}

diesel::table! {
    diaries (id) {
        id -> Text,
        programme_id -> Text,
        state -> Text,
        version -> Integer,
        first_day -> Date,
        last_day -> Date,
        struck_out_at -> Nullable<Timestamp>,
        struck_out_by -> Nullable<Text>,
        struck_out_kind -> Nullable<Text>,
        struck_out_why -> Nullable<Text>,
    }
}

diesel::table! {
    diary_versions (diary_id, version) {
        diary_id -> Text,
        version -> Integer,
        handed_back_at -> Timestamp,
        handed_back_on -> Date,
        days -> Text,
        note -> Text,
        share -> Nullable<BigInt>,
        last_written_on -> Nullable<Date>,
        reason -> Text,
        entered_at -> Timestamp,
        entered_by -> Text,
        read_by -> Text,
    }
}

diesel::table! {
    audit (seq) {
        seq -> BigInt,
        at -> Timestamp,
        actor -> Text,
        action -> Text,
        patient_id -> Nullable<Text>,
        episode_id -> Nullable<Text>,
        subject_id -> Nullable<Text>,
        fields -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    drafts (id) {
        id -> Text,
        staff_id -> Text,
        kind -> Text,
        patient_id -> Nullable<Text>,
        subject_id -> Nullable<Text>,
        content -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        staff_id -> Text,
        content_hash -> Text,
        result -> Text,
        answered_at -> Timestamp,
    }
}

diesel::joinable!(patient_versions -> patients (patient_id));
diesel::joinable!(episodes -> patients (patient_id));
diesel::joinable!(episode_versions -> episodes (episode_id));
diesel::joinable!(sessions -> episodes (episode_id));
diesel::joinable!(session_versions -> sessions (session_id));
diesel::joinable!(staff_teams -> staff (staff_id));
diesel::joinable!(logins -> staff (staff_id));
diesel::joinable!(programmes -> episodes (episode_id));
diesel::joinable!(visits -> episodes (episode_id));
diesel::joinable!(diaries -> programmes (programme_id));
diesel::joinable!(diary_versions -> diaries (diary_id));

diesel::allow_tables_to_appear_in_same_query!(
    patients,
    patient_versions,
    patient_search_words,
    episodes,
    episode_versions,
    sessions,
    session_versions,
    staff,
    staff_teams,
    logins,
    visits,
    programmes,
    diaries,
    diary_versions,
    drafts,
);
diesel::allow_tables_to_appear_in_same_query!(readings, session_versions);
diesel::allow_tables_to_appear_in_same_query!(readings, staff);
