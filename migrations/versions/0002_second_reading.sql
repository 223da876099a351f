CREATE TABLE actor_within (
    within_id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    relation TEXT NOT NULL,
    path TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    CONSTRAINT pk_actor_within PRIMARY KEY (within_id, actor_id),
    CONSTRAINT ck_actor_within_relation CHECK (relation IN ('itself', 'part', 'office', 'member'))
)
 WITHOUT ROWID,
 STRICT;
CREATE INDEX ix_actor_within_actor_id ON actor_within (actor_id);

CREATE TABLE actors (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    part_of TEXT,
    CONSTRAINT pk_actors PRIMARY KEY (id),
    CONSTRAINT ck_actors_kind CHECK (kind IN ('person', 'state', 'government-body', 'armed-force', 'organisation', 'group', 'outlet', 'unnamed-official', 'unnamed-source')),
    CONSTRAINT ck_actors_country CHECK (country GLOB '[A-Z][A-Z][A-Z]'),
    CONSTRAINT ck_actors_part_of CHECK (part_of <> id),
    CONSTRAINT fk_actors_part_of FOREIGN KEY(part_of) REFERENCES actors (id)
)
 STRICT;

CREATE TABLE identifiers (
    record TEXT NOT NULL,
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT pk_identifiers PRIMARY KEY (record, scheme, value),
    CONSTRAINT ck_identifiers_kind CHECK (kind IN ('actor', 'agreement', 'event', 'place')),
    CONSTRAINT ck_identifiers_scheme CHECK (scheme IN ('wikidata', 'pax', 'ucdp', 'geonames'))
)
 STRICT;
CREATE INDEX ix_identifiers_value ON identifiers (scheme, value);

CREATE TABLE place_within (
    within_id TEXT NOT NULL,
    place_id TEXT NOT NULL,
    path TEXT NOT NULL,
    CONSTRAINT pk_place_within PRIMARY KEY (within_id, place_id)
)
 WITHOUT ROWID,
 STRICT;
CREATE INDEX ix_place_within_place_id ON place_within (place_id);

CREATE TABLE places (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT,
    latitude REAL,
    longitude REAL,
    precision TEXT,
    reference TEXT,
    part_of TEXT,
    CONSTRAINT pk_places PRIMARY KEY (id),
    CONSTRAINT ck_places_precision CHECK (precision IN ('site', 'settlement', 'district', 'region', 'country', 'area')),
    CONSTRAINT ck_places_part_of CHECK (part_of <> id),
    CONSTRAINT ck_places_country CHECK (country GLOB '[A-Z][A-Z][A-Z]'),
    CONSTRAINT ck_places_coordinates CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180),
    CONSTRAINT ck_places_referenced CHECK ((latitude IS NULL) = (longitude IS NULL) AND (latitude IS NULL OR reference IS NOT NULL)),
    CONSTRAINT fk_places_part_of FOREIGN KEY(part_of) REFERENCES places (id)
)
 STRICT;

CREATE TABLE topics (
    id TEXT NOT NULL,
    meaning TEXT NOT NULL,
    CONSTRAINT pk_topics PRIMARY KEY (id)
)
 STRICT;

CREATE TABLE actor_members (
    group_id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_actor_members PRIMARY KEY (group_id, actor_id),
    CONSTRAINT ck_actor_members_others CHECK (group_id <> actor_id),
    CONSTRAINT fk_actor_members_group_id FOREIGN KEY(group_id) REFERENCES actors (id),
    CONSTRAINT fk_actor_members_actor_id FOREIGN KEY(actor_id) REFERENCES actors (id)
)
 STRICT;
CREATE INDEX ix_actor_members_actor_id ON actor_members (actor_id);

