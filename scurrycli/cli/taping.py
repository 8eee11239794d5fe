"""A recording of what a served client sees, from the gateway's side; never what is served."""

from __future__ import annotations

from pathlib import Path

from scurrycli import __version__
from scurrycli.gateway.journal import Journal
from scurrycli.gateway.transport import Stamp
from scurrycli.recording import Header, RecordingWriter, Redactor
from scurrycli.records import Kind
from scurrycli.server.connection import ClientLine
from scurrycli.server.faults import Fault
from scurrycli.server.outlet import Out
from scurrycli.server.tap import Tap
from scurrycli.sinks.recorder import Recorder
from scurrycli.wire.addresses import API_VERSION
from scurrycli.wire.payload import Payload


class Tape(Tap):
    """Records as `connect` would: what the gateway sends is `recv`, faults are marks.

    `conn` tells connections apart, also those of several clients.

    Args:
        path: where to; an existing file only if `force`.
        url: of the gateway.
        token: the one that is let in. Tokens that clients name are redacted in any case.

    Raises:
        RecordingError: the file cannot be written, or is there already.
    """

    def __init__(self, path: Path, url: str, token: str | None, *, force: bool) -> None:
        self._url = url.rstrip("/")
        started = Stamp.now()
        header = Header(
            started=started.wall,
            client=f"scurrycli {__version__}",
            url=url,
            api_version=API_VERSION,
            encoding="json",
            compress="none",
            intents=None,
            shard=None,
            redact="secrets",
        )
        self._recorder = Recorder(RecordingWriter(path, header, force=force), filtered=False)
        self._journal = Journal(
            lambda record: self._recorder.add(record, shown=True), Redactor(token), started
        )

    def opened(self, line: ClientLine) -> None:
        """As `Tap.opened`."""
        path = line.ws.request.path if line.ws.request else "/"
        self._note(line, Kind.OPEN, url=self._url + path)

    def sent(self, line: ClientLine, text: bytes, message: Out) -> None:
        """As `Tap.sent`."""
        self._journal.conn = line.number
        payload = Payload(text)
        payload.wire = len(message.data)
        self._journal.received(payload, Stamp.now())

    def received(self, line: ClientLine, payload: Payload) -> None:
        """As `Tap.received`."""
        self._journal.conn = line.number
        self._journal.sent(payload)

    def did(self, line: ClientLine, fault: Fault) -> None:
        """As `Tap.did`."""
        self._note(line, Kind.MARK, label=f"fault: {fault}")

    def closed(self, line: ClientLine, by: str, code: int | None, reason: str) -> None:
        """As `Tap.closed`."""
        self._note(line, Kind.CLOSE, by=by, code=code, reason=reason or None)

    def end(self, why: str) -> None:
        """The last record.

        Raises:
            RecordingDamaged: the recording is not whole.
        """
        self._journal.end(why)
        self._recorder.close()
        if self._recorder.failure is not None:
            raise self._recorder.failure

    def _note(self, line: ClientLine, kind: Kind, **detail: object) -> None:
        self._journal.conn = line.number
        self._journal.note(kind, **detail)
