SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.alerts (
    id bigint NOT NULL,
    list_id text NOT NULL,
    topic text NOT NULL,
    people text NOT NULL,
    case_id character varying(24),
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    told timestamp with time zone,
    mail text
);
CREATE SEQUENCE public.alerts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.alerts_id_seq OWNED BY public.alerts.id;
CREATE TABLE public.answers (
    case_id character varying(24) NOT NULL,
    list_id text NOT NULL,
    author text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.article_prints (
    list_id text NOT NULL,
    print bigint NOT NULL,
    case_id character varying(24) NOT NULL
);
CREATE TABLE public.backlogs (
    list_id text NOT NULL,
    account text NOT NULL,
    folder text NOT NULL,
    validity bigint NOT NULL,
    ignored timestamp with time zone NOT NULL
);
CREATE TABLE public.bodies (
    outbox_id bigint NOT NULL,
    raw bytea NOT NULL,
    sha256 character varying(64) NOT NULL
);
CREATE TABLE public.bounces (
    list_id text NOT NULL,
    person text NOT NULL,
    score integer NOT NULL,
    last timestamp with time zone NOT NULL,
    paused timestamp with time zone
);
CREATE TABLE public.cases (
    number bigint NOT NULL,
    id character varying(24) NOT NULL,
    list_id text NOT NULL,
    message_id text NOT NULL,
    message_key text NOT NULL,
    content_hash character varying(64) NOT NULL,
    state character varying(16) NOT NULL,
    account text,
    folder text,
    validity bigint,
    uid bigint,
    wish text,
    wish_open boolean NOT NULL,
    size bigint NOT NULL,
    oversize boolean NOT NULL,
    attempts integer NOT NULL,
    received timestamp with time zone NOT NULL,
    created timestamp with time zone NOT NULL,
    changed timestamp with time zone NOT NULL,
    author text,
    reverse_path text,
    recipients text NOT NULL,
    duplicate_of character varying(24),
    conflict_of character varying(24),
    told timestamp with time zone,
    signals_hash character varying(64),
    proven boolean DEFAULT true NOT NULL,
    checked text
);
CREATE SEQUENCE public.cases_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.cases_number_seq OWNED BY public.cases.number;
CREATE TABLE public.closing_lines (
    list_id text NOT NULL,
    author text NOT NULL,
    lines bytea NOT NULL,
    seen timestamp with time zone NOT NULL
);
CREATE TABLE public.counters (
    name text NOT NULL,
    value bigint NOT NULL
);
CREATE TABLE public.decisions (
    id bigint NOT NULL,
    case_id character varying(24) NOT NULL,
    at timestamp with time zone NOT NULL,
    event character varying(16) NOT NULL,
    disposition character varying(16) NOT NULL,
    by text NOT NULL,
    digest character varying(64) NOT NULL,
    verdict text NOT NULL
);
CREATE SEQUENCE public.decisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.decisions_id_seq OWNED BY public.decisions.id;
CREATE TABLE public.dialogues (
    case_id character varying(24) NOT NULL,
    list_id text NOT NULL,
    person text NOT NULL,
    state character varying(12) NOT NULL,
    round integer NOT NULL,
    asked integer NOT NULL,
    heard character varying(64) NOT NULL,
    opened timestamp with time zone NOT NULL,
    changed timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL
);
CREATE TABLE public.edited (
    case_id character varying(24) NOT NULL,
    raw bytea NOT NULL
);
CREATE TABLE public.entries (
    "position" bigint NOT NULL,
    case_id character varying(24) NOT NULL,
    list_id text NOT NULL,
    issue integer
);
CREATE SEQUENCE public.entries_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.entries_position_seq OWNED BY public.entries."position";
CREATE TABLE public.footer_lines (
    list_id text NOT NULL,
    lines bytea NOT NULL
);
CREATE TABLE public.in_hand (
    case_id character varying(24) NOT NULL,
    by text,
    reminded timestamp with time zone
);
CREATE TABLE public.issues (
    list_id text NOT NULL,
    number integer NOT NULL,
    created timestamp with time zone NOT NULL,
    posts integer NOT NULL
);
CREATE TABLE public.journal (
    id bigint NOT NULL,
    case_id character varying(24) NOT NULL,
    at timestamp with time zone NOT NULL,
    event character varying(24) NOT NULL,
    text text NOT NULL
);
CREATE SEQUENCE public.journal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.journal_id_seq OWNED BY public.journal.id;
CREATE TABLE public.memories (
    case_id character varying(24) NOT NULL,
    list_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    became character varying(16) NOT NULL,
    author text NOT NULL,
    message_key text NOT NULL,
    thread text NOT NULL,
    url text NOT NULL,
    prints integer NOT NULL,
    subject character varying(24) DEFAULT ''::character varying NOT NULL,
    own character varying(24) DEFAULT ''::character varying NOT NULL,
    matched text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.meta (
    key text NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.originals (
    case_id character varying(24) NOT NULL,
    raw bytea NOT NULL
);
CREATE TABLE public.origins (
    list_id text NOT NULL,
    account text NOT NULL,
    folder text NOT NULL,
    validity bigint NOT NULL,
    uid bigint NOT NULL,
    case_id character varying(24)
);
CREATE TABLE public.outbox (
    id bigint NOT NULL,
    decision_id bigint,
    case_id character varying(24),
    issue integer,
    list_id text NOT NULL,
    kind character varying(8) NOT NULL,
    message_id text NOT NULL,
    message_key text NOT NULL,
    reverse_path text NOT NULL,
    state character varying(8) NOT NULL,
    attempts integer NOT NULL,
    next_at timestamp with time zone,
    lease_until timestamp with time zone,
    created timestamp with time zone NOT NULL,
    changed timestamp with time zone NOT NULL,
    unknowns integer DEFAULT 0 NOT NULL,
    body bigint,
    head bytea,
    person text,
    worker character varying(16)
);
CREATE SEQUENCE public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;
CREATE TABLE public.outbox_recipients (
    outbox_id bigint NOT NULL,
    "position" integer NOT NULL,
    recipient text NOT NULL,
    outcome character varying(8),
    reply text NOT NULL,
    at timestamp with time zone
);
CREATE TABLE public.rule_files (
    list_id text NOT NULL,
    digest character varying(64) NOT NULL,
    path text NOT NULL,
    content bytea NOT NULL
);
CREATE TABLE public.rule_sets (
    list_id text NOT NULL,
    digest character varying(64) NOT NULL,
    since timestamp with time zone NOT NULL
);
CREATE TABLE public.said_lines (
    case_id character varying(24) NOT NULL,
    list_id text NOT NULL,
    message_key text NOT NULL,
    thread bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    lines bytea NOT NULL
);
CREATE TABLE public.shares (
    list_id text NOT NULL,
    worker character varying(16),
    since timestamp with time zone NOT NULL
);
CREATE TABLE public.standing (
    list_id text NOT NULL,
    address text NOT NULL,
    mark character varying(8) NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.token_cases (
    token character varying(16) NOT NULL,
    "position" integer NOT NULL,
    case_id character varying(24) NOT NULL
);
CREATE TABLE public.tokens (
    name character varying(16) NOT NULL,
    list_id text NOT NULL,
    person text NOT NULL,
    purpose character varying(8) NOT NULL,
    made timestamp with time zone NOT NULL,
    until timestamp with time zone
);
CREATE TABLE public.versions (
    case_id character varying(24) NOT NULL,
    number integer NOT NULL,
    how character varying(12) NOT NULL,
    raw bytea NOT NULL,
    asks text NOT NULL,
    brought_by character varying(24),
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.wishes (
    id bigint NOT NULL,
    list_id text NOT NULL,
    person text NOT NULL,
    at timestamp with time zone NOT NULL,
    case_id character varying(24),
    mode character varying(8),
    until character varying(10),
    applied timestamp with time zone
);
CREATE SEQUENCE public.wishes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.wishes_id_seq OWNED BY public.wishes.id;
CREATE TABLE public.workers (
    id character varying(16) NOT NULL,
    name text NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.alerts ALTER COLUMN id SET DEFAULT nextval('public.alerts_id_seq'::regclass);
ALTER TABLE ONLY public.cases ALTER COLUMN number SET DEFAULT nextval('public.cases_number_seq'::regclass);
ALTER TABLE ONLY public.decisions ALTER COLUMN id SET DEFAULT nextval('public.decisions_id_seq'::regclass);
ALTER TABLE ONLY public.entries ALTER COLUMN "position" SET DEFAULT nextval('public.entries_position_seq'::regclass);
ALTER TABLE ONLY public.journal ALTER COLUMN id SET DEFAULT nextval('public.journal_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.wishes ALTER COLUMN id SET DEFAULT nextval('public.wishes_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0012');
INSERT INTO public.alerts VALUES (2, 'salon.lists.example.org', 'complaint', 'owners moderators', NULL, 'junk', '2026-01-06 09:30:00+00', NULL, NULL);
INSERT INTO public.alerts VALUES (1, 'salon.lists.example.org', 'rule:x', 'owners', '20260102-CNAN-VC0H', 'bøb@exämple.net', '2026-01-06 09:30:00+00', '2026-01-07 09:30:00+00', 'alert@lists.example.org');
INSERT INTO public.answers VALUES ('20260102-CNAN-BD2T', 'salon.lists.example.org', 'ann@example.net', '2026-01-03 09:30:00+00');
INSERT INTO public.answers VALUES ('20260102-CNAN-0W1G', 'salon.lists.example.org', 'ann@example.net', '2026-01-07 09:30:00+00');
INSERT INTO public.article_prints VALUES ('salon.lists.example.org', 1099511627776, '20260102-CNAN-20CC');
INSERT INTO public.article_prints VALUES ('salon.lists.example.org', 7, '20260102-CNAN-20CC');
INSERT INTO public.backlogs VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, '2025-11-09 09:30:00+00');
INSERT INTO public.bodies VALUES (1, '\x4d6573736167652d49443a203c3131406578616d706c652e6e65743e0d0a0d0a6279746573206f66203131406578616d706c652e6e65740d0a', 'd9c3699532a70ebf14dec90a81c8d2714c1df4ed22dee7d9ea1d53105df957d0');
INSERT INTO public.bodies VALUES (2, '\x4d6573736167652d49443a203c3132406578616d706c652e6e65743e0d0a0d0a6279746573206f66203132406578616d706c652e6e65740d0a', 'd7f16c4d93da4d4c69951af05d32856c14c3c781fe5503725282446ce1c9b7cb');
INSERT INTO public.bodies VALUES (3, '\x4d6573736167652d49443a203c3133406578616d706c652e6e65743e0d0a0d0a6279746573206f66203133406578616d706c652e6e65740d0a', 'cd6dc3e909ddf2395414bf0212cf61fb6c6bdccc876ce2155edf780b6f52f190');
INSERT INTO public.bodies VALUES (4, '\x4d6573736167652d49443a203c72657475726e2e32303236303130322d434e414e2d42443254406c697374732e6578616d706c652e6f72673e0d0a0d0a6279746573206f662072657475726e2e32303236303130322d434e414e2d42443254406c697374732e6578616d706c652e6f72670d0a', '01a9bfacbaac7ccf08ee951c5b5a18f6fe24ebbf82b7a4e53adfc2405c06bbb7');
INSERT INTO public.bodies VALUES (5, '\x4d6573736167652d49443a203c3135406578616d706c652e6e65743e0d0a0d0a6279746573206f66203135406578616d706c652e6e65740d0a', '6131cde5a9274e992d9e99d297e14997f47f23882863aa72da149ad4c54afc03');
INSERT INTO public.bodies VALUES (6, '\x4d6573736167652d49443a203c69737375653231406c697374732e6578616d706c652e6f72673e0d0a0d0a6279746573206f662069737375653231406c697374732e6578616d706c652e6f72670d0a', 'f739505b4533781b725f2d652d2a3eea1913a0d272f521b486ec0d2237087fda');
INSERT INTO public.bodies VALUES (7, '\x4d6573736167652d49443a203c69737375653232406c697374732e6578616d706c652e6f72673e0d0a0d0a6279746573206f662069737375653232406c697374732e6578616d706c652e6f72670d0a', '9023a03bad4e64263b9a56fd3b8177bc511f367ea1f9da25b585a9ce87891582');
INSERT INTO public.bodies VALUES (8, '\x4d6573736167652d49443a203c746f6c64406c697374732e6578616d706c652e6f72673e0d0a0d0a6279746573206f6620746f6c64406c697374732e6578616d706c652e6f72670d0a', '49953e4ca8235524716a7f0fe4c2a7c2690e50384d59dcd1eacb8e75362c6379');
INSERT INTO public.bodies VALUES (9, '\x4d6573736167652d49443a203c616c657274406c697374732e6578616d706c652e6f72673e0d0a0d0a6279746573206f6620616c657274406c697374732e6578616d706c652e6f72670d0a', '8b54a9ac2bc183cdc7a54f15cf9eab8c7a98d8859642d604796281f93369be90');
INSERT INTO public.bodies VALUES (10, '\x4d6573736167652d49443a203c636f7079406c697374732e6578616d706c652e6f72673e0d0a0d0a6279746573206f6620636f7079406c697374732e6578616d706c652e6f72670d0a', 'cc49b4792a54b5a692517fd8892e7bdbef9c9a1fbef9fe1b7bdd487657cae470');
INSERT INTO public.bodies VALUES (12, '\x4d6573736167652d49443a203c72657475726e2e32303236303130322d434e414e2d30573147406c697374732e6578616d706c652e6f72673e0d0a0d0a6279746573206f662072657475726e2e32303236303130322d434e414e2d30573147406c697374732e6578616d706c652e6f72670d0a', '3969c72b647d4a654f3dcff5e4cf5610ec566157d63013c9263494b1ef458e43');
INSERT INTO public.bodies VALUES (13, '\x4d6573736167652d49443a203c3431406578616d706c652e6e65743e0d0a0d0a6279746573206f66203431406578616d706c652e6e65740d0a', 'b9cce6604d1d264b9777c36bfccf836e81f73b4d27cc4fc2627a50c2fc8e4e02');
INSERT INTO public.bounces VALUES ('salon.lists.example.org', 'bøb@exämple.net', 1, '2026-01-07 09:30:00+00', NULL);
INSERT INTO public.cases VALUES (1, '20251109-CNAN-1ZBR', 'salon.lists.example.org', '1@example.net', '1@example.net', '59fd8689a28f819f1214424747e683f92c1b518a53a721e790b5cdfbc8bb4b82', 'discarded', 'salon', 'INBOX', 1, 1, NULL, false, 39, false, 1, '2025-11-09 09:30:00+00', '2025-11-09 09:30:00+00', '2025-11-09 09:30:00+00', NULL, 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', false, NULL);
INSERT INTO public.cases VALUES (4, '20260102-CNAN-KYME', 'salon.lists.example.org', '13@example.net', '13@example.net', '26d256349af312a93a5b0688c4a17b48ba546127d49e1b757a75484270176b32', 'posting', 'salon', 'INBOX', 1, 13, 'Accepted', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-03 09:30:00+00', 'ann@example.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (5, '20260102-CNAN-BD2T', 'salon.lists.example.org', '14@example.net', '14@example.net', 'aa36d04ee07776bb0178bb936130999ff6f1df598e6c048e36eab119fe1d797d', 'returning', 'salon', 'INBOX', 1, 14, 'Returned', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-03 09:30:00+00', 'ann@example.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (6, '20260102-CNAN-B633', 'salon.lists.example.org', '15@example.net', '15@example.net', '9346728a5e7bdd66a4cb7f6df3c7524b3c9ed30048a5b1dcd94b7302db921302', 'posting', 'salon', 'INBOX', 1, 15, 'Accepted', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-03 09:30:00+00', 'ann@example.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (7, '20260102-CNAN-PND2', 'salon.lists.example.org', '11@example.net', '11@example.net', '1160b8aef9e59437352e7afbc302f14f433bff57c6a427908173de07160b98b7', 'discarded', 'salon', 'INBOX', 1, 16, NULL, false, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-04 09:30:00+00', NULL, 'ann@example.net', '["salon@lists.example.org"]', '20260102-CNAN-20CC', NULL, NULL, '', false, NULL);
INSERT INTO public.cases VALUES (8, '20260102-CNAN-G9AS', 'salon.lists.example.org', '11@example.net', '11@example.net', '83ffd1169dcfee7cb85b457c22a35e83e2e8e06db14bb7fb488e7f370eec3bdc', 'held', 'salon', 'INBOX', 1, 17, 'Held', true, 40, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-04 09:30:00+00', 'ann@example.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, '20260102-CNAN-20CC', NULL, '', true, NULL);
INSERT INTO public.cases VALUES (3, '20260102-CNAN-P23R', 'salon.lists.example.org', '12@example.net', '12@example.net', 'c1556191c04adc260f0e173d6da1ba3601045f8cf683281e2202a744b89a577b', 'held', 'salon', 'INBOX', 1, 12, 'Held', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-04 09:30:00+00', 'bøb@exämple.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (2, '20260102-CNAN-20CC', 'salon.lists.example.org', '11@example.net', '11@example.net', '1160b8aef9e59437352e7afbc302f14f433bff57c6a427908173de07160b98b7', 'posted', 'salon', 'Accepted', 4, 2, 'Accepted', false, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-04 09:30:00+00', 'ann@example.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (9, '20260102-CNAN-H00K', 'salon.lists.example.org', '21@example.net', '21@example.net', '6f29ebe11349a2bd15d69400917555676954051ffa6310a5e8851a63ec7aa807', 'digested', 'salon', 'INBOX', 1, 21, 'Digested', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-05 09:30:00+00', NULL, 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', false, NULL);
INSERT INTO public.cases VALUES (10, '20260102-CNAN-YW8F', 'salon.lists.example.org', '22@example.net', '22@example.net', '1966834af96ffb9384486d45c09b779627efad95e7508bd45ae5ef2076d5febf', 'digested', 'salon', 'INBOX', 1, 22, 'Digested', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-05 09:30:00+00', NULL, 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', false, NULL);
INSERT INTO public.cases VALUES (11, '20260102-CNAN-ZDTJ', 'salon.lists.example.org', '23@example.net', '23@example.net', '7ffea6d2637aaf8929573e6850e9ac8cfcccd655b95f2926f6b86daa93039fa0', 'in digest', 'salon', 'INBOX', 1, 23, 'Digested', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-05 09:30:00+00', NULL, 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', false, NULL);
INSERT INTO public.cases VALUES (12, '20260102-CNAN-V6EV', 'salon.lists.example.org', '31@example.net', '31@example.net', 'd055aeb16f0f850392c0b15af17f4890834ea76184094e243432dd2f848a3f10', 'held', 'salon', 'INBOX', 1, 31, 'Held', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-06 09:30:00+00', 'bøb@exämple.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (13, '20260102-CNAN-JRZM', 'salon.lists.example.org', '32@example.net', '32@example.net', '731d0b0baef56e13ca7b3abe8d29a87f00c4877fa9587253a11db9d7c5c0a209', 'held', 'salon', 'INBOX', 1, 32, 'Held', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-06 09:30:00+00', 'ann@example.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, '2026-01-07 09:30:00+00', '', true, NULL);
INSERT INTO public.cases VALUES (14, '20260102-CNAN-0XJA', 'salon.lists.example.org', '33@example.net', '33@example.net', '7cfe73663844ad21e5e42d5f6b7ec24c79064d599622757583b757ad2d6300dd', 'quarantined', 'salon', 'INBOX', 1, 33, NULL, false, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-06 09:30:00+00', NULL, 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', false, NULL);
INSERT INTO public.cases VALUES (15, '20260102-CNAN-MMJ0', 'salon.lists.example.org', '34@example.net', '34@example.net', '55c496355cb0553dfdfbd260f1f7a3f2470d5d4596234c541d036cf324d9fb9c', 'observed', 'salon', 'INBOX', 1, 34, NULL, false, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-06 09:30:00+00', NULL, 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', false, NULL);
INSERT INTO public.cases VALUES (16, '20260102-CNAN-VC0H', 'salon.lists.example.org', '35@example.net', '35@example.net', 'a356c33ecee5ecbd1554934873e4d407ba2f1adfdc4d6e7c33de8957e1975ef6', 'held', 'salon', 'INBOX', 1, 35, 'Held', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-06 09:30:00+00', 'ann@example.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (17, '20260102-CNAN-C564', 'salon.lists.example.org', '37@example.net', '37@example.net', '74d8b587ed93be2c5eef7be5a2ae3666b7ae86647a07520a93eb43d273a2f3d6', 'discarded', 'salon', 'INBOX', 1, 37, NULL, false, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-07 09:30:00+00', 'ann@example.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (18, '20260102-CNAN-0W1G', 'salon.lists.example.org', '36@example.net', '36@example.net', '17e340aa2bfd4509107614f9c2a4f970cbd0b3ae1cb13c42ed2463d44dbdbc08', 'returning', 'salon', 'INBOX', 1, 36, 'Returned', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-07 09:30:00+00', 'bøb@exämple.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (19, '20260102-CNAN-79FZ', 'salon.lists.example.org', '41@example.net', '41@example.net', '89f808f2bd0849eb7b09afb4651638e9c0c0e76b694cca368402b30796ec8204', 'posting', 'salon', 'INBOX', 1, 41, 'Accepted', true, 41, false, 1, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-08 08:30:00+00', 'ann@example.net', 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', true, NULL);
INSERT INTO public.cases VALUES (20, '20260102-CNAN-ZBT6', 'salon.lists.example.org', '42@example.net', '42@example.net', 'e6e58207e5bd7b0505ce2c4a42de897500990e9fb11883aefeed87886e90bd39', 'taken', 'salon', 'INBOX', 1, 42, NULL, false, 41, false, 2, '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', '2026-01-02 09:30:00+00', NULL, 'ann@example.net', '["salon@lists.example.org"]', NULL, NULL, NULL, '', false, NULL);
INSERT INTO public.closing_lines VALUES ('salon.lists.example.org', 'ann@example.net', '\x010000000000040000000000010180000000000001', '2026-01-03 09:30:00+00');
INSERT INTO public.counters VALUES ('ambiguous_sends_total', 4);
INSERT INTO public.counters VALUES ('leases_total', 8);
INSERT INTO public.decisions VALUES (1, '20251109-CNAN-1ZBR', '2025-11-09 09:30:00+00', 'discard', 'discard', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "discard", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (2, '20260102-CNAN-20CC', '2026-01-03 09:30:00+00', 'accept', 'accept', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (3, '20260102-CNAN-P23R', '2026-01-03 09:30:00+00', 'accept', 'accept', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (4, '20260102-CNAN-KYME', '2026-01-03 09:30:00+00', 'accept', 'accept', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (5, '20260102-CNAN-BD2T', '2026-01-03 09:30:00+00', 'return', 'return', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "return", "spans": [[1, 3]]}, {"rule": "moderator", "text": "\u00ab\u00e7a\u00bb", "disposition": null, "spans": []}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (6, '20260102-CNAN-B633', '2026-01-03 09:30:00+00', 'accept', 'accept', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (7, '20260102-CNAN-PND2', '2026-01-04 09:30:00+00', 'discard', 'discard', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "discard", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (8, '20260102-CNAN-G9AS', '2026-01-04 09:30:00+00', 'hold', 'hold', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (9, '20260102-CNAN-P23R', '2026-01-04 09:30:00+00', 'failed', 'hold', 'bot', '', '{"findings": [{"rule": "guard.undelivered", "text": "The mail server did not take the post mail. It said: members@lists.example.org: refused, refused 5.1.1 f\u00fcr", "disposition": "hold", "spans": []}], "rules": [], "facts": {}}');
INSERT INTO public.decisions VALUES (10, '20260102-CNAN-H00K', '2026-01-05 09:30:00+00', 'digest', 'digest', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (11, '20260102-CNAN-YW8F', '2026-01-05 09:30:00+00', 'digest', 'digest', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (12, '20260102-CNAN-ZDTJ', '2026-01-05 09:30:00+00', 'digest', 'digest', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (13, '20260102-CNAN-V6EV', '2026-01-06 09:30:00+00', 'hold', 'hold', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (14, '20260102-CNAN-JRZM', '2026-01-06 09:30:00+00', 'hold', 'hold', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (15, '20260102-CNAN-0XJA', '2026-01-06 09:30:00+00', 'quarantine', 'hold', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (16, '20260102-CNAN-MMJ0', '2026-01-06 09:30:00+00', 'observe', 'accept', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "accept", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (17, '20260102-CNAN-VC0H', '2026-01-06 09:30:00+00', 'hold', 'hold', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (18, '20260102-CNAN-C564', '2026-01-07 09:30:00+00', 'discard', 'discard', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (19, '20260102-CNAN-0W1G', '2026-01-07 09:30:00+00', 'return', 'return', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "return", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.decisions VALUES (20, '20260102-CNAN-79FZ', '2026-01-08 08:30:00+00', 'accept', 'accept', 'bot', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO public.dialogues VALUES ('20260102-CNAN-0W1G', 'salon.lists.example.org', 'bøb@exämple.net', 'open', 1, 0, '', '2026-01-07 09:30:00+00', '2026-01-07 09:30:00+00', '2026-01-09 09:30:00+00');
INSERT INTO public.edited VALUES ('20260102-CNAN-H00K', '\x5375626a6563743a205b785d206564697465640d0a0d0a');
INSERT INTO public.edited VALUES ('20260102-CNAN-YW8F', '\x5375626a6563743a205b785d206564697465640d0a0d0a');
INSERT INTO public.edited VALUES ('20260102-CNAN-ZDTJ', '\x5375626a6563743a205b785d206564697465640d0a0d0a');
INSERT INTO public.entries VALUES (1, '20260102-CNAN-H00K', 'salon.lists.example.org', 1);
INSERT INTO public.entries VALUES (2, '20260102-CNAN-YW8F', 'salon.lists.example.org', 2);
INSERT INTO public.entries VALUES (3, '20260102-CNAN-ZDTJ', 'salon.lists.example.org', NULL);
INSERT INTO public.footer_lines VALUES ('salon.lists.example.org', '\x0000000000020e00000000');
INSERT INTO public.in_hand VALUES ('20260102-CNAN-P23R', 'mod@example.org', NULL);
INSERT INTO public.issues VALUES ('salon.lists.example.org', 1, '2026-01-05 09:30:00+00', 1);
INSERT INTO public.issues VALUES ('salon.lists.example.org', 2, '2026-01-05 09:30:00+00', 1);
INSERT INTO public.journal VALUES (1, '20251109-CNAN-1ZBR', '2025-11-09 09:30:00+00', 'taken', '39 octets');
INSERT INTO public.journal VALUES (2, '20251109-CNAN-1ZBR', '2025-11-09 09:30:00+00', 'discard', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (3, '20260102-CNAN-20CC', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (4, '20260102-CNAN-20CC', '2026-01-03 09:30:00+00', 'accept', 'by bot');
INSERT INTO public.journal VALUES (5, '20260102-CNAN-P23R', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (6, '20260102-CNAN-P23R', '2026-01-03 09:30:00+00', 'accept', 'by bot');
INSERT INTO public.journal VALUES (7, '20260102-CNAN-KYME', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (8, '20260102-CNAN-KYME', '2026-01-03 09:30:00+00', 'accept', 'by bot');
INSERT INTO public.journal VALUES (9, '20260102-CNAN-BD2T', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (10, '20260102-CNAN-BD2T', '2026-01-03 09:30:00+00', 'return', 'by bot; comment-too-short: Please add a comment.; «ça»');
INSERT INTO public.journal VALUES (11, '20260102-CNAN-B633', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (12, '20260102-CNAN-B633', '2026-01-03 09:30:00+00', 'accept', 'by bot');
INSERT INTO public.journal VALUES (13, '20260102-CNAN-PND2', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (14, '20260102-CNAN-G9AS', '2026-01-02 09:30:00+00', 'taken', '40 octets');
INSERT INTO public.journal VALUES (15, '20260102-CNAN-PND2', '2026-01-04 09:30:00+00', 'discard', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (16, '20260102-CNAN-G9AS', '2026-01-04 09:30:00+00', 'hold', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (17, '20260102-CNAN-20CC', '2026-01-04 09:30:00+00', 'sent', 'post, attempt 1: members@lists.example.org: sent, sent 5.1.1 für');
INSERT INTO public.journal VALUES (18, '20260102-CNAN-P23R', '2026-01-04 09:30:00+00', 'failed', 'post, attempt 1: members@lists.example.org: refused, refused 5.1.1 für');
INSERT INTO public.journal VALUES (19, '20260102-CNAN-KYME', '2026-01-04 09:30:00+00', 'deferred', 'post, attempt 1: members@lists.example.org: deferred, deferred 5.1.1 für');
INSERT INTO public.journal VALUES (20, '20260102-CNAN-BD2T', '2026-01-04 09:30:00+00', 'unknown', 'return, attempt 1: ann@example.net: unknown, unknown 5.1.1 für');
INSERT INTO public.journal VALUES (21, '20260102-CNAN-B633', '2026-01-04 09:30:00+00', 'deferred', 'post, attempt 1: ann@example.net: sent, 250 2.0.0 Ok; bøb@exämple.net: deferred, 450 später');
INSERT INTO public.journal VALUES (22, '20260102-CNAN-20CC', '2026-01-04 09:30:00+00', 'moved', 'Accepted');
INSERT INTO public.journal VALUES (23, '20260102-CNAN-H00K', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (24, '20260102-CNAN-H00K', '2026-01-05 09:30:00+00', 'digest', 'by bot');
INSERT INTO public.journal VALUES (25, '20260102-CNAN-H00K', '2026-01-05 09:30:00+00', 'issued', 'in issue 1');
INSERT INTO public.journal VALUES (26, '20260102-CNAN-YW8F', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (27, '20260102-CNAN-YW8F', '2026-01-05 09:30:00+00', 'digest', 'by bot');
INSERT INTO public.journal VALUES (28, '20260102-CNAN-YW8F', '2026-01-05 09:30:00+00', 'issued', 'in issue 2');
INSERT INTO public.journal VALUES (29, '20260102-CNAN-ZDTJ', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (30, '20260102-CNAN-ZDTJ', '2026-01-05 09:30:00+00', 'digest', 'by bot');
INSERT INTO public.journal VALUES (31, '20260102-CNAN-V6EV', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (32, '20260102-CNAN-JRZM', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (33, '20260102-CNAN-0XJA', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (34, '20260102-CNAN-MMJ0', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (35, '20260102-CNAN-VC0H', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (36, '20260102-CNAN-V6EV', '2026-01-06 09:30:00+00', 'hold', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (37, '20260102-CNAN-JRZM', '2026-01-06 09:30:00+00', 'hold', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (38, '20260102-CNAN-0XJA', '2026-01-06 09:30:00+00', 'quarantine', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (39, '20260102-CNAN-MMJ0', '2026-01-06 09:30:00+00', 'observe', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (40, '20260102-CNAN-VC0H', '2026-01-06 09:30:00+00', 'hold', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (41, '20260102-CNAN-VC0H', '2026-01-06 09:30:00+00', 'alert', 'owners will hear of it (rule:x)');
INSERT INTO public.journal VALUES (42, '20260102-CNAN-VC0H', '2026-01-07 09:30:00+00', 'told', 'to owner@example.org');
INSERT INTO public.journal VALUES (43, '20260102-CNAN-C564', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (44, '20260102-CNAN-C564', '2026-01-07 09:30:00+00', 'discard', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (45, '20260102-CNAN-0W1G', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (46, '20260102-CNAN-0W1G', '2026-01-07 09:30:00+00', 'return', 'by bot; comment-too-short: Please add a comment.');
INSERT INTO public.journal VALUES (47, '20260102-CNAN-79FZ', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (48, '20260102-CNAN-79FZ', '2026-01-08 08:30:00+00', 'accept', 'by bot');
INSERT INTO public.journal VALUES (49, '20260102-CNAN-ZBT6', '2026-01-02 09:30:00+00', 'taken', '41 octets');
INSERT INTO public.journal VALUES (50, '20260102-CNAN-ZBT6', '2026-01-08 08:30:00+00', 'begun', 'attempt 2');
INSERT INTO public.memories VALUES ('20260102-CNAN-20CC', 'salon.lists.example.org', '2026-01-08 09:30:00+00', 'accept', 'ann@example.net', '11@example.net', '11@example.net', 'gazette.example/1', 2, '', '', '
comment-too-short
');
INSERT INTO public.meta VALUES ('marks', '5ec7e7');
INSERT INTO public.originals VALUES ('20260102-CNAN-20CC', '\x4d6573736167652d49443a203c3131406578616d706c652e6e65743e0d0a0d0a746578742031310d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-P23R', '\x4d6573736167652d49443a203c3132406578616d706c652e6e65743e0d0a0d0a746578742031320d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-KYME', '\x4d6573736167652d49443a203c3133406578616d706c652e6e65743e0d0a0d0a746578742031330d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-BD2T', '\x4d6573736167652d49443a203c3134406578616d706c652e6e65743e0d0a0d0a746578742031340d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-B633', '\x4d6573736167652d49443a203c3135406578616d706c652e6e65743e0d0a0d0a746578742031350d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-PND2', '\x4d6573736167652d49443a203c3131406578616d706c652e6e65743e0d0a0d0a746578742031310d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-G9AS', '\x4d6573736167652d49443a203c3131406578616d706c652e6e65743e0d0a0d0a666f726765640d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-H00K', '\x4d6573736167652d49443a203c3231406578616d706c652e6e65743e0d0a0d0a746578742032310d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-YW8F', '\x4d6573736167652d49443a203c3232406578616d706c652e6e65743e0d0a0d0a746578742032320d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-ZDTJ', '\x4d6573736167652d49443a203c3233406578616d706c652e6e65743e0d0a0d0a746578742032330d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-V6EV', '\x4d6573736167652d49443a203c3331406578616d706c652e6e65743e0d0a0d0a746578742033310d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-JRZM', '\x4d6573736167652d49443a203c3332406578616d706c652e6e65743e0d0a0d0a746578742033320d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-0XJA', '\x4d6573736167652d49443a203c3333406578616d706c652e6e65743e0d0a0d0a746578742033330d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-MMJ0', '\x4d6573736167652d49443a203c3334406578616d706c652e6e65743e0d0a0d0a746578742033340d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-VC0H', '\x4d6573736167652d49443a203c3335406578616d706c652e6e65743e0d0a0d0a746578742033350d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-C564', '\x4d6573736167652d49443a203c3337406578616d706c652e6e65743e0d0a0d0a746578742033370d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-0W1G', '\x4d6573736167652d49443a203c3336406578616d706c652e6e65743e0d0a0d0a746578742033360d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-79FZ', '\x4d6573736167652d49443a203c3431406578616d706c652e6e65743e0d0a0d0a746578742034310d0a');
INSERT INTO public.originals VALUES ('20260102-CNAN-ZBT6', '\x4d6573736167652d49443a203c3432406578616d706c652e6e65743e0d0a0d0a746578742034320d0a');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 900, NULL);
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 901, NULL);
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 1, '20251109-CNAN-1ZBR');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 11, '20260102-CNAN-20CC');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 12, '20260102-CNAN-P23R');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 13, '20260102-CNAN-KYME');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 14, '20260102-CNAN-BD2T');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 15, '20260102-CNAN-B633');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 16, '20260102-CNAN-PND2');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 17, '20260102-CNAN-G9AS');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 21, '20260102-CNAN-H00K');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 22, '20260102-CNAN-YW8F');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 23, '20260102-CNAN-ZDTJ');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 31, '20260102-CNAN-V6EV');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 32, '20260102-CNAN-JRZM');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 33, '20260102-CNAN-0XJA');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 34, '20260102-CNAN-MMJ0');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 35, '20260102-CNAN-VC0H');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 37, '20260102-CNAN-C564');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 36, '20260102-CNAN-0W1G');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 41, '20260102-CNAN-79FZ');
INSERT INTO public.origins VALUES ('salon.lists.example.org', 'salon', 'INBOX', 1, 42, '20260102-CNAN-ZBT6');
INSERT INTO public.outbox VALUES (1, 2, '20260102-CNAN-20CC', NULL, 'salon.lists.example.org', 'post', '11@example.net', '11@example.net', '', 'sent', 1, NULL, NULL, '2026-01-03 09:30:00+00', '2026-01-04 09:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (2, 3, '20260102-CNAN-P23R', NULL, 'salon.lists.example.org', 'post', '12@example.net', '12@example.net', '', 'failed', 1, NULL, NULL, '2026-01-03 09:30:00+00', '2026-01-04 09:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (3, 4, '20260102-CNAN-KYME', NULL, 'salon.lists.example.org', 'post', '13@example.net', '13@example.net', '', 'deferred', 1, '2026-01-08 10:30:00+00', NULL, '2026-01-03 09:30:00+00', '2026-01-04 09:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (4, 5, '20260102-CNAN-BD2T', NULL, 'salon.lists.example.org', 'return', 'return.20260102-CNAN-BD2T@lists.example.org', 'return.20260102-CNAN-BD2T@lists.example.org', '', 'unknown', 1, '2026-01-08 10:30:00+00', NULL, '2026-01-03 09:30:00+00', '2026-01-04 09:30:00+00', 1, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (5, 6, '20260102-CNAN-B633', NULL, 'salon.lists.example.org', 'post', '15@example.net', '15@example.net', '', 'deferred', 1, '2026-01-09 09:30:00+00', NULL, '2026-01-03 09:30:00+00', '2026-01-04 09:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (6, NULL, NULL, 1, 'salon.lists.example.org', 'digest', 'issue21@lists.example.org', 'issue21@lists.example.org', '', 'sent', 1, NULL, NULL, '2026-01-05 09:30:00+00', '2026-01-05 09:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (7, NULL, NULL, 2, 'salon.lists.example.org', 'digest', 'issue22@lists.example.org', 'issue22@lists.example.org', '', 'failed', 1, NULL, NULL, '2026-01-05 09:30:00+00', '2026-01-05 09:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (9, NULL, NULL, NULL, 'salon.lists.example.org', 'owner', 'alert@lists.example.org', 'alert@lists.example.org', '', 'ready', 0, '2026-01-07 08:30:00+00', NULL, '2026-01-07 09:30:00+00', '2026-01-07 09:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (10, NULL, NULL, NULL, 'salon.lists.example.org', 'answer', 'copy@lists.example.org', 'copy@lists.example.org', '', 'ready', 0, '2026-01-08 08:30:00+00', NULL, '2026-01-08 09:30:00+00', '2026-01-08 09:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (11, NULL, NULL, NULL, 'salon.lists.example.org', 'answer', 'copy@lists.example.org', 'copy@lists.example.org', 'b+x@lists.example.org', 'ready', 0, '2026-01-08 09:30:00+00', NULL, '2026-01-08 09:30:00+00', '2026-01-08 09:30:00+00', 0, 10, '\x582d413a20620d0a', 'ann@example.net', NULL);
INSERT INTO public.outbox VALUES (12, 19, '20260102-CNAN-0W1G', NULL, 'salon.lists.example.org', 'return', 'return.20260102-CNAN-0W1G@lists.example.org', 'return.20260102-CNAN-0W1G@lists.example.org', '', 'ready', 0, '2026-01-07 08:30:00+00', NULL, '2026-01-07 09:30:00+00', '2026-01-07 09:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (13, 20, '20260102-CNAN-79FZ', NULL, 'salon.lists.example.org', 'post', '41@example.net', '41@example.net', '', 'ready', 0, '2026-01-08 07:30:00+00', NULL, '2026-01-08 08:30:00+00', '2026-01-08 08:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox VALUES (8, NULL, NULL, NULL, 'salon.lists.example.org', 'held', 'told@lists.example.org', 'told@lists.example.org', '', 'sending', 1, NULL, '2026-01-08 08:50:00+00', '2026-01-07 09:30:00+00', '2026-01-08 08:30:00+00', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.outbox_recipients VALUES (1, 0, 'members@lists.example.org', 'sent', 'sent 5.1.1 für', '2026-01-04 09:30:00+00');
INSERT INTO public.outbox_recipients VALUES (2, 0, 'members@lists.example.org', 'refused', 'refused 5.1.1 für', '2026-01-04 09:30:00+00');
INSERT INTO public.outbox_recipients VALUES (3, 0, 'members@lists.example.org', 'deferred', 'deferred 5.1.1 für', '2026-01-04 09:30:00+00');
INSERT INTO public.outbox_recipients VALUES (4, 0, 'ann@example.net', 'unknown', 'unknown 5.1.1 für', '2026-01-04 09:30:00+00');
INSERT INTO public.outbox_recipients VALUES (5, 0, 'ann@example.net', 'sent', '250 2.0.0 Ok', '2026-01-04 09:30:00+00');
INSERT INTO public.outbox_recipients VALUES (5, 1, 'bøb@exämple.net', 'deferred', '450 später', '2026-01-04 09:30:00+00');
INSERT INTO public.outbox_recipients VALUES (6, 0, 'readers@lists.example.org', 'sent', 'sent', '2026-01-05 09:30:00+00');
INSERT INTO public.outbox_recipients VALUES (7, 0, 'readers@lists.example.org', 'refused', 'refused', '2026-01-05 09:30:00+00');
INSERT INTO public.outbox_recipients VALUES (8, 0, 'owner@example.org', NULL, '', NULL);
INSERT INTO public.outbox_recipients VALUES (9, 0, 'owner@example.org', NULL, '', NULL);
INSERT INTO public.outbox_recipients VALUES (10, 0, 'members@lists.example.org', NULL, '', NULL);
INSERT INTO public.outbox_recipients VALUES (11, 0, 'ann@example.net', NULL, '', NULL);
INSERT INTO public.outbox_recipients VALUES (12, 0, 'ann@example.net', NULL, '', NULL);
INSERT INTO public.outbox_recipients VALUES (13, 0, 'members@lists.example.org', NULL, '', NULL);
INSERT INTO public.rule_files VALUES ('salon.lists.example.org', 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', 'salon.yaml', '\x72756c657365743a2073616c6f6e0a');
INSERT INTO public.rule_files VALUES ('salon.lists.example.org', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'salon.yaml', '\x72756c657365743a2073616c6f6e0a');
INSERT INTO public.rule_files VALUES ('salon.lists.example.org', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'bé.txt', '\xff00');
INSERT INTO public.rule_sets VALUES ('salon.lists.example.org', 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', '2025-11-09 09:30:00+00');
INSERT INTO public.rule_sets VALUES ('salon.lists.example.org', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '2025-12-30 09:30:00+00');
INSERT INTO public.said_lines VALUES ('20260102-CNAN-20CC', 'salon.lists.example.org', '11@example.net', 140737488355328, '2026-01-03 09:30:00+00', '\x000000000007');
INSERT INTO public.shares VALUES ('salon.lists.example.org', '0123456789abcdef', '2026-01-08 08:30:00+00');
INSERT INTO public.standing VALUES ('salon.lists.example.org', 'ann@example.net', 'always', 'mod@example.org', '2026-01-07 09:30:00+00');
INSERT INTO public.token_cases VALUES ('abcdefghij', 1, '20260102-CNAN-0W1G');
INSERT INTO public.tokens VALUES ('abcdefghij', 'salon.lists.example.org', 'bøb@exämple.net', 'author', '2026-01-08 09:30:00+00', '2026-01-09 09:30:00+00');
INSERT INTO public.versions VALUES ('20260102-CNAN-0W1G', 1, 'draft', '\x5375626a6563743a20780d0a0d0a', 'comment', NULL, '2026-01-07 09:30:00+00');
INSERT INTO public.wishes VALUES (1, 'salon.lists.example.org', 'ann@example.net', '2026-01-07 09:30:00+00', '20260102-CNAN-C564', 'digest', NULL, NULL);
INSERT INTO public.workers VALUES ('0123456789abcdef', 'alpha, process 1', '2026-01-08 08:30:00+00', '2026-01-08 08:50:00+00');
SELECT pg_catalog.setval('public.alerts_id_seq', 2, true);
SELECT pg_catalog.setval('public.cases_number_seq', 20, true);
SELECT pg_catalog.setval('public.decisions_id_seq', 20, true);
SELECT pg_catalog.setval('public.entries_position_seq', 3, true);
SELECT pg_catalog.setval('public.journal_id_seq', 50, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 13, true);
SELECT pg_catalog.setval('public.wishes_id_seq', 1, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT pk_alerts PRIMARY KEY (id);
ALTER TABLE ONLY public.answers
    ADD CONSTRAINT pk_answers PRIMARY KEY (case_id);
ALTER TABLE ONLY public.article_prints
    ADD CONSTRAINT pk_article_prints PRIMARY KEY (list_id, print, case_id);
ALTER TABLE ONLY public.backlogs
    ADD CONSTRAINT pk_backlogs PRIMARY KEY (list_id, account, folder);
ALTER TABLE ONLY public.bodies
    ADD CONSTRAINT pk_bodies PRIMARY KEY (outbox_id);
ALTER TABLE ONLY public.bounces
    ADD CONSTRAINT pk_bounces PRIMARY KEY (list_id, person);
ALTER TABLE ONLY public.cases
    ADD CONSTRAINT pk_cases PRIMARY KEY (number);
ALTER TABLE ONLY public.closing_lines
    ADD CONSTRAINT pk_closing_lines PRIMARY KEY (list_id, author);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT pk_counters PRIMARY KEY (name);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT pk_decisions PRIMARY KEY (id);
ALTER TABLE ONLY public.dialogues
    ADD CONSTRAINT pk_dialogues PRIMARY KEY (case_id);
ALTER TABLE ONLY public.edited
    ADD CONSTRAINT pk_edited PRIMARY KEY (case_id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT pk_entries PRIMARY KEY ("position");
ALTER TABLE ONLY public.footer_lines
    ADD CONSTRAINT pk_footer_lines PRIMARY KEY (list_id);
ALTER TABLE ONLY public.in_hand
    ADD CONSTRAINT pk_in_hand PRIMARY KEY (case_id);
ALTER TABLE ONLY public.issues
    ADD CONSTRAINT pk_issues PRIMARY KEY (list_id, number);
ALTER TABLE ONLY public.journal
    ADD CONSTRAINT pk_journal PRIMARY KEY (id);
ALTER TABLE ONLY public.memories
    ADD CONSTRAINT pk_memories PRIMARY KEY (case_id);
ALTER TABLE ONLY public.meta
    ADD CONSTRAINT pk_meta PRIMARY KEY (key);
ALTER TABLE ONLY public.originals
    ADD CONSTRAINT pk_originals PRIMARY KEY (case_id);
ALTER TABLE ONLY public.origins
    ADD CONSTRAINT pk_origins PRIMARY KEY (list_id, account, folder, validity, uid);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox_recipients
    ADD CONSTRAINT pk_outbox_recipients PRIMARY KEY (outbox_id, "position");
ALTER TABLE ONLY public.rule_files
    ADD CONSTRAINT pk_rule_files PRIMARY KEY (list_id, digest, path);
ALTER TABLE ONLY public.rule_sets
    ADD CONSTRAINT pk_rule_sets PRIMARY KEY (list_id, digest);
ALTER TABLE ONLY public.said_lines
    ADD CONSTRAINT pk_said_lines PRIMARY KEY (case_id);
ALTER TABLE ONLY public.shares
    ADD CONSTRAINT pk_shares PRIMARY KEY (list_id);
ALTER TABLE ONLY public.standing
    ADD CONSTRAINT pk_standing PRIMARY KEY (list_id, address);
ALTER TABLE ONLY public.token_cases
    ADD CONSTRAINT pk_token_cases PRIMARY KEY (token, "position");
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT pk_tokens PRIMARY KEY (name);
ALTER TABLE ONLY public.versions
    ADD CONSTRAINT pk_versions PRIMARY KEY (case_id, number);
ALTER TABLE ONLY public.wishes
    ADD CONSTRAINT pk_wishes PRIMARY KEY (id);
ALTER TABLE ONLY public.workers
    ADD CONSTRAINT pk_workers PRIMARY KEY (id);
ALTER TABLE ONLY public.cases
    ADD CONSTRAINT uq_cases_id UNIQUE (id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT uq_entries_case_id UNIQUE (case_id);
CREATE INDEX ix_alerts_list_id_told ON public.alerts USING btree (list_id, told);
CREATE INDEX ix_alerts_list_id_topic_told ON public.alerts USING btree (list_id, topic, told);
CREATE INDEX ix_answers_author_at ON public.answers USING btree (author, at);
CREATE INDEX ix_answers_list_id_at ON public.answers USING btree (list_id, at);
CREATE INDEX ix_article_prints_case_id ON public.article_prints USING btree (case_id);
CREATE INDEX ix_cases_author_list_id_state ON public.cases USING btree (author, list_id, state);
CREATE INDEX ix_cases_content_hash_list_id ON public.cases USING btree (content_hash, list_id);
CREATE INDEX ix_cases_message_key_list_id ON public.cases USING btree (message_key, list_id);
CREATE INDEX ix_cases_state_list_id ON public.cases USING btree (state, list_id);
CREATE INDEX ix_cases_wishes ON public.cases USING btree (list_id) WHERE wish_open;
CREATE INDEX ix_closing_lines_seen ON public.closing_lines USING btree (seen);
CREATE INDEX ix_decisions_at ON public.decisions USING btree (at);
CREATE INDEX ix_decisions_case_id ON public.decisions USING btree (case_id);
CREATE INDEX ix_dialogues_list_id_person_state ON public.dialogues USING btree (list_id, person, state);
CREATE INDEX ix_dialogues_state_until ON public.dialogues USING btree (state, until);
CREATE INDEX ix_entries_list_id_issue ON public.entries USING btree (list_id, issue);
CREATE INDEX ix_journal_case_id ON public.journal USING btree (case_id);
CREATE INDEX ix_memories_at ON public.memories USING btree (at);
CREATE INDEX ix_memories_author_list_id_at ON public.memories USING btree (author, list_id, at);
CREATE INDEX ix_memories_message_key_list_id ON public.memories USING btree (message_key, list_id);
CREATE INDEX ix_memories_thread_list_id_at ON public.memories USING btree (thread, list_id, at);
CREATE INDEX ix_memories_url_list_id ON public.memories USING btree (url, list_id);
CREATE INDEX ix_outbox_case_id ON public.outbox USING btree (case_id);
CREATE INDEX ix_outbox_decision_id ON public.outbox USING btree (decision_id);
CREATE INDEX ix_outbox_lease_until ON public.outbox USING btree (lease_until);
CREATE INDEX ix_outbox_list_id_issue ON public.outbox USING btree (list_id, issue);
CREATE INDEX ix_outbox_list_id_kind_created ON public.outbox USING btree (list_id, kind, created);
CREATE INDEX ix_outbox_message_key ON public.outbox USING btree (message_key);
CREATE INDEX ix_outbox_next_at ON public.outbox USING btree (next_at);
CREATE INDEX ix_said_lines_list_id_at ON public.said_lines USING btree (list_id, at);
CREATE INDEX ix_said_lines_message_key_list_id ON public.said_lines USING btree (message_key, list_id);
CREATE INDEX ix_said_lines_thread_list_id_at ON public.said_lines USING btree (thread, list_id, at);
CREATE INDEX ix_shares_worker ON public.shares USING btree (worker);
CREATE INDEX ix_token_cases_case_id ON public.token_cases USING btree (case_id);
CREATE INDEX ix_tokens_until ON public.tokens USING btree (until);
CREATE INDEX ix_wishes_list_id_applied ON public.wishes USING btree (list_id, applied);
CREATE INDEX ix_wishes_list_id_at ON public.wishes USING btree (list_id, at);
ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT fk_alerts_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.answers
    ADD CONSTRAINT fk_answers_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.article_prints
    ADD CONSTRAINT fk_article_prints_case_id FOREIGN KEY (case_id) REFERENCES public.memories(case_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.bodies
    ADD CONSTRAINT fk_bodies_outbox_id FOREIGN KEY (outbox_id) REFERENCES public.outbox(id);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT fk_decisions_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.dialogues
    ADD CONSTRAINT fk_dialogues_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.edited
    ADD CONSTRAINT fk_edited_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT fk_entries_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.in_hand
    ADD CONSTRAINT fk_in_hand_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.journal
    ADD CONSTRAINT fk_journal_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.memories
    ADD CONSTRAINT fk_memories_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.originals
    ADD CONSTRAINT fk_originals_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.origins
    ADD CONSTRAINT fk_origins_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_decision_id FOREIGN KEY (decision_id) REFERENCES public.decisions(id);
ALTER TABLE ONLY public.outbox_recipients
    ADD CONSTRAINT fk_outbox_recipients_outbox_id FOREIGN KEY (outbox_id) REFERENCES public.outbox(id);
ALTER TABLE ONLY public.rule_files
    ADD CONSTRAINT fk_rule_files_list_id_digest FOREIGN KEY (list_id, digest) REFERENCES public.rule_sets(list_id, digest);
ALTER TABLE ONLY public.said_lines
    ADD CONSTRAINT fk_said_lines_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.shares
    ADD CONSTRAINT fk_shares_worker FOREIGN KEY (worker) REFERENCES public.workers(id);
ALTER TABLE ONLY public.token_cases
    ADD CONSTRAINT fk_token_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.token_cases
    ADD CONSTRAINT fk_token_cases_token FOREIGN KEY (token) REFERENCES public.tokens(name) ON DELETE CASCADE;
ALTER TABLE ONLY public.versions
    ADD CONSTRAINT fk_versions_brought_by FOREIGN KEY (brought_by) REFERENCES public.cases(id);
ALTER TABLE ONLY public.versions
    ADD CONSTRAINT fk_versions_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
ALTER TABLE ONLY public.wishes
    ADD CONSTRAINT fk_wishes_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);
