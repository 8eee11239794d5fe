"""Reading a session or a replay event by event, while it goes on; never what keeps or records it.

Textual draws this: panes, a line to type into, and a screen of which only what changed is sent, are
what it is kept for, and it draws the very Rich texts of the live view. It only draws: the modes,
signals and keys of the terminal stay with the live view's own screen (`scurrycli.cli.screen`), so
that every way out is the tested one, and nothing flickers in between. To import it takes a quarter
of a second, so that is done in a thread when the first key asks for it: the live view stays plain
Rich, and neither `connect` nor anything without a screen ever waits for Textual.

What both show comes from one `scurrycli.sinks.timeline.Timeline`.
"""
