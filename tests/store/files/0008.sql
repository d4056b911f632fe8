PRAGMA application_id = 1298755175;
BEGIN TRANSACTION;
CREATE VIRTUAL TABLE search USING fts5 (names, text, content='', columnsize=0, tokenize='ascii');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES ('0008');
CREATE TABLE records (
        id INTEGER NOT NULL PRIMARY KEY,
        uuid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        title_key TEXT NOT NULL DEFAULT '',
        initials TEXT NOT NULL DEFAULT '',
        title_ref TEXT,
        code TEXT NOT NULL DEFAULT '',
        type_key TEXT NOT NULL DEFAULT '',
        organization TEXT NOT NULL DEFAULT '',
        office TEXT NOT NULL DEFAULT '',
        data_source TEXT NOT NULL,
        position INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL DEFAULT '',
        content_hash TEXT NOT NULL,
        deleted_at TEXT
    );
INSERT INTO records VALUES (1, '11111111-1111-4111-8111-111111111111', 'alpha', 1, 'draft', '银行许可', 'yin hang xu ke', 'yhxk', NULL, 'A1', '', '', '', 'own', 1, '2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z', '', 'b1b7491d3d61208d8df50f0ea12cc0a93f5b360cb8400fc0306aa6e14cff152d', NULL);
INSERT INTO records VALUES (2, '22222222-2222-4222-8222-222222222222', 'alpha', 2, 'approved', '渡口许可', 'du kou xu ke', 'dkxk', NULL, 'A2', '', '', '', 'own', 2, '2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z', '', 'dc5546b01391f45e11c1025ff105701d8f5fca60260232cbe875bf26e9b14e14', NULL);
CREATE TABLE bodies (
        id INTEGER NOT NULL PRIMARY KEY REFERENCES records (id) ON DELETE CASCADE,
        body TEXT NOT NULL,
        names TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL DEFAULT ''
    );
