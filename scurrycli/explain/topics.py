"""What is larger than one name: how things go together, in a few lines; never a table's row.

A line that begins with blanks stands by itself; others are paragraphs, to be folded.
"""

from __future__ import annotations

WHERE = """\
An expression chooses records: scurry tail FILE --where EXPR

  t == MESSAGE_CREATE and d.author.bot != true and d.content ~ "hello"
  size > 100000 or d.mentions[].id == 279776546556872764
  t in (GUILD_CREATE, GUILD_DELETE) and has d.unavailable
  kind == close and code >= 4000

Names are those of the payload:

  t, op, s, d        event, opcode, sequence number, and what is in d: d.author.id
  d.mentions[0].id   of the first in an array; d.mentions[].id is that of any
  d["odd name"]      a name of other characters than letters, digits, _, $ and -
  size, wire         bytes, inflated and on the wire
  at, n, conn        seconds from the start, the record's number, the connection's
  kind               recv, sent, open, close, state, error, mark or end
  code, by, state    what those other records tell, also why, error, url, label

Comparisons:

  == !=              equal or not; what is missing equals null
  < <= > >=          numbers, snowflakes as numbers, texts by their letters
  in (A, B)          one of several; not in (A, B) is none of them
  ~ !~               a text contains a pattern, or does not; (?i) ignores case
  has NAME           it is there, even as null
  NAME               it is neither missing, null nor false
  and or not ( )     and binds closer than or

Values are numbers, true, false, null, words, and texts in "..." or '...'. Events and opcodes go by
name in any case, as in: t == ready, op == HEARTBEAT_ACK. A number equals a snowflake, which stands
in quotes in the payload.

Patterns are those of RE2, which take no longer than the text is long, whatever they are: there is
no look-around, and no reference back.

Only events are looked at, unless op, kind or something that only other records have is named. A
name that no record has is told at the end, with the nearest that there is."""

CONTENT = """\
Without the privileged intent MESSAGE_CONTENT the fields content, embeds, attachments, components
and poll of a message are empty. They are filled all the same where the message

  was sent by the bot itself,
  is a direct message to the bot,
  mentions the bot,
  or is the one that a command of its context menu was used on.

Ask for MESSAGE_CONTENT beside GUILD_MESSAGES, and switch it on in the Developer Portal (page Bot,
Privileged Gateway Intents). See scurry preflight, and scurry why MESSAGE_CREATE."""

SESSION = """\
A session begins with IDENTIFY and READY and outlives its connection. After a lost one RESUME goes
on with it: Discord sends what was missed, then RESUMED. That needs session_id and
resume_gateway_url of READY, and the last s.

Closing with 1000 or 1001 ends the session; to come back, close with any other code. After opcode 7
connect anew and resume at once; after opcode 9 resume if d is true, else IDENTIFY. After 4003, 4007
and 4009 a new session is needed; after 4004 and 4010 to 4014, a change.

IDENTIFY costs one of the day's budget (scurry explain budget); RESUME costs nothing."""

HEARTBEAT = """\
HELLO tells heartbeat_interval. A client sends opcode 1 that often, the first time after a random
part of it, and the server answers each with opcode 11, the ACK. The time between the two is the
latency that scurry shows; before the first pair it is unknown.

  late beat   the client did not send it when it was due: something blocks its loop
  late ACK    the network or Discord is slow, or the ACK waits behind other payloads
  zombie      nothing at all came since the last beat: the TCP connection seems open, but \
nobody is there. Close it with a code other than 1000, and resume"""

SEQUENCE = """\
Each event of a session has a number s, one higher than the last. scurry keeps a ledger of them:

  gap        numbers were left out, so events are missing
  repeat     a number came again although no resume asked for it
  replayed   numbers came again in answer to RESUME, as they should"""

BUDGET = """\
A bot has 1000 IDENTIFYs in 24 hours (large ones more). Discord resets the token of whoever spends
them all, as a loop does that reconnects without resuming. GET /gateway/bot tells what is left;
scurry shows it, refuses below 50 unless --force is given, and waits 5 s between two IDENTIFYs of
one bucket (shard id modulo max_concurrency). See it without spending one: scurry preflight."""

SHARDS = """\
With N shards the events of a guild come to shard (guild id >> 22) % N, and to no other; direct
messages come to shard 0. A bot in more than 2500 guilds must shard (close code 4011).

  scurry explain GUILD_ID --shards N   tells the shard
  scurry preflight                     tells the N that Discord advises"""

STATUSES = """\
  0     what was asked for is done
  1     it failed: no connection, a file that cannot be read; or --exit-on was met
  2     wrong usage
  3     done, but with a loss: a damaged recording, or records that are missing
  4     the Gateway closed the connection for good: 4004, 4010 to 4014
  5     refused before connecting: budget, token, unsafe URL; or preflight found a fault
  130   Ctrl-C before the end that was asked for"""

TOPICS: dict[str, tuple[str, str]] = {
    "where": ("the expressions of --where", WHERE),
    "content": ("why the content of messages is empty", CONTENT),
    "session": ("what begins and ends a session: IDENTIFY, RESUME", SESSION),
    "heartbeat": ("heartbeats, ACKs, latency, zombies", HEARTBEAT),
    "sequence": ("sequence numbers, gaps and repeats", SEQUENCE),
    "budget": ("how many IDENTIFYs a day are left", BUDGET),
    "shards": ("which shard gets the events of a guild", SHARDS),
    "statuses": ("scurry's exit statuses", STATUSES),
}
"""Name to a few words and the text."""
