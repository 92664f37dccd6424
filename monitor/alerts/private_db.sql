-- Times are UTC text with Z; days are civil days of vigie.timezone.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;

-- state: pending (not confirmed), active, paused (its address was refused).  handle: in its links.
-- since: what we heard of before is no news to it (confirmed, or its filter changed)
CREATE TABLE subscriptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL UNIQUE, address TEXT NOT NULL,
  language TEXT NOT NULL, rhythm TEXT NOT NULL, filter TEXT NOT NULL, state TEXT NOT NULL,
  created TEXT NOT NULL, since TEXT, digest_day TEXT, reason TEXT,
  UNIQUE (address, filter)
);

-- an address that left: its keyed hash.  reason: unsubscribed, refused (never write again), bounced
CREATE TABLE suppressed (
  hash TEXT PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;

-- an id that was told once -> the id of today, kept over rebuilds of vigie.db
CREATE TABLE aliases (old_id TEXT PRIMARY KEY, new_id TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX aliases_new ON aliases (new_id);

-- each thing that happened, once by cluster and name, whether anybody was told or not.
-- facts: what an item of a mail shows (JSON), null when nobody waits for it any more.
-- void: 1 when it does not hold any more (withdrawn before it was sent)
CREATE TABLE events (
  id INTEGER PRIMARY KEY, subject TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, facts TEXT,
  void INTEGER NOT NULL DEFAULT 0, UNIQUE (subject, name)
);

-- which subscription is notified of which event: at most once.  message: null until one is made
CREATE TABLE notifications (
  event INTEGER NOT NULL REFERENCES events (id), subscription INTEGER NOT NULL,
  message INTEGER, PRIMARY KEY (event, subscription)
) WITHOUT ROWID;
CREATE INDEX notifications_waiting ON notifications (subscription, event) WHERE message IS NULL;
CREATE INDEX notifications_message ON notifications (message) WHERE message IS NOT NULL;

-- kind: digest, confirm, operator.  state: waiting, claimed, sent, failed, dropped.
-- once: two messages never share it.  subscription is null for the operator.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  subscription INTEGER, once TEXT UNIQUE, subject TEXT, body TEXT, created TEXT NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, not_before TEXT NOT NULL,
  finished TEXT, problem TEXT
);
CREATE INDEX messages_state ON messages (state, (kind = 'digest'), id);
CREATE INDEX messages_subscription ON messages (subscription);
