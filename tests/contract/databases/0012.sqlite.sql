BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0012');
CREATE TABLE alerts (
	id INTEGER NOT NULL, 
	list_id TEXT NOT NULL, 
	topic TEXT NOT NULL, 
	people TEXT NOT NULL, 
	case_id VARCHAR(24), 
	text TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	told VARCHAR(27), 
	mail TEXT, 
	CONSTRAINT pk_alerts PRIMARY KEY (id), 
	CONSTRAINT fk_alerts_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "alerts" VALUES(1,'salon.lists.example.org','rule:x','owners','20260102-CNAN-TYYW','bøb@exämple.net','2026-01-06T09:30:00.000000Z','2026-01-07T09:30:00.000000Z','alert@lists.example.org');
INSERT INTO "alerts" VALUES(2,'salon.lists.example.org','complaint','owners moderators',NULL,'junk','2026-01-06T09:30:00.000000Z',NULL,NULL);
CREATE TABLE answers (
	case_id VARCHAR(24) NOT NULL, 
	list_id TEXT NOT NULL, 
	author TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_answers PRIMARY KEY (case_id), 
	CONSTRAINT fk_answers_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "answers" VALUES('20260102-CNAN-WGD7','salon.lists.example.org','ann@example.net','2026-01-03T09:30:00.000000Z');
INSERT INTO "answers" VALUES('20260102-CNAN-CJJ4','salon.lists.example.org','ann@example.net','2026-01-07T09:30:00.000000Z');
CREATE TABLE article_prints (
	list_id TEXT NOT NULL, 
	print BIGINT NOT NULL, 
	case_id VARCHAR(24) NOT NULL, 
	CONSTRAINT pk_article_prints PRIMARY KEY (list_id, print, case_id), 
	CONSTRAINT fk_article_prints_case_id FOREIGN KEY(case_id) REFERENCES memories (case_id) ON DELETE CASCADE
);
INSERT INTO "article_prints" VALUES('salon.lists.example.org',1099511627776,'20260102-CNAN-M5PN');
INSERT INTO "article_prints" VALUES('salon.lists.example.org',7,'20260102-CNAN-M5PN');
CREATE TABLE backlogs (
	list_id TEXT NOT NULL, 
	account TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	validity BIGINT NOT NULL, 
	ignored VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_backlogs PRIMARY KEY (list_id, account, folder)
);
INSERT INTO "backlogs" VALUES('salon.lists.example.org','salon','INBOX',1,'2025-11-09T09:30:00.000000Z');
CREATE TABLE bodies (
	outbox_id INTEGER NOT NULL, 
	raw BLOB NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_bodies PRIMARY KEY (outbox_id), 
	CONSTRAINT fk_bodies_outbox_id FOREIGN KEY(outbox_id) REFERENCES outbox (id)
);
INSERT INTO "bodies" VALUES(1,X'4D6573736167652D49443A203C3131406578616D706C652E6E65743E0D0A0D0A6279746573206F66203131406578616D706C652E6E65740D0A','d9c3699532a70ebf14dec90a81c8d2714c1df4ed22dee7d9ea1d53105df957d0');
INSERT INTO "bodies" VALUES(2,X'4D6573736167652D49443A203C3132406578616D706C652E6E65743E0D0A0D0A6279746573206F66203132406578616D706C652E6E65740D0A','d7f16c4d93da4d4c69951af05d32856c14c3c781fe5503725282446ce1c9b7cb');
INSERT INTO "bodies" VALUES(3,X'4D6573736167652D49443A203C3133406578616D706C652E6E65743E0D0A0D0A6279746573206F66203133406578616D706C652E6E65740D0A','cd6dc3e909ddf2395414bf0212cf61fb6c6bdccc876ce2155edf780b6f52f190');
INSERT INTO "bodies" VALUES(4,X'4D6573736167652D49443A203C72657475726E2E32303236303130322D434E414E2D57474437406C697374732E6578616D706C652E6F72673E0D0A0D0A6279746573206F662072657475726E2E32303236303130322D434E414E2D57474437406C697374732E6578616D706C652E6F72670D0A','bfbae26cce3b67b34ddaec8fa8437a03e0c6b73b00bf31e55ba2c26e71c2add2');
INSERT INTO "bodies" VALUES(5,X'4D6573736167652D49443A203C3135406578616D706C652E6E65743E0D0A0D0A6279746573206F66203135406578616D706C652E6E65740D0A','6131cde5a9274e992d9e99d297e14997f47f23882863aa72da149ad4c54afc03');
INSERT INTO "bodies" VALUES(6,X'4D6573736167652D49443A203C69737375653231406C697374732E6578616D706C652E6F72673E0D0A0D0A6279746573206F662069737375653231406C697374732E6578616D706C652E6F72670D0A','f739505b4533781b725f2d652d2a3eea1913a0d272f521b486ec0d2237087fda');
INSERT INTO "bodies" VALUES(7,X'4D6573736167652D49443A203C69737375653232406C697374732E6578616D706C652E6F72673E0D0A0D0A6279746573206F662069737375653232406C697374732E6578616D706C652E6F72670D0A','9023a03bad4e64263b9a56fd3b8177bc511f367ea1f9da25b585a9ce87891582');
INSERT INTO "bodies" VALUES(8,X'4D6573736167652D49443A203C746F6C64406C697374732E6578616D706C652E6F72673E0D0A0D0A6279746573206F6620746F6C64406C697374732E6578616D706C652E6F72670D0A','49953e4ca8235524716a7f0fe4c2a7c2690e50384d59dcd1eacb8e75362c6379');
INSERT INTO "bodies" VALUES(9,X'4D6573736167652D49443A203C616C657274406C697374732E6578616D706C652E6F72673E0D0A0D0A6279746573206F6620616C657274406C697374732E6578616D706C652E6F72670D0A','8b54a9ac2bc183cdc7a54f15cf9eab8c7a98d8859642d604796281f93369be90');
INSERT INTO "bodies" VALUES(10,X'4D6573736167652D49443A203C636F7079406C697374732E6578616D706C652E6F72673E0D0A0D0A6279746573206F6620636F7079406C697374732E6578616D706C652E6F72670D0A','cc49b4792a54b5a692517fd8892e7bdbef9c9a1fbef9fe1b7bdd487657cae470');
INSERT INTO "bodies" VALUES(12,X'4D6573736167652D49443A203C72657475726E2E32303236303130322D434E414E2D434A4A34406C697374732E6578616D706C652E6F72673E0D0A0D0A6279746573206F662072657475726E2E32303236303130322D434E414E2D434A4A34406C697374732E6578616D706C652E6F72670D0A','6efc3f53e9bf259b39d8dfabffc801a7a225a42581f25294dfc1813539e26e94');
INSERT INTO "bodies" VALUES(13,X'4D6573736167652D49443A203C3431406578616D706C652E6E65743E0D0A0D0A6279746573206F66203431406578616D706C652E6E65740D0A','b9cce6604d1d264b9777c36bfccf836e81f73b4d27cc4fc2627a50c2fc8e4e02');
CREATE TABLE bounces (
	list_id TEXT NOT NULL, 
	person TEXT NOT NULL, 
	score INTEGER NOT NULL, 
	last VARCHAR(27) NOT NULL, 
	paused VARCHAR(27), 
	CONSTRAINT pk_bounces PRIMARY KEY (list_id, person)
);
INSERT INTO "bounces" VALUES('salon.lists.example.org','bøb@exämple.net',1,'2026-01-07T09:30:00.000000Z',NULL);
CREATE TABLE cases (
	number INTEGER NOT NULL, 
	id VARCHAR(24) NOT NULL, 
	list_id TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	message_key TEXT NOT NULL, 
	content_hash VARCHAR(64) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	account TEXT, 
	folder TEXT, 
	validity BIGINT, 
	uid BIGINT, 
	wish TEXT, 
	wish_open BOOLEAN NOT NULL, 
	size BIGINT NOT NULL, 
	oversize BOOLEAN NOT NULL, 
	attempts INTEGER NOT NULL, 
	received VARCHAR(27) NOT NULL, 
	created VARCHAR(27) NOT NULL, 
	changed VARCHAR(27) NOT NULL, 
	author TEXT, 
	reverse_path TEXT, 
	recipients TEXT NOT NULL, 
	duplicate_of VARCHAR(24), 
	conflict_of VARCHAR(24), 
	told VARCHAR(27), signals_hash VARCHAR(64), proven BOOLEAN DEFAULT 1 NOT NULL, checked TEXT, 
	CONSTRAINT pk_cases PRIMARY KEY (number), 
	CONSTRAINT uq_cases_id UNIQUE (id)
);
INSERT INTO "cases" VALUES(1,'20251109-CNAN-G3N5','salon.lists.example.org','1@example.net','1@example.net','59fd8689a28f819f1214424747e683f92c1b518a53a721e790b5cdfbc8bb4b82','discarded','salon','INBOX',1,1,NULL,0,39,0,1,'2025-11-09T09:30:00.000000Z','2025-11-09T09:30:00.000000Z','2025-11-09T09:30:00.000000Z',NULL,'ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',0,NULL);
INSERT INTO "cases" VALUES(2,'20260102-CNAN-M5PN','salon.lists.example.org','11@example.net','11@example.net','1160b8aef9e59437352e7afbc302f14f433bff57c6a427908173de07160b98b7','posted','salon','Accepted',4,2,'Accepted',0,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-04T09:30:00.000000Z','ann@example.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(3,'20260102-CNAN-7958','salon.lists.example.org','12@example.net','12@example.net','c1556191c04adc260f0e173d6da1ba3601045f8cf683281e2202a744b89a577b','held','salon','INBOX',1,12,'Held',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-04T09:30:00.000000Z','bøb@exämple.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(4,'20260102-CNAN-85X8','salon.lists.example.org','13@example.net','13@example.net','26d256349af312a93a5b0688c4a17b48ba546127d49e1b757a75484270176b32','posting','salon','INBOX',1,13,'Accepted',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-03T09:30:00.000000Z','ann@example.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(5,'20260102-CNAN-WGD7','salon.lists.example.org','14@example.net','14@example.net','aa36d04ee07776bb0178bb936130999ff6f1df598e6c048e36eab119fe1d797d','returning','salon','INBOX',1,14,'Returned',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-03T09:30:00.000000Z','ann@example.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(6,'20260102-CNAN-T2EG','salon.lists.example.org','15@example.net','15@example.net','9346728a5e7bdd66a4cb7f6df3c7524b3c9ed30048a5b1dcd94b7302db921302','posting','salon','INBOX',1,15,'Accepted',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-03T09:30:00.000000Z','ann@example.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(7,'20260102-CNAN-48SM','salon.lists.example.org','11@example.net','11@example.net','1160b8aef9e59437352e7afbc302f14f433bff57c6a427908173de07160b98b7','discarded','salon','INBOX',1,16,NULL,0,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-04T09:30:00.000000Z',NULL,'ann@example.net','["salon@lists.example.org"]','20260102-CNAN-M5PN',NULL,NULL,'',0,NULL);
INSERT INTO "cases" VALUES(8,'20260102-CNAN-20WJ','salon.lists.example.org','11@example.net','11@example.net','83ffd1169dcfee7cb85b457c22a35e83e2e8e06db14bb7fb488e7f370eec3bdc','held','salon','INBOX',1,17,'Held',1,40,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-04T09:30:00.000000Z','ann@example.net','ann@example.net','["salon@lists.example.org"]',NULL,'20260102-CNAN-M5PN',NULL,'',1,NULL);
INSERT INTO "cases" VALUES(9,'20260102-CNAN-38PB','salon.lists.example.org','21@example.net','21@example.net','6f29ebe11349a2bd15d69400917555676954051ffa6310a5e8851a63ec7aa807','digested','salon','INBOX',1,21,'Digested',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-05T09:30:00.000000Z',NULL,'ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',0,NULL);
INSERT INTO "cases" VALUES(10,'20260102-CNAN-M08Y','salon.lists.example.org','22@example.net','22@example.net','1966834af96ffb9384486d45c09b779627efad95e7508bd45ae5ef2076d5febf','digested','salon','INBOX',1,22,'Digested',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-05T09:30:00.000000Z',NULL,'ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',0,NULL);
INSERT INTO "cases" VALUES(11,'20260102-CNAN-PEES','salon.lists.example.org','23@example.net','23@example.net','7ffea6d2637aaf8929573e6850e9ac8cfcccd655b95f2926f6b86daa93039fa0','in digest','salon','INBOX',1,23,'Digested',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-05T09:30:00.000000Z',NULL,'ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',0,NULL);
INSERT INTO "cases" VALUES(12,'20260102-CNAN-T26P','salon.lists.example.org','31@example.net','31@example.net','d055aeb16f0f850392c0b15af17f4890834ea76184094e243432dd2f848a3f10','held','salon','INBOX',1,31,'Held',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-06T09:30:00.000000Z','bøb@exämple.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(13,'20260102-CNAN-2NWZ','salon.lists.example.org','32@example.net','32@example.net','731d0b0baef56e13ca7b3abe8d29a87f00c4877fa9587253a11db9d7c5c0a209','held','salon','INBOX',1,32,'Held',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-06T09:30:00.000000Z','ann@example.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,'2026-01-07T09:30:00.000000Z','',1,NULL);
INSERT INTO "cases" VALUES(14,'20260102-CNAN-E08C','salon.lists.example.org','33@example.net','33@example.net','7cfe73663844ad21e5e42d5f6b7ec24c79064d599622757583b757ad2d6300dd','quarantined','salon','INBOX',1,33,NULL,0,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-06T09:30:00.000000Z',NULL,'ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',0,NULL);
INSERT INTO "cases" VALUES(15,'20260102-CNAN-3E05','salon.lists.example.org','34@example.net','34@example.net','55c496355cb0553dfdfbd260f1f7a3f2470d5d4596234c541d036cf324d9fb9c','observed','salon','INBOX',1,34,NULL,0,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-06T09:30:00.000000Z',NULL,'ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',0,NULL);
INSERT INTO "cases" VALUES(16,'20260102-CNAN-TYYW','salon.lists.example.org','35@example.net','35@example.net','a356c33ecee5ecbd1554934873e4d407ba2f1adfdc4d6e7c33de8957e1975ef6','held','salon','INBOX',1,35,'Held',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-06T09:30:00.000000Z','ann@example.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(17,'20260102-CNAN-24BP','salon.lists.example.org','37@example.net','37@example.net','74d8b587ed93be2c5eef7be5a2ae3666b7ae86647a07520a93eb43d273a2f3d6','discarded','salon','INBOX',1,37,NULL,0,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-07T09:30:00.000000Z','ann@example.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(18,'20260102-CNAN-CJJ4','salon.lists.example.org','36@example.net','36@example.net','17e340aa2bfd4509107614f9c2a4f970cbd0b3ae1cb13c42ed2463d44dbdbc08','returning','salon','INBOX',1,36,'Returned',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-07T09:30:00.000000Z','bøb@exämple.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(19,'20260102-CNAN-VRFW','salon.lists.example.org','41@example.net','41@example.net','89f808f2bd0849eb7b09afb4651638e9c0c0e76b694cca368402b30796ec8204','posting','salon','INBOX',1,41,'Accepted',1,41,0,1,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-08T08:30:00.000000Z','ann@example.net','ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',1,NULL);
INSERT INTO "cases" VALUES(20,'20260102-CNAN-3S3T','salon.lists.example.org','42@example.net','42@example.net','e6e58207e5bd7b0505ce2c4a42de897500990e9fb11883aefeed87886e90bd39','taken','salon','INBOX',1,42,NULL,0,41,0,2,'2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z','2026-01-02T09:30:00.000000Z',NULL,'ann@example.net','["salon@lists.example.org"]',NULL,NULL,NULL,'',0,NULL);
CREATE TABLE closing_lines (
	list_id TEXT NOT NULL, 
	author TEXT NOT NULL, 
	lines BLOB NOT NULL, 
	seen VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_closing_lines PRIMARY KEY (list_id, author)
);
INSERT INTO "closing_lines" VALUES('salon.lists.example.org','ann@example.net',X'010000000000040000000000010180000000000001','2026-01-03T09:30:00.000000Z');
CREATE TABLE counters (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (name)
);
INSERT INTO "counters" VALUES('ambiguous_sends_total',4);
INSERT INTO "counters" VALUES('leases_total',8);
CREATE TABLE decisions (
	id INTEGER NOT NULL, 
	case_id VARCHAR(24) NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	event VARCHAR(16) NOT NULL, 
	disposition VARCHAR(16) NOT NULL, 
	"by" TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	verdict TEXT NOT NULL, 
	CONSTRAINT pk_decisions PRIMARY KEY (id), 
	CONSTRAINT fk_decisions_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "decisions" VALUES(1,'20251109-CNAN-G3N5','2025-11-09T09:30:00.000000Z','discard','discard','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "discard", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(2,'20260102-CNAN-M5PN','2026-01-03T09:30:00.000000Z','accept','accept','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(3,'20260102-CNAN-7958','2026-01-03T09:30:00.000000Z','accept','accept','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(4,'20260102-CNAN-85X8','2026-01-03T09:30:00.000000Z','accept','accept','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(5,'20260102-CNAN-WGD7','2026-01-03T09:30:00.000000Z','return','return','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "return", "spans": [[1, 3]]}, {"rule": "moderator", "text": "\u00ab\u00e7a\u00bb", "disposition": null, "spans": []}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(6,'20260102-CNAN-T2EG','2026-01-03T09:30:00.000000Z','accept','accept','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(7,'20260102-CNAN-48SM','2026-01-04T09:30:00.000000Z','discard','discard','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "discard", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(8,'20260102-CNAN-20WJ','2026-01-04T09:30:00.000000Z','hold','hold','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(9,'20260102-CNAN-7958','2026-01-04T09:30:00.000000Z','failed','hold','bot','','{"findings": [{"rule": "guard.undelivered", "text": "The mail server did not take the post mail. It said: members@lists.example.org: refused, refused 5.1.1 f\u00fcr", "disposition": "hold", "spans": []}], "rules": [], "facts": {}}');
INSERT INTO "decisions" VALUES(10,'20260102-CNAN-38PB','2026-01-05T09:30:00.000000Z','digest','digest','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(11,'20260102-CNAN-M08Y','2026-01-05T09:30:00.000000Z','digest','digest','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(12,'20260102-CNAN-PEES','2026-01-05T09:30:00.000000Z','digest','digest','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(13,'20260102-CNAN-T26P','2026-01-06T09:30:00.000000Z','hold','hold','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(14,'20260102-CNAN-2NWZ','2026-01-06T09:30:00.000000Z','hold','hold','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(15,'20260102-CNAN-E08C','2026-01-06T09:30:00.000000Z','quarantine','hold','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(16,'20260102-CNAN-3E05','2026-01-06T09:30:00.000000Z','observe','accept','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "accept", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(17,'20260102-CNAN-TYYW','2026-01-06T09:30:00.000000Z','hold','hold','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(18,'20260102-CNAN-24BP','2026-01-07T09:30:00.000000Z','discard','discard','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "hold", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(19,'20260102-CNAN-CJJ4','2026-01-07T09:30:00.000000Z','return','return','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [{"rule": "comment-too-short", "text": "Please add a comment.", "disposition": "return", "spans": [[1, 3]]}], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
INSERT INTO "decisions" VALUES(20,'20260102-CNAN-VRFW','2026-01-08T08:30:00.000000Z','accept','accept','bot','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','{"findings": [], "rules": [["comment-too-short", "match"]], "facts": {"own.words": 7, "sender.name": "Ann"}}');
CREATE TABLE dialogues (
	case_id VARCHAR(24) NOT NULL, 
	list_id TEXT NOT NULL, 
	person TEXT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	round INTEGER NOT NULL, 
	asked INTEGER NOT NULL, 
	heard VARCHAR(64) NOT NULL, 
	opened VARCHAR(27) NOT NULL, 
	changed VARCHAR(27) NOT NULL, 
	until VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_dialogues PRIMARY KEY (case_id), 
	CONSTRAINT fk_dialogues_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "dialogues" VALUES('20260102-CNAN-CJJ4','salon.lists.example.org','bøb@exämple.net','open',1,0,'','2026-01-07T09:30:00.000000Z','2026-01-07T09:30:00.000000Z','2026-01-09T09:30:00.000000Z');
CREATE TABLE edited (
	case_id VARCHAR(24) NOT NULL, 
	raw BLOB NOT NULL, 
	CONSTRAINT pk_edited PRIMARY KEY (case_id), 
	CONSTRAINT fk_edited_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "edited" VALUES('20260102-CNAN-38PB',X'5375626A6563743A205B785D206564697465640D0A0D0A');
INSERT INTO "edited" VALUES('20260102-CNAN-M08Y',X'5375626A6563743A205B785D206564697465640D0A0D0A');
INSERT INTO "edited" VALUES('20260102-CNAN-PEES',X'5375626A6563743A205B785D206564697465640D0A0D0A');
CREATE TABLE entries (
	position INTEGER NOT NULL, 
	case_id VARCHAR(24) NOT NULL, 
	list_id TEXT NOT NULL, 
	issue INTEGER, 
	CONSTRAINT pk_entries PRIMARY KEY (position), 
	CONSTRAINT fk_entries_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_entries_case_id UNIQUE (case_id)
);
INSERT INTO "entries" VALUES(1,'20260102-CNAN-38PB','salon.lists.example.org',1);
INSERT INTO "entries" VALUES(2,'20260102-CNAN-M08Y','salon.lists.example.org',2);
INSERT INTO "entries" VALUES(3,'20260102-CNAN-PEES','salon.lists.example.org',NULL);
CREATE TABLE footer_lines (
	list_id TEXT NOT NULL, 
	lines BLOB NOT NULL, 
	CONSTRAINT pk_footer_lines PRIMARY KEY (list_id)
);
INSERT INTO "footer_lines" VALUES('salon.lists.example.org',X'0000000000020E00000000');
CREATE TABLE in_hand (
	case_id VARCHAR(24) NOT NULL, 
	"by" TEXT, 
	reminded VARCHAR(27), 
	CONSTRAINT pk_in_hand PRIMARY KEY (case_id), 
	CONSTRAINT fk_in_hand_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "in_hand" VALUES('20260102-CNAN-7958','mod@example.org',NULL);
CREATE TABLE issues (
	list_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	created VARCHAR(27) NOT NULL, 
	posts INTEGER NOT NULL, 
	CONSTRAINT pk_issues PRIMARY KEY (list_id, number)
);
INSERT INTO "issues" VALUES('salon.lists.example.org',1,'2026-01-05T09:30:00.000000Z',1);
INSERT INTO "issues" VALUES('salon.lists.example.org',2,'2026-01-05T09:30:00.000000Z',1);
CREATE TABLE journal (
	id INTEGER NOT NULL, 
	case_id VARCHAR(24) NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	event VARCHAR(24) NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_journal PRIMARY KEY (id), 
	CONSTRAINT fk_journal_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "journal" VALUES(1,'20251109-CNAN-G3N5','2025-11-09T09:30:00.000000Z','taken','39 octets');
INSERT INTO "journal" VALUES(2,'20251109-CNAN-G3N5','2025-11-09T09:30:00.000000Z','discard','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(3,'20260102-CNAN-M5PN','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(4,'20260102-CNAN-M5PN','2026-01-03T09:30:00.000000Z','accept','by bot');
INSERT INTO "journal" VALUES(5,'20260102-CNAN-7958','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(6,'20260102-CNAN-7958','2026-01-03T09:30:00.000000Z','accept','by bot');
INSERT INTO "journal" VALUES(7,'20260102-CNAN-85X8','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(8,'20260102-CNAN-85X8','2026-01-03T09:30:00.000000Z','accept','by bot');
INSERT INTO "journal" VALUES(9,'20260102-CNAN-WGD7','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(10,'20260102-CNAN-WGD7','2026-01-03T09:30:00.000000Z','return','by bot; comment-too-short: Please add a comment.; «ça»');
INSERT INTO "journal" VALUES(11,'20260102-CNAN-T2EG','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(12,'20260102-CNAN-T2EG','2026-01-03T09:30:00.000000Z','accept','by bot');
INSERT INTO "journal" VALUES(13,'20260102-CNAN-48SM','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(14,'20260102-CNAN-20WJ','2026-01-02T09:30:00.000000Z','taken','40 octets');
INSERT INTO "journal" VALUES(15,'20260102-CNAN-48SM','2026-01-04T09:30:00.000000Z','discard','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(16,'20260102-CNAN-20WJ','2026-01-04T09:30:00.000000Z','hold','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(17,'20260102-CNAN-M5PN','2026-01-04T09:30:00.000000Z','sent','post, attempt 1: members@lists.example.org: sent, sent 5.1.1 für');
INSERT INTO "journal" VALUES(18,'20260102-CNAN-7958','2026-01-04T09:30:00.000000Z','failed','post, attempt 1: members@lists.example.org: refused, refused 5.1.1 für');
INSERT INTO "journal" VALUES(19,'20260102-CNAN-85X8','2026-01-04T09:30:00.000000Z','deferred','post, attempt 1: members@lists.example.org: deferred, deferred 5.1.1 für');
INSERT INTO "journal" VALUES(20,'20260102-CNAN-WGD7','2026-01-04T09:30:00.000000Z','unknown','return, attempt 1: ann@example.net: unknown, unknown 5.1.1 für');
INSERT INTO "journal" VALUES(21,'20260102-CNAN-T2EG','2026-01-04T09:30:00.000000Z','deferred','post, attempt 1: ann@example.net: sent, 250 2.0.0 Ok; bøb@exämple.net: deferred, 450 später');
INSERT INTO "journal" VALUES(22,'20260102-CNAN-M5PN','2026-01-04T09:30:00.000000Z','moved','Accepted');
INSERT INTO "journal" VALUES(23,'20260102-CNAN-38PB','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(24,'20260102-CNAN-38PB','2026-01-05T09:30:00.000000Z','digest','by bot');
INSERT INTO "journal" VALUES(25,'20260102-CNAN-38PB','2026-01-05T09:30:00.000000Z','issued','in issue 1');
INSERT INTO "journal" VALUES(26,'20260102-CNAN-M08Y','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(27,'20260102-CNAN-M08Y','2026-01-05T09:30:00.000000Z','digest','by bot');
INSERT INTO "journal" VALUES(28,'20260102-CNAN-M08Y','2026-01-05T09:30:00.000000Z','issued','in issue 2');
INSERT INTO "journal" VALUES(29,'20260102-CNAN-PEES','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(30,'20260102-CNAN-PEES','2026-01-05T09:30:00.000000Z','digest','by bot');
INSERT INTO "journal" VALUES(31,'20260102-CNAN-T26P','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(32,'20260102-CNAN-2NWZ','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(33,'20260102-CNAN-E08C','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(34,'20260102-CNAN-3E05','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(35,'20260102-CNAN-TYYW','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(36,'20260102-CNAN-T26P','2026-01-06T09:30:00.000000Z','hold','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(37,'20260102-CNAN-2NWZ','2026-01-06T09:30:00.000000Z','hold','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(38,'20260102-CNAN-E08C','2026-01-06T09:30:00.000000Z','quarantine','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(39,'20260102-CNAN-3E05','2026-01-06T09:30:00.000000Z','observe','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(40,'20260102-CNAN-TYYW','2026-01-06T09:30:00.000000Z','hold','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(41,'20260102-CNAN-TYYW','2026-01-06T09:30:00.000000Z','alert','owners will hear of it (rule:x)');
INSERT INTO "journal" VALUES(42,'20260102-CNAN-TYYW','2026-01-07T09:30:00.000000Z','told','to owner@example.org');
INSERT INTO "journal" VALUES(43,'20260102-CNAN-24BP','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(44,'20260102-CNAN-24BP','2026-01-07T09:30:00.000000Z','discard','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(45,'20260102-CNAN-CJJ4','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(46,'20260102-CNAN-CJJ4','2026-01-07T09:30:00.000000Z','return','by bot; comment-too-short: Please add a comment.');
INSERT INTO "journal" VALUES(47,'20260102-CNAN-VRFW','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(48,'20260102-CNAN-VRFW','2026-01-08T08:30:00.000000Z','accept','by bot');
INSERT INTO "journal" VALUES(49,'20260102-CNAN-3S3T','2026-01-02T09:30:00.000000Z','taken','41 octets');
INSERT INTO "journal" VALUES(50,'20260102-CNAN-3S3T','2026-01-08T08:30:00.000000Z','begun','attempt 2');
CREATE TABLE memories (
	case_id VARCHAR(24) NOT NULL, 
	list_id TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	became VARCHAR(16) NOT NULL, 
	author TEXT NOT NULL, 
	message_key TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	url TEXT NOT NULL, 
	prints INTEGER NOT NULL, subject VARCHAR(24) DEFAULT '' NOT NULL, own VARCHAR(24) DEFAULT '' NOT NULL, matched TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_memories PRIMARY KEY (case_id), 
	CONSTRAINT fk_memories_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "memories" VALUES('20260102-CNAN-M5PN','salon.lists.example.org','2026-01-08T09:30:00.000000Z','accept','ann@example.net','11@example.net','11@example.net','gazette.example/1',2,'','','
comment-too-short
');
CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('marks','5ec7e7');
CREATE TABLE originals (
	case_id VARCHAR(24) NOT NULL, 
	raw BLOB NOT NULL, 
	CONSTRAINT pk_originals PRIMARY KEY (case_id), 
	CONSTRAINT fk_originals_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "originals" VALUES('20260102-CNAN-M5PN',X'4D6573736167652D49443A203C3131406578616D706C652E6E65743E0D0A0D0A746578742031310D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-7958',X'4D6573736167652D49443A203C3132406578616D706C652E6E65743E0D0A0D0A746578742031320D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-85X8',X'4D6573736167652D49443A203C3133406578616D706C652E6E65743E0D0A0D0A746578742031330D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-WGD7',X'4D6573736167652D49443A203C3134406578616D706C652E6E65743E0D0A0D0A746578742031340D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-T2EG',X'4D6573736167652D49443A203C3135406578616D706C652E6E65743E0D0A0D0A746578742031350D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-48SM',X'4D6573736167652D49443A203C3131406578616D706C652E6E65743E0D0A0D0A746578742031310D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-20WJ',X'4D6573736167652D49443A203C3131406578616D706C652E6E65743E0D0A0D0A666F726765640D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-38PB',X'4D6573736167652D49443A203C3231406578616D706C652E6E65743E0D0A0D0A746578742032310D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-M08Y',X'4D6573736167652D49443A203C3232406578616D706C652E6E65743E0D0A0D0A746578742032320D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-PEES',X'4D6573736167652D49443A203C3233406578616D706C652E6E65743E0D0A0D0A746578742032330D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-T26P',X'4D6573736167652D49443A203C3331406578616D706C652E6E65743E0D0A0D0A746578742033310D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-2NWZ',X'4D6573736167652D49443A203C3332406578616D706C652E6E65743E0D0A0D0A746578742033320D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-E08C',X'4D6573736167652D49443A203C3333406578616D706C652E6E65743E0D0A0D0A746578742033330D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-3E05',X'4D6573736167652D49443A203C3334406578616D706C652E6E65743E0D0A0D0A746578742033340D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-TYYW',X'4D6573736167652D49443A203C3335406578616D706C652E6E65743E0D0A0D0A746578742033350D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-24BP',X'4D6573736167652D49443A203C3337406578616D706C652E6E65743E0D0A0D0A746578742033370D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-CJJ4',X'4D6573736167652D49443A203C3336406578616D706C652E6E65743E0D0A0D0A746578742033360D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-VRFW',X'4D6573736167652D49443A203C3431406578616D706C652E6E65743E0D0A0D0A746578742034310D0A');
INSERT INTO "originals" VALUES('20260102-CNAN-3S3T',X'4D6573736167652D49443A203C3432406578616D706C652E6E65743E0D0A0D0A746578742034320D0A');
CREATE TABLE origins (
	list_id TEXT NOT NULL, 
	account TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	validity BIGINT NOT NULL, 
	uid BIGINT NOT NULL, 
	case_id VARCHAR(24), 
	CONSTRAINT pk_origins PRIMARY KEY (list_id, account, folder, validity, uid), 
	CONSTRAINT fk_origins_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,900,NULL);
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,901,NULL);
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,1,'20251109-CNAN-G3N5');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,11,'20260102-CNAN-M5PN');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,12,'20260102-CNAN-7958');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,13,'20260102-CNAN-85X8');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,14,'20260102-CNAN-WGD7');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,15,'20260102-CNAN-T2EG');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,16,'20260102-CNAN-48SM');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,17,'20260102-CNAN-20WJ');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,21,'20260102-CNAN-38PB');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,22,'20260102-CNAN-M08Y');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,23,'20260102-CNAN-PEES');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,31,'20260102-CNAN-T26P');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,32,'20260102-CNAN-2NWZ');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,33,'20260102-CNAN-E08C');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,34,'20260102-CNAN-3E05');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,35,'20260102-CNAN-TYYW');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,37,'20260102-CNAN-24BP');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,36,'20260102-CNAN-CJJ4');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,41,'20260102-CNAN-VRFW');
INSERT INTO "origins" VALUES('salon.lists.example.org','salon','INBOX',1,42,'20260102-CNAN-3S3T');
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	decision_id INTEGER, 
	case_id VARCHAR(24), 
	issue INTEGER, 
	list_id TEXT NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	message_id TEXT NOT NULL, 
	message_key TEXT NOT NULL, 
	reverse_path TEXT NOT NULL, 
	state VARCHAR(8) NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_at VARCHAR(27), 
	lease_until VARCHAR(27), 
	created VARCHAR(27) NOT NULL, 
	changed VARCHAR(27) NOT NULL, unknowns INTEGER DEFAULT '0' NOT NULL, body INTEGER, head BLOB, person TEXT, worker VARCHAR(16), 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT fk_outbox_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_outbox_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id)
);
INSERT INTO "outbox" VALUES(1,2,'20260102-CNAN-M5PN',NULL,'salon.lists.example.org','post','11@example.net','11@example.net','','sent',1,NULL,NULL,'2026-01-03T09:30:00.000000Z','2026-01-04T09:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(2,3,'20260102-CNAN-7958',NULL,'salon.lists.example.org','post','12@example.net','12@example.net','','failed',1,NULL,NULL,'2026-01-03T09:30:00.000000Z','2026-01-04T09:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(3,4,'20260102-CNAN-85X8',NULL,'salon.lists.example.org','post','13@example.net','13@example.net','','deferred',1,'2026-01-08T10:30:00.000000Z',NULL,'2026-01-03T09:30:00.000000Z','2026-01-04T09:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(4,5,'20260102-CNAN-WGD7',NULL,'salon.lists.example.org','return','return.20260102-CNAN-WGD7@lists.example.org','return.20260102-CNAN-WGD7@lists.example.org','','unknown',1,'2026-01-08T10:30:00.000000Z',NULL,'2026-01-03T09:30:00.000000Z','2026-01-04T09:30:00.000000Z',1,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(5,6,'20260102-CNAN-T2EG',NULL,'salon.lists.example.org','post','15@example.net','15@example.net','','deferred',1,'2026-01-09T09:30:00.000000Z',NULL,'2026-01-03T09:30:00.000000Z','2026-01-04T09:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(6,NULL,NULL,1,'salon.lists.example.org','digest','issue21@lists.example.org','issue21@lists.example.org','','sent',1,NULL,NULL,'2026-01-05T09:30:00.000000Z','2026-01-05T09:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(7,NULL,NULL,2,'salon.lists.example.org','digest','issue22@lists.example.org','issue22@lists.example.org','','failed',1,NULL,NULL,'2026-01-05T09:30:00.000000Z','2026-01-05T09:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(8,NULL,NULL,NULL,'salon.lists.example.org','held','told@lists.example.org','told@lists.example.org','','sending',1,NULL,'2026-01-08T08:50:00.000000Z','2026-01-07T09:30:00.000000Z','2026-01-08T08:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(9,NULL,NULL,NULL,'salon.lists.example.org','owner','alert@lists.example.org','alert@lists.example.org','','ready',0,'2026-01-07T08:30:00.000000Z',NULL,'2026-01-07T09:30:00.000000Z','2026-01-07T09:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(10,NULL,NULL,NULL,'salon.lists.example.org','answer','copy@lists.example.org','copy@lists.example.org','','ready',0,'2026-01-08T08:30:00.000000Z',NULL,'2026-01-08T09:30:00.000000Z','2026-01-08T09:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(11,NULL,NULL,NULL,'salon.lists.example.org','answer','copy@lists.example.org','copy@lists.example.org','b+x@lists.example.org','ready',0,'2026-01-08T09:30:00.000000Z',NULL,'2026-01-08T09:30:00.000000Z','2026-01-08T09:30:00.000000Z',0,10,X'582D413A20620D0A','ann@example.net',NULL);
INSERT INTO "outbox" VALUES(12,19,'20260102-CNAN-CJJ4',NULL,'salon.lists.example.org','return','return.20260102-CNAN-CJJ4@lists.example.org','return.20260102-CNAN-CJJ4@lists.example.org','','ready',0,'2026-01-07T08:30:00.000000Z',NULL,'2026-01-07T09:30:00.000000Z','2026-01-07T09:30:00.000000Z',0,NULL,NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(13,20,'20260102-CNAN-VRFW',NULL,'salon.lists.example.org','post','41@example.net','41@example.net','','ready',0,'2026-01-08T07:30:00.000000Z',NULL,'2026-01-08T08:30:00.000000Z','2026-01-08T08:30:00.000000Z',0,NULL,NULL,NULL,NULL);
CREATE TABLE outbox_recipients (
	outbox_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	recipient TEXT NOT NULL, 
	outcome VARCHAR(8), 
	reply TEXT NOT NULL, 
	at VARCHAR(27), 
	CONSTRAINT pk_outbox_recipients PRIMARY KEY (outbox_id, position), 
	CONSTRAINT fk_outbox_recipients_outbox_id FOREIGN KEY(outbox_id) REFERENCES outbox (id)
);
INSERT INTO "outbox_recipients" VALUES(1,0,'members@lists.example.org','sent','sent 5.1.1 für','2026-01-04T09:30:00.000000Z');
INSERT INTO "outbox_recipients" VALUES(2,0,'members@lists.example.org','refused','refused 5.1.1 für','2026-01-04T09:30:00.000000Z');
INSERT INTO "outbox_recipients" VALUES(3,0,'members@lists.example.org','deferred','deferred 5.1.1 für','2026-01-04T09:30:00.000000Z');
INSERT INTO "outbox_recipients" VALUES(4,0,'ann@example.net','unknown','unknown 5.1.1 für','2026-01-04T09:30:00.000000Z');
INSERT INTO "outbox_recipients" VALUES(5,0,'ann@example.net','sent','250 2.0.0 Ok','2026-01-04T09:30:00.000000Z');
INSERT INTO "outbox_recipients" VALUES(5,1,'bøb@exämple.net','deferred','450 später','2026-01-04T09:30:00.000000Z');
INSERT INTO "outbox_recipients" VALUES(6,0,'readers@lists.example.org','sent','sent','2026-01-05T09:30:00.000000Z');
INSERT INTO "outbox_recipients" VALUES(7,0,'readers@lists.example.org','refused','refused','2026-01-05T09:30:00.000000Z');
INSERT INTO "outbox_recipients" VALUES(8,0,'owner@example.org',NULL,'',NULL);
INSERT INTO "outbox_recipients" VALUES(9,0,'owner@example.org',NULL,'',NULL);
INSERT INTO "outbox_recipients" VALUES(10,0,'members@lists.example.org',NULL,'',NULL);
INSERT INTO "outbox_recipients" VALUES(11,0,'ann@example.net',NULL,'',NULL);
INSERT INTO "outbox_recipients" VALUES(12,0,'ann@example.net',NULL,'',NULL);
INSERT INTO "outbox_recipients" VALUES(13,0,'members@lists.example.org',NULL,'',NULL);
CREATE TABLE rule_files (
	list_id TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	path TEXT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_rule_files PRIMARY KEY (list_id, digest, path), 
	CONSTRAINT fk_rule_files_list_id_digest FOREIGN KEY(list_id, digest) REFERENCES rule_sets (list_id, digest)
);
INSERT INTO "rule_files" VALUES('salon.lists.example.org','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','salon.yaml',X'72756C657365743A2073616C6F6E0A');
INSERT INTO "rule_files" VALUES('salon.lists.example.org','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','salon.yaml',X'72756C657365743A2073616C6F6E0A');
INSERT INTO "rule_files" VALUES('salon.lists.example.org','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','bé.txt',X'FF00');
CREATE TABLE rule_sets (
	list_id TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	since VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_rule_sets PRIMARY KEY (list_id, digest)
);
INSERT INTO "rule_sets" VALUES('salon.lists.example.org','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','2025-11-09T09:30:00.000000Z');
INSERT INTO "rule_sets" VALUES('salon.lists.example.org','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','2025-12-30T09:30:00.000000Z');
CREATE TABLE said_lines (
	case_id VARCHAR(24) NOT NULL, 
	list_id TEXT NOT NULL, 
	message_key TEXT NOT NULL, 
	thread BIGINT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	lines BLOB NOT NULL, 
	CONSTRAINT pk_said_lines PRIMARY KEY (case_id), 
	CONSTRAINT fk_said_lines_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "said_lines" VALUES('20260102-CNAN-M5PN','salon.lists.example.org','11@example.net',140737488355328,'2026-01-03T09:30:00.000000Z',X'000000000007');
CREATE TABLE shares (
	list_id TEXT NOT NULL, 
	worker VARCHAR(16), 
	since VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_shares PRIMARY KEY (list_id), 
	CONSTRAINT fk_shares_worker FOREIGN KEY(worker) REFERENCES workers (id)
);
INSERT INTO "shares" VALUES('salon.lists.example.org','0123456789abcdef','2026-01-08T08:30:00.000000Z');
CREATE TABLE standing (
	list_id TEXT NOT NULL, 
	address TEXT NOT NULL, 
	mark VARCHAR(8) NOT NULL, 
	"by" TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_standing PRIMARY KEY (list_id, address)
);
INSERT INTO "standing" VALUES('salon.lists.example.org','ann@example.net','always','mod@example.org','2026-01-07T09:30:00.000000Z');
CREATE TABLE token_cases (
	token VARCHAR(16) NOT NULL, 
	position INTEGER NOT NULL, 
	case_id VARCHAR(24) NOT NULL, 
	CONSTRAINT pk_token_cases PRIMARY KEY (token, position), 
	CONSTRAINT fk_token_cases_token FOREIGN KEY(token) REFERENCES tokens (name) ON DELETE CASCADE, 
	CONSTRAINT fk_token_cases_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "token_cases" VALUES('abcdefghij',1,'20260102-CNAN-CJJ4');
CREATE TABLE tokens (
	name VARCHAR(16) NOT NULL, 
	list_id TEXT NOT NULL, 
	person TEXT NOT NULL, 
	purpose VARCHAR(8) NOT NULL, 
	made VARCHAR(27) NOT NULL, 
	until VARCHAR(27), 
	CONSTRAINT pk_tokens PRIMARY KEY (name)
);
INSERT INTO "tokens" VALUES('abcdefghij','salon.lists.example.org','bøb@exämple.net','author','2026-01-08T09:30:00.000000Z','2026-01-09T09:30:00.000000Z');
CREATE TABLE versions (
	case_id VARCHAR(24) NOT NULL, 
	number INTEGER NOT NULL, 
	how VARCHAR(12) NOT NULL, 
	raw BLOB NOT NULL, 
	asks TEXT NOT NULL, 
	brought_by VARCHAR(24), 
	at VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_versions PRIMARY KEY (case_id, number), 
	CONSTRAINT fk_versions_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_versions_brought_by FOREIGN KEY(brought_by) REFERENCES cases (id)
);
INSERT INTO "versions" VALUES('20260102-CNAN-CJJ4',1,'draft',X'5375626A6563743A20780D0A0D0A','comment',NULL,'2026-01-07T09:30:00.000000Z');
CREATE TABLE wishes (
	id INTEGER NOT NULL, 
	list_id TEXT NOT NULL, 
	person TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	case_id VARCHAR(24), 
	mode VARCHAR(8), 
	until VARCHAR(10), 
	applied VARCHAR(27), 
	CONSTRAINT pk_wishes PRIMARY KEY (id), 
	CONSTRAINT fk_wishes_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
INSERT INTO "wishes" VALUES(1,'salon.lists.example.org','ann@example.net','2026-01-07T09:30:00.000000Z','20260102-CNAN-24BP','digest',NULL,NULL);
CREATE TABLE workers (
	id VARCHAR(16) NOT NULL, 
	name TEXT NOT NULL, 
	since VARCHAR(27) NOT NULL, 
	until VARCHAR(27) NOT NULL, 
	CONSTRAINT pk_workers PRIMARY KEY (id)
);
INSERT INTO "workers" VALUES('0123456789abcdef','alpha, process 1','2026-01-08T08:30:00.000000Z','2026-01-08T08:50:00.000000Z');
CREATE INDEX ix_cases_author_list_id_state ON cases (author, list_id, state);
CREATE INDEX ix_cases_content_hash_list_id ON cases (content_hash, list_id);
CREATE INDEX ix_cases_message_key_list_id ON cases (message_key, list_id);
CREATE INDEX ix_cases_state_list_id ON cases (state, list_id);
CREATE INDEX ix_cases_wishes ON cases (list_id) WHERE wish_open;
CREATE INDEX ix_answers_author_at ON answers (author, at);
CREATE INDEX ix_answers_list_id_at ON answers (list_id, at);
CREATE INDEX ix_decisions_at ON decisions (at);
CREATE INDEX ix_decisions_case_id ON decisions (case_id);
CREATE INDEX ix_entries_list_id_issue ON entries (list_id, issue);
CREATE INDEX ix_journal_case_id ON journal (case_id);
CREATE INDEX ix_outbox_case_id ON outbox (case_id);
CREATE INDEX ix_outbox_decision_id ON outbox (decision_id);
CREATE INDEX ix_outbox_lease_until ON outbox (lease_until);
CREATE INDEX ix_outbox_list_id_issue ON outbox (list_id, issue);
CREATE INDEX ix_outbox_list_id_kind_created ON outbox (list_id, kind, created);
CREATE INDEX ix_outbox_message_key ON outbox (message_key);
CREATE INDEX ix_outbox_next_at ON outbox (next_at);
CREATE INDEX ix_memories_author_list_id_at ON memories (author, list_id, at);
CREATE INDEX ix_memories_thread_list_id_at ON memories (thread, list_id, at);
CREATE INDEX ix_memories_message_key_list_id ON memories (message_key, list_id);
CREATE INDEX ix_memories_url_list_id ON memories (url, list_id);
CREATE INDEX ix_memories_at ON memories (at);
CREATE INDEX ix_article_prints_case_id ON article_prints (case_id);
CREATE INDEX ix_alerts_list_id_told ON alerts (list_id, told);
CREATE INDEX ix_alerts_list_id_topic_told ON alerts (list_id, topic, told);
CREATE INDEX ix_dialogues_list_id_person_state ON dialogues (list_id, person, state);
CREATE INDEX ix_dialogues_state_until ON dialogues (state, until);
CREATE INDEX ix_tokens_until ON tokens (until);
CREATE INDEX ix_token_cases_case_id ON token_cases (case_id);
CREATE INDEX ix_wishes_list_id_applied ON wishes (list_id, applied);
CREATE INDEX ix_wishes_list_id_at ON wishes (list_id, at);
CREATE INDEX ix_closing_lines_seen ON closing_lines (seen);
CREATE INDEX ix_said_lines_message_key_list_id ON said_lines (message_key, list_id);
CREATE INDEX ix_said_lines_thread_list_id_at ON said_lines (thread, list_id, at);
CREATE INDEX ix_said_lines_list_id_at ON said_lines (list_id, at);
CREATE INDEX ix_shares_worker ON shares (worker);
COMMIT;