CREATE TABLE agreements (
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    type TEXT NOT NULL,
    stage TEXT NOT NULL,
    status TEXT NOT NULL,
    signed_edtf TEXT,
    signed_verbatim TEXT,
    signed_earliest TEXT,
    signed_latest TEXT,
    signed_precision TEXT,
    signed_basis TEXT,
    signed_reason TEXT,
    signed_reference TEXT,
    signed_span_class INTEGER GENERATED ALWAYS AS (CASE WHEN signed_earliest IS NULL AND signed_latest IS NULL THEN 6 WHEN signed_earliest IS NULL OR signed_latest IS NULL THEN 5 WHEN julianday(signed_latest) - julianday(signed_earliest) <= 0 THEN 0 WHEN julianday(signed_latest) - julianday(signed_earliest) <= 31 THEN 1 WHEN julianday(signed_latest) - julianday(signed_earliest) <= 366 THEN 2 WHEN julianday(signed_latest) - julianday(signed_earliest) <= 3660 THEN 3 WHEN julianday(signed_latest) - julianday(signed_earliest) <= 36600 THEN 4 ELSE 5 END) STORED,
    signed_disputed INTEGER DEFAULT '0' NOT NULL,
    effective_edtf TEXT,
    effective_verbatim TEXT,
    effective_earliest TEXT,
    effective_latest TEXT,
    effective_precision TEXT,
    effective_basis TEXT,
    effective_reason TEXT,
    effective_reference TEXT,
    effective_span_class INTEGER GENERATED ALWAYS AS (CASE WHEN effective_earliest IS NULL AND effective_latest IS NULL THEN 6 WHEN effective_earliest IS NULL OR effective_latest IS NULL THEN 5 WHEN julianday(effective_latest) - julianday(effective_earliest) <= 0 THEN 0 WHEN julianday(effective_latest) - julianday(effective_earliest) <= 31 THEN 1 WHEN julianday(effective_latest) - julianday(effective_earliest) <= 366 THEN 2 WHEN julianday(effective_latest) - julianday(effective_earliest) <= 3660 THEN 3 WHEN julianday(effective_latest) - julianday(effective_earliest) <= 36600 THEN 4 ELSE 5 END) STORED,
    effective_disputed INTEGER DEFAULT '0' NOT NULL,
    place_id TEXT,
    note TEXT,
    CONSTRAINT pk_agreements PRIMARY KEY (id),
    CONSTRAINT ck_agreements_signed_precision CHECK (signed_precision IN ('day', 'week', 'month', 'year', 'interval', 'open')),
    CONSTRAINT ck_agreements_signed_basis CHECK (signed_basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_agreements_signed_calendar CHECK (signed_earliest IS date(signed_earliest, '+0 days') AND signed_latest IS date(signed_latest, '+0 days')),
    CONSTRAINT ck_agreements_signed_order CHECK (signed_earliest <= signed_latest),
    CONSTRAINT ck_agreements_signed_whole CHECK ((signed_edtf IS NULL) = (signed_basis IS NULL) AND (signed_edtf IS NULL) = (signed_precision IS NULL) AND (signed_edtf IS NOT NULL OR (signed_earliest IS NULL AND signed_latest IS NULL))),
    CONSTRAINT ck_agreements_signed_reasoned CHECK ((signed_basis NOT IN ('inferred', 'external') OR signed_reason IS NOT NULL) AND (signed_basis <> 'external' OR signed_reference IS NOT NULL)),
    CONSTRAINT ck_agreements_signed_disputed CHECK (signed_disputed IN (0, 1)),
    CONSTRAINT ck_agreements_effective_precision CHECK (effective_precision IN ('day', 'week', 'month', 'year', 'interval', 'open')),
    CONSTRAINT ck_agreements_effective_basis CHECK (effective_basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_agreements_effective_calendar CHECK (effective_earliest IS date(effective_earliest, '+0 days') AND effective_latest IS date(effective_latest, '+0 days')),
    CONSTRAINT ck_agreements_effective_order CHECK (effective_earliest <= effective_latest),
    CONSTRAINT ck_agreements_effective_whole CHECK ((effective_edtf IS NULL) = (effective_basis IS NULL) AND (effective_edtf IS NULL) = (effective_precision IS NULL) AND (effective_edtf IS NOT NULL OR (effective_earliest IS NULL AND effective_latest IS NULL))),
    CONSTRAINT ck_agreements_effective_reasoned CHECK ((effective_basis NOT IN ('inferred', 'external') OR effective_reason IS NOT NULL) AND (effective_basis <> 'external' OR effective_reference IS NOT NULL)),
    CONSTRAINT ck_agreements_effective_disputed CHECK (effective_disputed IN (0, 1)),
    CONSTRAINT ck_agreements_type CHECK (type IN ('ceasefire', 'joint-statement', 'memorandum', 'understanding', 'principles', 'charter', 'treaty')),
    CONSTRAINT ck_agreements_stage CHECK (stage IN ('Pre', 'SubPar', 'SubComp', 'Imp', 'Ren', 'Cea', 'Oth')),
    CONSTRAINT ck_agreements_status CHECK (status IN ('multiparty', 'unilateral', 'unclear', 'subsequent', 'proposed')),
    CONSTRAINT fk_agreements_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
 STRICT;
CREATE INDEX ix_agreements_effective_dates ON agreements (effective_span_class, effective_earliest, effective_latest, id);
CREATE INDEX ix_agreements_signed_dates ON agreements (signed_span_class, signed_earliest, signed_latest, id);

CREATE TABLE documents (
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    outlet_id TEXT,
    outlet_basis TEXT,
    outlet_reason TEXT,
    outlet_reference TEXT,
    url TEXT,
    url_basis TEXT,
    url_reason TEXT,
    url_reference TEXT,
    language TEXT NOT NULL,
    published_edtf TEXT,
    published_verbatim TEXT,
    published_earliest TEXT,
    published_latest TEXT,
    published_precision TEXT,
    published_basis TEXT,
    published_reason TEXT,
    published_reference TEXT,
    published_span_class INTEGER GENERATED ALWAYS AS (CASE WHEN published_earliest IS NULL AND published_latest IS NULL THEN 6 WHEN published_earliest IS NULL OR published_latest IS NULL THEN 5 WHEN julianday(published_latest) - julianday(published_earliest) <= 0 THEN 0 WHEN julianday(published_latest) - julianday(published_earliest) <= 31 THEN 1 WHEN julianday(published_latest) - julianday(published_earliest) <= 366 THEN 2 WHEN julianday(published_latest) - julianday(published_earliest) <= 3660 THEN 3 WHEN julianday(published_latest) - julianday(published_earliest) <= 36600 THEN 4 ELSE 5 END) STORED,
    published_disputed INTEGER DEFAULT '0' NOT NULL,
    origin TEXT,
    sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_documents PRIMARY KEY (id),
    CONSTRAINT ck_documents_outlet_basis CHECK (outlet_basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_documents_outlet_reasoned CHECK ((outlet_basis NOT IN ('inferred', 'external') OR outlet_reason IS NOT NULL) AND (outlet_basis <> 'external' OR outlet_reference IS NOT NULL)),
    CONSTRAINT ck_documents_url_basis CHECK (url_basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_documents_url_reasoned CHECK ((url_basis NOT IN ('inferred', 'external') OR url_reason IS NOT NULL) AND (url_basis <> 'external' OR url_reference IS NOT NULL)),
    CONSTRAINT ck_documents_published_precision CHECK (published_precision IN ('day', 'week', 'month', 'year', 'interval', 'open')),
    CONSTRAINT ck_documents_published_basis CHECK (published_basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_documents_published_calendar CHECK (published_earliest IS date(published_earliest, '+0 days') AND published_latest IS date(published_latest, '+0 days')),
    CONSTRAINT ck_documents_published_order CHECK (published_earliest <= published_latest),
    CONSTRAINT ck_documents_published_whole CHECK ((published_edtf IS NULL) = (published_basis IS NULL) AND (published_edtf IS NULL) = (published_precision IS NULL) AND (published_edtf IS NOT NULL OR (published_earliest IS NULL AND published_latest IS NULL))),
    CONSTRAINT ck_documents_published_reasoned CHECK ((published_basis NOT IN ('inferred', 'external') OR published_reason IS NOT NULL) AND (published_basis <> 'external' OR published_reference IS NOT NULL)),
    CONSTRAINT ck_documents_published_disputed CHECK (published_disputed IN (0, 1)),
    CONSTRAINT uq_documents_sha256 UNIQUE (sha256),
    CONSTRAINT fk_documents_outlet_id FOREIGN KEY(outlet_id) REFERENCES actors (id)
)
 STRICT;
CREATE INDEX ix_documents_published_dates ON documents (published_span_class, published_earliest, published_latest, id);

CREATE TABLE events (
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    mode TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT,
    date_edtf TEXT,
    date_verbatim TEXT,
    earliest TEXT,
    latest TEXT,
    precision TEXT,
    date_basis TEXT,
    date_reason TEXT,
    date_reference TEXT,
    span_class INTEGER GENERATED ALWAYS AS (CASE WHEN earliest IS NULL AND latest IS NULL THEN 6 WHEN earliest IS NULL OR latest IS NULL THEN 5 WHEN julianday(latest) - julianday(earliest) <= 0 THEN 0 WHEN julianday(latest) - julianday(earliest) <= 31 THEN 1 WHEN julianday(latest) - julianday(earliest) <= 366 THEN 2 WHEN julianday(latest) - julianday(earliest) <= 3660 THEN 3 WHEN julianday(latest) - julianday(earliest) <= 36600 THEN 4 ELSE 5 END) STORED,
    disputed INTEGER DEFAULT '0' NOT NULL,
    status TEXT NOT NULL,
    place_id TEXT,
    part_of TEXT,
    outcome_of TEXT,
    note TEXT,
    CONSTRAINT pk_events PRIMARY KEY (id),
    CONSTRAINT ck_events_precision CHECK (precision IN ('day', 'week', 'month', 'year', 'interval', 'open')),
    CONSTRAINT ck_events_date_basis CHECK (date_basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_events_calendar CHECK (earliest IS date(earliest, '+0 days') AND latest IS date(latest, '+0 days')),
    CONSTRAINT ck_events_order CHECK (earliest <= latest),
    CONSTRAINT ck_events_whole CHECK ((date_edtf IS NULL) = (date_basis IS NULL) AND (date_edtf IS NULL) = (precision IS NULL) AND (date_edtf IS NOT NULL OR (earliest IS NULL AND latest IS NULL))),
    CONSTRAINT ck_events_date_reasoned CHECK ((date_basis NOT IN ('inferred', 'external') OR date_reason IS NOT NULL) AND (date_basis <> 'external' OR date_reference IS NOT NULL)),
    CONSTRAINT ck_events_disputed CHECK (disputed IN (0, 1)),
    CONSTRAINT ck_events_type CHECK (type IN ('AGREE', 'CONSULT', 'SUPPORT', 'CONCEDE', 'COOPERATE', 'AID', 'RETREAT', 'REQUEST', 'ACCUSE', 'REJECT', 'THREATEN', 'PROTEST', 'SANCTION', 'MOBILIZE', 'COERCE', 'ASSAULT')),
    CONSTRAINT ck_events_mode CHECK (mode IN ('visit', 'meeting', 'summit', 'talks', 'phone-call', 'interview', 'communication', 'signing', 'agreement', 'proposal', 'mediation', 'institution', 'deployment', 'monitoring', 'demining', 'handover', 'withdrawal', 'ceasefire', 'ceasefire-violation', 'war', 'clashes', 'strike', 'offensive', 'occupation', 'mobilisation', 'capture', 'shooting-down', 'blockade', 'displacement', 'return', 'prisoner-exchange', 'assistance', 'reconstruction', 'secession', 'military-cooperation', 'arms-supply', 'appeal', 'refusal')),
    CONSTRAINT ck_events_status CHECK (status IN ('occurred', 'ongoing', 'planned', 'proposed', 'alleged', 'denied')),
    CONSTRAINT ck_events_part_of CHECK (part_of <> id),
    CONSTRAINT ck_events_outcome_of CHECK (outcome_of <> id),
    CONSTRAINT fk_events_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_events_part_of FOREIGN KEY(part_of) REFERENCES events (id),
    CONSTRAINT fk_events_outcome_of FOREIGN KEY(outcome_of) REFERENCES events (id)
)
 STRICT;
CREATE INDEX ix_events_dates ON events (span_class, earliest, latest, id);
CREATE INDEX ix_events_outcome_of ON events (outcome_of);
CREATE INDEX ix_events_part_of ON events (part_of);
CREATE INDEX ix_events_place_id ON events (place_id);

CREATE TABLE roles (
    id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    title TEXT NOT NULL,
    body_id TEXT,
    edtf TEXT,
    verbatim TEXT,
    earliest TEXT,
    latest TEXT,
    precision TEXT,
    basis TEXT,
    reason TEXT,
    reference TEXT,
    span_class INTEGER GENERATED ALWAYS AS (CASE WHEN earliest IS NULL AND latest IS NULL THEN 6 WHEN earliest IS NULL OR latest IS NULL THEN 5 WHEN julianday(latest) - julianday(earliest) <= 0 THEN 0 WHEN julianday(latest) - julianday(earliest) <= 31 THEN 1 WHEN julianday(latest) - julianday(earliest) <= 366 THEN 2 WHEN julianday(latest) - julianday(earliest) <= 3660 THEN 3 WHEN julianday(latest) - julianday(earliest) <= 36600 THEN 4 ELSE 5 END) STORED,
    disputed INTEGER DEFAULT '0' NOT NULL,
    note TEXT,
    CONSTRAINT pk_roles PRIMARY KEY (id),
    CONSTRAINT ck_roles_precision CHECK (precision IN ('day', 'week', 'month', 'year', 'interval', 'open')),
    CONSTRAINT ck_roles_basis CHECK (basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_roles_calendar CHECK (earliest IS date(earliest, '+0 days') AND latest IS date(latest, '+0 days')),
    CONSTRAINT ck_roles_order CHECK (earliest <= latest),
    CONSTRAINT ck_roles_whole CHECK ((edtf IS NULL) = (basis IS NULL) AND (edtf IS NULL) = (precision IS NULL) AND (edtf IS NOT NULL OR (earliest IS NULL AND latest IS NULL))),
    CONSTRAINT ck_roles_date_reasoned CHECK ((basis NOT IN ('inferred', 'external') OR reason IS NOT NULL) AND (basis <> 'external' OR reference IS NOT NULL)),
    CONSTRAINT ck_roles_disputed CHECK (disputed IN (0, 1)),
    CONSTRAINT fk_roles_actor_id FOREIGN KEY(actor_id) REFERENCES actors (id),
    CONSTRAINT fk_roles_body_id FOREIGN KEY(body_id) REFERENCES actors (id)
)
 STRICT;
CREATE INDEX ix_roles_actor_id ON roles (actor_id);
CREATE INDEX ix_roles_dates ON roles (span_class, earliest, latest, id);

CREATE TABLE event_agreements (
    event_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    relation TEXT NOT NULL,
    CONSTRAINT pk_event_agreements PRIMARY KEY (event_id, agreement_id, relation),
    CONSTRAINT ck_event_agreements_relation CHECK (relation IN ('signed', 'took-effect', 'provided-for', 'implemented', 'breached', 'discussed')),
    CONSTRAINT fk_event_agreements_event_id FOREIGN KEY(event_id) REFERENCES events (id),
    CONSTRAINT fk_event_agreements_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreements (id)
)
 STRICT;
CREATE INDEX ix_event_agreements_agreement_id ON event_agreements (agreement_id);

CREATE TABLE provisions (
    id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    number TEXT,
    topic TEXT NOT NULL,
    obligor_id TEXT,
    summary TEXT NOT NULL,
    deadline_edtf TEXT,
    deadline_verbatim TEXT,
    deadline_earliest TEXT,
    deadline_latest TEXT,
    deadline_precision TEXT,
    deadline_basis TEXT,
    deadline_reason TEXT,
    deadline_reference TEXT,
    deadline_span_class INTEGER GENERATED ALWAYS AS (CASE WHEN deadline_earliest IS NULL AND deadline_latest IS NULL THEN 6 WHEN deadline_earliest IS NULL OR deadline_latest IS NULL THEN 5 WHEN julianday(deadline_latest) - julianday(deadline_earliest) <= 0 THEN 0 WHEN julianday(deadline_latest) - julianday(deadline_earliest) <= 31 THEN 1 WHEN julianday(deadline_latest) - julianday(deadline_earliest) <= 366 THEN 2 WHEN julianday(deadline_latest) - julianday(deadline_earliest) <= 3660 THEN 3 WHEN julianday(deadline_latest) - julianday(deadline_earliest) <= 36600 THEN 4 ELSE 5 END) STORED,
    deadline_disputed INTEGER DEFAULT '0' NOT NULL,
    note TEXT,
    CONSTRAINT pk_provisions PRIMARY KEY (id),
    CONSTRAINT ck_provisions_deadline_precision CHECK (deadline_precision IN ('day', 'week', 'month', 'year', 'interval', 'open')),
    CONSTRAINT ck_provisions_deadline_basis CHECK (deadline_basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_provisions_deadline_calendar CHECK (deadline_earliest IS date(deadline_earliest, '+0 days') AND deadline_latest IS date(deadline_latest, '+0 days')),
    CONSTRAINT ck_provisions_deadline_order CHECK (deadline_earliest <= deadline_latest),
    CONSTRAINT ck_provisions_deadline_whole CHECK ((deadline_edtf IS NULL) = (deadline_basis IS NULL) AND (deadline_edtf IS NULL) = (deadline_precision IS NULL) AND (deadline_edtf IS NOT NULL OR (deadline_earliest IS NULL AND deadline_latest IS NULL))),
    CONSTRAINT ck_provisions_deadline_reasoned CHECK ((deadline_basis NOT IN ('inferred', 'external') OR deadline_reason IS NOT NULL) AND (deadline_basis <> 'external' OR deadline_reference IS NOT NULL)),
    CONSTRAINT ck_provisions_deadline_disputed CHECK (deadline_disputed IN (0, 1)),
    CONSTRAINT fk_provisions_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreements (id),
    CONSTRAINT fk_provisions_topic FOREIGN KEY(topic) REFERENCES topics (id),
    CONSTRAINT fk_provisions_obligor_id FOREIGN KEY(obligor_id) REFERENCES actors (id)
)
 STRICT;
CREATE INDEX ix_provisions_agreement_id ON provisions (agreement_id);
CREATE INDEX ix_provisions_deadline_dates ON provisions (deadline_span_class, deadline_earliest, deadline_latest, id);

CREATE TABLE sections (
    document_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    kind TEXT NOT NULL,
    speaker_id TEXT,
    CONSTRAINT pk_sections PRIMARY KEY (document_id, start),
    CONSTRAINT ck_sections_kind CHECK (kind IN ('title', 'body', 'speech', 'question', 'answer', 'background', 'related', 'comment', 'chrome')),
    CONSTRAINT ck_sections_extent CHECK (0 <= start AND start < "end"),
    CONSTRAINT fk_sections_document_id FOREIGN KEY(document_id) REFERENCES documents (id),
    CONSTRAINT fk_sections_speaker_id FOREIGN KEY(speaker_id) REFERENCES actors (id)
)
 STRICT;

CREATE TABLE statements (
    id TEXT NOT NULL,
    manner TEXT NOT NULL,
    act TEXT NOT NULL,
    quote TEXT,
    translation TEXT,
    summary TEXT NOT NULL,
    date_edtf TEXT,
    date_verbatim TEXT,
    earliest TEXT,
    latest TEXT,
    precision TEXT,
    date_basis TEXT,
    date_reason TEXT,
    date_reference TEXT,
    span_class INTEGER GENERATED ALWAYS AS (CASE WHEN earliest IS NULL AND latest IS NULL THEN 6 WHEN earliest IS NULL OR latest IS NULL THEN 5 WHEN julianday(latest) - julianday(earliest) <= 0 THEN 0 WHEN julianday(latest) - julianday(earliest) <= 31 THEN 1 WHEN julianday(latest) - julianday(earliest) <= 366 THEN 2 WHEN julianday(latest) - julianday(earliest) <= 3660 THEN 3 WHEN julianday(latest) - julianday(earliest) <= 36600 THEN 4 ELSE 5 END) STORED,
    disputed INTEGER DEFAULT '0' NOT NULL,
    event_id TEXT,
    document_id TEXT NOT NULL,
    section TEXT NOT NULL,
    note TEXT,
    CONSTRAINT pk_statements PRIMARY KEY (id),
    CONSTRAINT ck_statements_precision CHECK (precision IN ('day', 'week', 'month', 'year', 'interval', 'open')),
    CONSTRAINT ck_statements_date_basis CHECK (date_basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_statements_calendar CHECK (earliest IS date(earliest, '+0 days') AND latest IS date(latest, '+0 days')),
    CONSTRAINT ck_statements_order CHECK (earliest <= latest),
    CONSTRAINT ck_statements_whole CHECK ((date_edtf IS NULL) = (date_basis IS NULL) AND (date_edtf IS NULL) = (precision IS NULL) AND (date_edtf IS NOT NULL OR (earliest IS NULL AND latest IS NULL))),
    CONSTRAINT ck_statements_date_reasoned CHECK ((date_basis NOT IN ('inferred', 'external') OR date_reason IS NOT NULL) AND (date_basis <> 'external' OR date_reference IS NOT NULL)),
    CONSTRAINT ck_statements_disputed CHECK (disputed IN (0, 1)),
    CONSTRAINT ck_statements_manner CHECK (manner IN ('direct', 'indirect', 'mixed')),
    CONSTRAINT ck_statements_act CHECK (act IN ('assert', 'report', 'explain', 'predict', 'accuse', 'deny', 'warn', 'request', 'propose', 'ask', 'commit', 'refuse', 'threaten', 'support', 'welcome', 'criticise', 'hope')),
    CONSTRAINT ck_statements_section CHECK (section IN ('title', 'body', 'speech', 'question', 'answer', 'background', 'related', 'comment', 'chrome')),
    CONSTRAINT ck_statements_quote CHECK ((manner = 'indirect') = (quote IS NULL)),
    CONSTRAINT ck_statements_translation CHECK (translation IS NULL OR quote IS NOT NULL),
    CONSTRAINT fk_statements_event_id FOREIGN KEY(event_id) REFERENCES events (id),
    CONSTRAINT fk_statements_document_id FOREIGN KEY(document_id) REFERENCES documents (id)
)
 STRICT;
CREATE INDEX ix_statements_dates ON statements (span_class, earliest, latest, id);
CREATE INDEX ix_statements_document_id ON statements (document_id);
CREATE INDEX ix_statements_event_id ON statements (event_id);

CREATE TABLE agreement_claims (
    id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    statement_id TEXT,
    event_id TEXT,
    verdict TEXT NOT NULL,
    CONSTRAINT pk_agreement_claims PRIMARY KEY (id),
    CONSTRAINT ck_agreement_claims_verdict CHECK (verdict IN ('fulfilled', 'mostly', 'partly', 'breached', 'disputed', 'reaffirmed')),
    CONSTRAINT ck_agreement_claims_one_witness CHECK ((statement_id IS NULL) <> (event_id IS NULL)),
    CONSTRAINT fk_agreement_claims_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreements (id),
    CONSTRAINT fk_agreement_claims_statement_id FOREIGN KEY(statement_id) REFERENCES statements (id),
    CONSTRAINT fk_agreement_claims_event_id FOREIGN KEY(event_id) REFERENCES events (id)
)
 STRICT;
CREATE INDEX ix_agreement_claims_agreement_id ON agreement_claims (agreement_id);
CREATE INDEX ix_agreement_claims_event_id ON agreement_claims (event_id);
CREATE INDEX ix_agreement_claims_statement_id ON agreement_claims (statement_id);

CREATE TABLE citations (
    id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    exact TEXT NOT NULL,
    section TEXT NOT NULL,
    supports TEXT NOT NULL,
    event_id TEXT,
    statement_id TEXT,
    agreement_id TEXT,
    provision_id TEXT,
    role_id TEXT,
    of_document_id TEXT,
    CONSTRAINT pk_citations PRIMARY KEY (id),
    CONSTRAINT ck_citations_section CHECK (section IN ('title', 'body', 'speech', 'question', 'answer', 'background', 'related', 'comment', 'chrome')),
    CONSTRAINT ck_citations_supports CHECK (supports IN ('whole', 'quote', 'date', 'place', 'actors', 'status', 'figure')),
    CONSTRAINT ck_citations_extent CHECK (0 <= start AND "end" - start = length(exact)),
    CONSTRAINT ck_citations_one_target CHECK ((event_id IS NOT NULL) + (statement_id IS NOT NULL) + (agreement_id IS NOT NULL) + (provision_id IS NOT NULL) + (role_id IS NOT NULL) + (of_document_id IS NOT NULL) = 1),
    CONSTRAINT fk_citations_document_id FOREIGN KEY(document_id) REFERENCES documents (id),
    CONSTRAINT fk_citations_event_id FOREIGN KEY(event_id) REFERENCES events (id),
    CONSTRAINT fk_citations_statement_id FOREIGN KEY(statement_id) REFERENCES statements (id),
    CONSTRAINT fk_citations_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreements (id),
    CONSTRAINT fk_citations_provision_id FOREIGN KEY(provision_id) REFERENCES provisions (id),
    CONSTRAINT fk_citations_role_id FOREIGN KEY(role_id) REFERENCES roles (id),
    CONSTRAINT fk_citations_of_document_id FOREIGN KEY(of_document_id) REFERENCES documents (id)
)
 STRICT;
CREATE INDEX ix_citations_agreement_id ON citations (agreement_id);
CREATE INDEX ix_citations_document_id ON citations (document_id, start);
CREATE INDEX ix_citations_event_id ON citations (event_id);
CREATE INDEX ix_citations_of_document_id ON citations (of_document_id);
CREATE INDEX ix_citations_provision_id ON citations (provision_id);
CREATE INDEX ix_citations_role_id ON citations (role_id);
CREATE INDEX ix_citations_statement_id ON citations (statement_id);

CREATE TABLE provision_claims (
    id TEXT NOT NULL,
    provision_id TEXT NOT NULL,
    statement_id TEXT,
    event_id TEXT,
    verdict TEXT NOT NULL,
    CONSTRAINT pk_provision_claims PRIMARY KEY (id),
    CONSTRAINT ck_provision_claims_verdict CHECK (verdict IN ('fulfilled', 'mostly', 'partly', 'breached', 'disputed', 'reaffirmed')),
    CONSTRAINT ck_provision_claims_one_witness CHECK ((statement_id IS NULL) <> (event_id IS NULL)),
    CONSTRAINT fk_provision_claims_provision_id FOREIGN KEY(provision_id) REFERENCES provisions (id),
    CONSTRAINT fk_provision_claims_statement_id FOREIGN KEY(statement_id) REFERENCES statements (id),
    CONSTRAINT fk_provision_claims_event_id FOREIGN KEY(event_id) REFERENCES events (id)
)
 STRICT;
CREATE INDEX ix_provision_claims_event_id ON provision_claims (event_id);
CREATE INDEX ix_provision_claims_provision_id ON provision_claims (provision_id);
CREATE INDEX ix_provision_claims_statement_id ON provision_claims (statement_id);

CREATE TABLE renderings (
    statement_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    quote TEXT NOT NULL,
    translation TEXT,
    CONSTRAINT pk_renderings PRIMARY KEY (statement_id, document_id),
    CONSTRAINT fk_renderings_statement_id FOREIGN KEY(statement_id) REFERENCES statements (id),
    CONSTRAINT fk_renderings_document_id FOREIGN KEY(document_id) REFERENCES documents (id)
)
 STRICT;
CREATE INDEX ix_renderings_document_id ON renderings (document_id);

CREATE TABLE statement_topics (
    statement_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_statement_topics PRIMARY KEY (statement_id, topic),
    CONSTRAINT fk_statement_topics_statement_id FOREIGN KEY(statement_id) REFERENCES statements (id),
    CONSTRAINT fk_statement_topics_topic FOREIGN KEY(topic) REFERENCES topics (id)
)
 STRICT;
CREATE INDEX ix_statement_topics_topic ON statement_topics (topic, statement_id);

CREATE TABLE claims (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    document_id TEXT,
    citation TEXT,
    basis TEXT,
    reason TEXT,
    reference TEXT,
    position INTEGER NOT NULL,
    relation TEXT,
    preferred INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (id),
    CONSTRAINT ck_claims_preferred CHECK (preferred IN (0, 1)),
    CONSTRAINT ck_claims_kind CHECK (kind IN ('event', 'statement', 'agreement', 'provision', 'role', 'document')),
    CONSTRAINT ck_claims_field CHECK (field IN ('date', 'signed', 'effective', 'deadline', 'held', 'published', 'place', 'status', 'actors', 'speakers', 'outlet', 'title', 'summary', 'quote')),
    CONSTRAINT ck_claims_relation CHECK (relation IN ('contradicts', 'narrows', 'otherwise-worded')),
    CONSTRAINT ck_claims_basis CHECK (basis IN ('stated', 'completed', 'derived', 'inferred', 'external')),
    CONSTRAINT ck_claims_cited CHECK ((document_id IS NULL) = (citation IS NULL) OR (citation IS NULL AND kind = 'document' AND position = 0)),
    CONSTRAINT ck_claims_sourced CHECK (document_id IS NOT NULL OR reference IS NOT NULL),
    CONSTRAINT ck_claims_own CHECK (position > 0 OR (relation IS NULL AND preferred = 0)),
    CONSTRAINT fk_claims_document_id FOREIGN KEY(document_id) REFERENCES documents (id),
    CONSTRAINT fk_claims_citation FOREIGN KEY(citation) REFERENCES citations (id)
)
 STRICT;
CREATE INDEX ix_claims_record ON claims (record, field);

CREATE TABLE figures (
    id TEXT NOT NULL,
    event_id TEXT,
    statement_id TEXT,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor_id TEXT,
    low INTEGER,
    best INTEGER,
    high INTEGER,
    counted_by TEXT,
    citation TEXT NOT NULL,
    note TEXT,
    CONSTRAINT pk_figures PRIMARY KEY (id),
    CONSTRAINT ck_figures_kind CHECK (kind IN ('killed', 'wounded', 'missing', 'captured', 'displaced', 'returned')),
    CONSTRAINT ck_figures_one_record CHECK ((event_id IS NULL) <> (statement_id IS NULL)),
    CONSTRAINT ck_figures_counted CHECK (coalesce(low, best, high) IS NOT NULL),
    CONSTRAINT ck_figures_natural CHECK (0 <= low AND 0 <= best AND 0 <= high),
    CONSTRAINT ck_figures_bounds CHECK (low <= best AND best <= high AND low <= high),
    CONSTRAINT fk_figures_event_id FOREIGN KEY(event_id) REFERENCES events (id),
    CONSTRAINT fk_figures_statement_id FOREIGN KEY(statement_id) REFERENCES statements (id),
    CONSTRAINT fk_figures_actor_id FOREIGN KEY(actor_id) REFERENCES actors (id),
    CONSTRAINT fk_figures_counted_by FOREIGN KEY(counted_by) REFERENCES actors (id),
    CONSTRAINT fk_figures_citation FOREIGN KEY(citation) REFERENCES citations (id)
)
 STRICT;
CREATE INDEX ix_figures_event_id ON figures (event_id);
CREATE INDEX ix_figures_statement_id ON figures (statement_id);

CREATE VIEW records AS SELECT id, 'event' AS kind, title AS label FROM events
UNION ALL SELECT id, 'statement', summary FROM statements
UNION ALL SELECT id, 'agreement', title FROM agreements
UNION ALL SELECT id, 'provision', summary FROM provisions
UNION ALL SELECT id, 'actor', name FROM actors
UNION ALL SELECT id, 'role', title FROM roles
UNION ALL SELECT id, 'place', name FROM places
UNION ALL SELECT id, 'document', title FROM documents;

CREATE VIEW timeline AS SELECT e.id, 'event' AS kind, e.type, e.mode, e.status, e.title, e.summary, e.date_edtf, e.date_verbatim,
    e.earliest, e.latest, e.precision, e.date_basis, p.name AS place,
    (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM event_actors x JOIN actors a ON a.id = x.actor_id WHERE x.event_id = e.id ORDER BY x.position)) AS actors,
    (SELECT group_concat(agreement_id, '; ') FROM (SELECT DISTINCT agreement_id FROM event_agreements
        WHERE event_id = e.id ORDER BY agreement_id)) AS agreements,
    (SELECT group_concat(document_id, '; ') FROM (SELECT DISTINCT document_id FROM citations WHERE event_id = e.id ORDER BY document_id)) AS documents, e.disputed
FROM events e LEFT JOIN places p ON p.id = e.place_id
UNION ALL
SELECT s.id, 'statement', NULL, s.act, NULL, s.summary, s.quote, s.date_edtf, s.date_verbatim,
    s.earliest, s.latest, s.precision, s.date_basis, p.name,
    (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM statement_actors x JOIN actors a ON a.id = x.actor_id WHERE x.statement_id = s.id AND x.role = 'speaker' ORDER BY x.position)),
    (SELECT group_concat(agreement_id, '; ') FROM (SELECT agreement_id FROM statement_agreements
        WHERE statement_id = s.id ORDER BY agreement_id)),
    s.document_id, s.disputed
FROM statements s LEFT JOIN events o ON o.id = s.event_id LEFT JOIN places p ON p.id = o.place_id;

CREATE VIEW who_said AS SELECT s.id, (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM statement_actors x JOIN actors a ON a.id = x.actor_id WHERE x.statement_id = s.id AND x.role = 'speaker' ORDER BY x.position)) AS speakers,
    (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM statement_actors x JOIN actors a ON a.id = x.actor_id WHERE x.statement_id = s.id AND x.role = 'addressee' ORDER BY x.position)) AS addressees,
    s.manner, s.act, s.quote, s.translation, s.summary, s.date_edtf, s.date_verbatim, s.earliest, s.latest,
    s.precision, s.date_basis, e.title AS occasion,
    (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM statement_actors x JOIN actors a ON a.id = x.actor_id WHERE x.statement_id = s.id AND x.role = 'subject' ORDER BY x.position)) AS subjects,
    (SELECT group_concat(agreement_id, '; ') FROM (SELECT agreement_id FROM statement_agreements
        WHERE statement_id = s.id ORDER BY agreement_id)) AS agreements,
    (SELECT group_concat(topic, '; ') FROM (SELECT topic FROM statement_topics
        WHERE statement_id = s.id ORDER BY position)) AS topics,
    (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM statement_actors x JOIN actors a ON a.id = x.actor_id WHERE x.statement_id = s.id AND x.role = 'relayer' ORDER BY x.position)) AS via,
    s.section, s.document_id, d.title AS document, o.name AS outlet, s.disputed
FROM statements s JOIN documents d ON d.id = s.document_id
    LEFT JOIN actors o ON o.id = d.outlet_id LEFT JOIN events e ON e.id = s.event_id;

CREATE VIEW ledger AS SELECT g.id AS agreement_id, g.title AS agreement, NULL AS provision_id, NULL AS position, NULL AS number,
    NULL AS topic, NULL AS obligor, NULL AS provision, NULL AS deadline_edtf, c.verdict,
    (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM statement_actors x JOIN actors a ON a.id = x.actor_id WHERE x.statement_id = s.id AND x.role = 'speaker' ORDER BY x.position)) AS claimed_by,
    coalesce(s.summary, e.title) AS claim, coalesce(s.date_edtf, e.date_edtf) AS date_edtf,
    coalesce(s.earliest, e.earliest) AS earliest, coalesce(s.latest, e.latest) AS latest,
    c.statement_id, c.event_id, coalesce(s.disputed, e.disputed) AS disputed
FROM agreements g JOIN agreement_claims c ON c.agreement_id = g.id
    LEFT JOIN statements s ON s.id = c.statement_id LEFT JOIN events e ON e.id = c.event_id
UNION ALL
SELECT g.id, g.title, p.id, p.position, p.number, p.topic, o.name, p.summary, p.deadline_edtf, c.verdict,
    (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM statement_actors x JOIN actors a ON a.id = x.actor_id WHERE x.statement_id = s.id AND x.role = 'speaker' ORDER BY x.position)),
    coalesce(s.summary, e.title), coalesce(s.date_edtf, e.date_edtf), coalesce(s.earliest, e.earliest),
    coalesce(s.latest, e.latest), c.statement_id, c.event_id, coalesce(s.disputed, e.disputed)
FROM agreements g JOIN provisions p ON p.agreement_id = g.id LEFT JOIN actors o ON o.id = p.obligor_id
    LEFT JOIN provision_claims c ON c.provision_id = p.id
    LEFT JOIN statements s ON s.id = c.statement_id LEFT JOIN events e ON e.id = c.event_id;

CREATE VIEW evidence AS SELECT coalesce(c.event_id, c.statement_id, c.agreement_id, c.provision_id, c.role_id, c.of_document_id)
        AS record,
    CASE WHEN c.event_id IS NOT NULL THEN 'event' WHEN c.statement_id IS NOT NULL THEN 'statement'
        WHEN c.agreement_id IS NOT NULL THEN 'agreement' WHEN c.provision_id IS NOT NULL THEN 'provision'
        WHEN c.role_id IS NOT NULL THEN 'role' ELSE 'document' END AS kind,
    c.supports, c.exact, c.section, c.document_id, d.title AS document, o.name AS outlet, d.url,
    c.start, c."end"
FROM citations c JOIN documents d ON d.id = c.document_id LEFT JOIN actors o ON o.id = d.outlet_id;

CREATE VIEW conflicts AS SELECT c.record, c.kind, c.field, c.value, c.document_id, d.title AS document, x.exact, x.start, x."end",
    c.basis, c.reason, c.reference, c.position, c.relation, c.preferred
FROM claims c LEFT JOIN documents d ON d.id = c.document_id LEFT JOIN citations x ON x.id = c.citation
WHERE EXISTS (SELECT 1 FROM claims o
    WHERE o.record = c.record AND o.field = c.field AND o.value <> c.value);