INSERT INTO bodies VALUES (1, '{"code":"A1","name":"银行许可"}', '银行许可
a1
yhxk', 'a1
银行许可');
INSERT INTO bodies VALUES (2, '{"code":"A2","name":"渡口许可"}', '渡口许可', 'a2');
CREATE TABLE revisions (
        uuid TEXT NOT NULL REFERENCES records (uuid),
        n INTEGER NOT NULL,
        body TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        vid TEXT NOT NULL,
        parents TEXT NOT NULL,
        finalized_at TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        waivers TEXT NOT NULL,
        PRIMARY KEY (uuid, n)
    );
INSERT INTO revisions VALUES ('22222222-2222-4222-8222-222222222222', 1, '{"code":"A2","data_source":"own","item_version":1,"name":"渡口","record_kind":"alpha","record_uuid":"22222222-2222-4222-8222-222222222222","updated_at":"2026-11-23T08:00:00.000Z","workflow_status":"approved"}', '857b16951322c1b98575f7c7e419ddb4e979f647598798753a74ed3acddea614', '5211ca85d1723ba3856363822bbed661e23d52644461e0cd0ea65e1b2d5ee0ee', '[]', '2026-11-23T08:00:00.000Z', '', '', '[]');
INSERT INTO revisions VALUES ('22222222-2222-4222-8222-222222222222', 2, '{"code":"A2","data_source":"own","item_version":2,"name":"渡口许可","record_kind":"alpha","record_uuid":"22222222-2222-4222-8222-222222222222","updated_at":"2026-11-23T08:00:00.000Z","workflow_status":"approved"}', 'dc5546b01391f45e11c1025ff105701d8f5fca60260232cbe875bf26e9b14e14', 'fd4626a0a968bd26ef137e2abf18328e116d42d71c73d90c10caa684cec2ce58', '["5211ca85d1723ba3856363822bbed661e23d52644461e0cd0ea65e1b2d5ee0ee"]', '2026-11-23T08:00:00.000Z', '', '', '[]');
CREATE TABLE audit (
        id INTEGER NOT NULL PRIMARY KEY,
        at TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        action TEXT NOT NULL,
        uuid TEXT,
        note TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL
    );
CREATE TABLE attachments (
        id INTEGER NOT NULL PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        media_type TEXT NOT NULL DEFAULT '',
        added_at TEXT NOT NULL,
        data BLOB NOT NULL
    );
CREATE TABLE record_attachments (
        record_id INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        name TEXT NOT NULL DEFAULT '',
        field TEXT NOT NULL DEFAULT ''
    );
CREATE TABLE waivers (
        record_id INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
        rule TEXT NOT NULL,
        field TEXT NOT NULL,
        reason TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        at TEXT NOT NULL,
        PRIMARY KEY (record_id, rule, field)
    );
CREATE TABLE imports (
        id TEXT NOT NULL PRIMARY KEY,
        file TEXT NOT NULL DEFAULT '',
        sha256 TEXT NOT NULL DEFAULT '',
        at TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        report TEXT NOT NULL,
        undone_at TEXT
    );
CREATE TABLE import_records (
        import_id TEXT NOT NULL REFERENCES imports (id),
        record_id INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
        content_hash TEXT NOT NULL,
        before TEXT,
        PRIMARY KEY (import_id, record_id)
    );
CREATE TABLE source_sheets (
        id INTEGER NOT NULL PRIMARY KEY,
        import_id TEXT NOT NULL REFERENCES imports (id),
        file TEXT NOT NULL DEFAULT '',
        sha256 TEXT NOT NULL DEFAULT '',
        sheet TEXT NOT NULL DEFAULT ''
    );
CREATE TABLE source_cells (
        id INTEGER NOT NULL PRIMARY KEY,
        sheet_id INTEGER NOT NULL REFERENCES source_sheets (id),
        record_id INTEGER REFERENCES records (id) ON DELETE CASCADE,
        row INTEGER NOT NULL,
        "column" TEXT NOT NULL,
        header TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL DEFAULT '',
        field TEXT NOT NULL DEFAULT ''
    );
CREATE TABLE settings (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO settings VALUES ('profile', '"c0109"');
DELETE FROM search_data;
INSERT INTO search_data VALUES (1, X'020E08');
INSERT INTO search_data VALUES (10, X'000000000102020002010101020101');
INSERT INTO search_data VALUES (137438953473, X'0000008606303030303331010807010103040736313030303331010806010102050638303030373801020905016201020B04073738303030366201020A05063930303036380102080204353365660108050101070209383834633038626238010803010105030862623830353365660108040101060209393466363038383463010802010104040D0F0B060C0B0C1110');
INSERT INTO search_data VALUES (274877906945, X'0000004E0630303030333202060101030407363130303033320206010102020935336533303862623802020305016602020502093665323130353365330202020209386262383035336566020204040C0E0E060E');
DELETE FROM search_idx;
INSERT INTO search_idx VALUES (1, X'', 2);
INSERT INTO search_idx VALUES (2, X'', 2);
DELETE FROM search_config;
INSERT INTO search_config VALUES ('version', 4);
CREATE TABLE standings (
            record_id INTEGER NOT NULL PRIMARY KEY REFERENCES records (id) ON DELETE CASCADE,
            judged_by TEXT NOT NULL,
            checked_at TEXT NOT NULL,
            blocking INTEGER NOT NULL,
            unexplained INTEGER NOT NULL,
            warnings INTEGER NOT NULL,
            hints INTEGER NOT NULL
        );
CREATE TABLE dispatches (
            package TEXT NOT NULL,
            uuid TEXT NOT NULL,
            vid TEXT NOT NULL,
            n INTEGER NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (package, uuid)
        );
CREATE TABLE receipts (
            id TEXT NOT NULL PRIMARY KEY,
            portal TEXT NOT NULL,
            epoch TEXT NOT NULL,
            seq INTEGER NOT NULL,
            package TEXT NOT NULL,
            at TEXT NOT NULL,
            applied_at TEXT NOT NULL,
            "by" TEXT DEFAULT '' NOT NULL,
            refused TEXT NOT NULL,
            counts TEXT NOT NULL
        );
CREATE TABLE verdicts (
            portal TEXT NOT NULL,
            uuid TEXT NOT NULL,
            vid TEXT NOT NULL,
            status TEXT NOT NULL,
            at TEXT NOT NULL,
            seq INTEGER NOT NULL,
            receipt TEXT NOT NULL,
            epoch TEXT NOT NULL,
            package TEXT NOT NULL,
            errors TEXT NOT NULL,
            current TEXT NOT NULL,
            PRIMARY KEY (portal, uuid, vid)
        );
CREATE TABLE file_texts (
            sha256 TEXT NOT NULL PRIMARY KEY REFERENCES attachments (sha256) ON DELETE CASCADE,
            reader INTEGER NOT NULL,
            text BLOB NOT NULL
        );
CREATE TABLE uploads (
            portal TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            package TEXT NOT NULL,
            path TEXT NOT NULL,
            size INTEGER NOT NULL,
            state TEXT NOT NULL,
            location TEXT DEFAULT '' NOT NULL,
            done INTEGER NOT NULL,
            tries INTEGER NOT NULL,
            message TEXT DEFAULT '' NOT NULL,
            "by" TEXT DEFAULT '' NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            PRIMARY KEY (portal, sha256)
        );
CREATE TABLE versions (
            vid TEXT NOT NULL PRIMARY KEY,
            uuid TEXT NOT NULL,
            parents TEXT NOT NULL,
            ancestors TEXT NOT NULL,
            body TEXT,
            gone INTEGER DEFAULT '0' NOT NULL,
            at TEXT NOT NULL
        );
CREATE TABLE heads (
            id INTEGER NOT NULL PRIMARY KEY,
            uuid TEXT NOT NULL,
            vid TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            n INTEGER NOT NULL,
            import_id TEXT
        );
CREATE TABLE upper_sources (
            portal TEXT NOT NULL PRIMARY KEY,
            epoch TEXT NOT NULL,
            reached INTEGER NOT NULL,
            complete INTEGER NOT NULL,
            issued_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
CREATE TABLE upper_items (
            number INTEGER NOT NULL PRIMARY KEY,
            portal TEXT NOT NULL,
            id TEXT NOT NULL,
            kind TEXT NOT NULL,
            code TEXT DEFAULT '' NOT NULL,
            title TEXT DEFAULT '' NOT NULL,
            initials TEXT DEFAULT '' NOT NULL,
            type_key TEXT DEFAULT '' NOT NULL,
            level TEXT DEFAULT '' NOT NULL,
            seq INTEGER NOT NULL,
            epoch TEXT NOT NULL,
            withdrawn INTEGER NOT NULL,
            hash TEXT NOT NULL,
            body TEXT NOT NULL,
            updated_at TEXT NOT NULL
        );
CREATE TABLE adoptions (
            uuid TEXT NOT NULL PRIMARY KEY REFERENCES records (uuid) ON DELETE CASCADE,
            portal TEXT NOT NULL,
            item TEXT NOT NULL,
            hash TEXT NOT NULL,
            base TEXT NOT NULL,
            locked TEXT NOT NULL,
            at TEXT NOT NULL,
            "by" TEXT DEFAULT '' NOT NULL
        );
CREATE INDEX records_by_title_ref ON records (title_ref);
CREATE INDEX audit_by_record ON audit (uuid);
CREATE INDEX record_attachments_by_record ON record_attachments (record_id);
CREATE INDEX record_attachments_by_hash ON record_attachments (sha256);
CREATE INDEX import_records_by_record ON import_records (record_id);
CREATE INDEX source_sheets_by_import ON source_sheets (import_id);
CREATE INDEX source_cells_by_sheet ON source_cells (sheet_id);
CREATE INDEX source_cells_by_record ON source_cells (record_id);
CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions BEGIN SELECT RAISE(ABORT, 'revisions is append-only'); END;
CREATE TRIGGER revisions_no_delete BEFORE DELETE ON revisions BEGIN SELECT RAISE(ABORT, 'revisions is append-only'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER search_insert AFTER INSERT ON bodies BEGIN INSERT INTO search (rowid, names, text) VALUES (new.id, search_tokens(new.names), search_tokens(new.text)); END;
CREATE TRIGGER search_delete AFTER DELETE ON bodies BEGIN INSERT INTO search (search, rowid, names, text) VALUES ('delete', old.id, search_tokens(old.names), search_tokens(old.text)); END;
CREATE TRIGGER search_update AFTER UPDATE OF names, text ON bodies WHEN old.names IS NOT new.names OR old.text IS NOT new.text BEGIN INSERT INTO search (search, rowid, names, text) VALUES ('delete', old.id, search_tokens(old.names), search_tokens(old.text)); INSERT INTO search (rowid, names, text) VALUES (new.id, search_tokens(new.names), search_tokens(new.text)); END;
CREATE TRIGGER standing_outdated AFTER UPDATE OF content_hash ON records WHEN old.content_hash IS NOT new.content_hash BEGIN DELETE FROM standings WHERE record_id = new.id; END;
CREATE INDEX records_in_order ON records (kind, position, state, type_key, office) WHERE deleted_at IS NULL;
CREATE INDEX records_by_title ON records (kind, title_key, title, position) WHERE deleted_at IS NULL;
CREATE INDEX records_by_code ON records (kind, code, position) WHERE deleted_at IS NULL;
CREATE INDEX records_by_time ON records (kind, updated_at, position) WHERE deleted_at IS NULL;
CREATE INDEX dispatches_by_record ON dispatches (uuid, vid);
CREATE INDEX receipts_by_package ON receipts (package);
CREATE INDEX verdicts_by_record ON verdicts (uuid);
CREATE INDEX versions_by_record ON versions (uuid);
CREATE INDEX revisions_by_vid ON revisions (vid);
CREATE INDEX heads_by_record ON heads (uuid);
CREATE INDEX heads_by_import ON heads (import_id);
CREATE UNIQUE INDEX upper_items_by_id ON upper_items (portal, id);
CREATE INDEX upper_items_by_code ON upper_items (kind, code);
CREATE INDEX adoptions_by_item ON adoptions (portal, item);
COMMIT;
