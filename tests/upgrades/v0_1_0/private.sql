BEGIN;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
INSERT INTO [meta] VALUES ('calendar','2026-11-27');
INSERT INTO [meta] VALUES ('generation','c1d28c791f114575b2e8a78eced07a01');
INSERT INTO [meta] VALUES ('looked','2026-11-27T22:07:23Z');
INSERT INTO [meta] VALUES ('problem',NULL);
INSERT INTO [meta] VALUES ('seq','9');
INSERT INTO [meta] VALUES ('smtp_failures',NULL);
INSERT INTO [meta] VALUES ('smtp_not_before',NULL);
CREATE TABLE subscriptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL UNIQUE, address TEXT NOT NULL,
  language TEXT NOT NULL, rhythm TEXT NOT NULL, filter TEXT NOT NULL, state TEXT NOT NULL,
  created TEXT NOT NULL, since TEXT, digest_day TEXT, reason TEXT,
  UNIQUE (address, filter)
);
INSERT INTO [subscriptions] VALUES (1,'wlR0t000whp5psgGXlbpuQ','claire@example.org','fr','at_once','{"kinds":["award"],"tags":["big_tech"]}','active','2026-11-27T22:06:57Z','2026-11-27T22:06:57Z','2026-11-27',NULL);
CREATE TABLE suppressed (
  hash TEXT PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE aliases (old_id TEXT PRIMARY KEY, new_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (
  id INTEGER PRIMARY KEY, subject TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, facts TEXT,
  void INTEGER NOT NULL DEFAULT 0, UNIQUE (subject, name)
);
INSERT INTO [events] VALUES (1,'ted:990101-2026/1','award','2026-11-27T22:06:27Z',NULL,0);
INSERT INTO [events] VALUES (2,'ted:990104-2026/7873967B1D','award','2026-11-27T22:06:27Z',NULL,0);
INSERT INTO [events] VALUES (3,'boamp:26-990101/Contrat Portail Wifi TGV Lyria','award','2026-11-27T22:07:16Z',NULL,0);
INSERT INTO [events] VALUES (4,'boamp:26-990103/2026-MEL-0398','award','2026-11-27T22:07:16Z','{"id": "boamp:26-990103/2026-MEL-0398", "what": "contract", "title": "Renouvellement des licences Microsoft 365 et services associés", "notice_title": "Renouvellement des licences Microsoft 365 et services associés", "buyer": "METROPOLE EUROPEENNE DE LILLE", "buyer_id": "FR-SIREN-200093201", "country": "FR", "suppliers": "COMPUTACENTER FRANCE", "value": 412000.0, "currency": "EUR", "value_kind": "exact", "value_plausible": 1, "value_eur": 412000.0, "start": null, "end": null, "end_basis": null, "status": "active", "method": "open", "portal": "boamp", "published": "2026-11-05", "updated": "2026-11-05", "decided": "2026-10-26", "signed": null, "kind": "award", "deadline": null, "url": "https://www.boamp.fr/pages/avis/?q=idweb:26-990103", "same_as": null, "notice_id": "boamp:26-990103", "amendments": 0, "scope_reason": "product named: Microsoft 365", "big_tech": "yes", "data_outsourcing": "yes", "worker_surveillance": "no", "public_surveillance_ai": "no", "public_alternative": "no", "groups": [{"id": "computacenter", "name": "Computacenter", "tier": "reseller"}, {"id": "microsoft", "name": "Microsoft", "tier": "gafam"}], "why": [{"tag": "big_tech", "value": "yes", "role": "named_product", "evidence": "Microsoft 365", "field": "title", "group": null}, {"tag": "data_outsourcing", "value": "yes", "role": "product", "evidence": "Microsoft 365", "field": "title", "group": null}, {"tag": "vendor", "value": "microsoft", "role": "named_product", "evidence": "Microsoft 365", "field": "title", "group": "Microsoft"}, {"tag": "vendor", "value": "computacenter", "role": "reseller_winner", "evidence": "COMPUTACENTER FRANCE", "field": "supplier", "group": "Computacenter"}], "section": "new", "kinds": ["award"], "change": {}}',0);
INSERT INTO [events] VALUES (5,'boamp:26-990107','tender','2026-11-27T22:07:16Z',NULL,0);
CREATE TABLE told (
  event INTEGER NOT NULL REFERENCES events (id), subscription INTEGER NOT NULL,
  message INTEGER, PRIMARY KEY (event, subscription)
) WITHOUT ROWID;
INSERT INTO [told] VALUES (4,1,1);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  subscription INTEGER, once TEXT UNIQUE, subject TEXT, body TEXT, created TEXT NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, not_before TEXT NOT NULL,
  finished TEXT, problem TEXT
);
INSERT INTO [messages] VALUES (1,'<76993b3600ca93f776f17e83@example.org>','digest',1,NULL,NULL,NULL,'2026-11-27T22:07:23Z','sent',1,'','2026-11-27T22:07:25Z',NULL);
DELETE FROM sqlite_sequence WHERE name = 'subscriptions';
INSERT INTO sqlite_sequence VALUES ('subscriptions',1);
DELETE FROM sqlite_sequence WHERE name = 'messages';
INSERT INTO sqlite_sequence VALUES ('messages',1);
CREATE INDEX aliases_new ON aliases (new_id);
CREATE INDEX told_waiting ON told (subscription, event) WHERE message IS NULL;
CREATE INDEX told_message ON told (message) WHERE message IS NOT NULL;
CREATE INDEX messages_state ON messages (state, (kind = 'digest'), id);
CREATE INDEX messages_subscription ON messages (subscription);
COMMIT;
PRAGMA user_version = 1;
