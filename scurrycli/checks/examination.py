"""All flaws of a file, one after the other; never more memory for more of them, never a repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scurrycli.checks.conduct import Conduct
from scurrycli.checks.flaw import Flaw
from scurrycli.checks.form import Form
from scurrycli.checks.shape import odd_header
from scurrycli.errors import RecordingDamaged, RecordingError
from scurrycli.recording.foreign import is_foreign
from scurrycli.recording.header import Header, decode_header, is_header
from scurrycli.recording.source import MAX_LINE, Bytes, Lines, Text

_BOM = b"\xef\xbb\xbf"
_MOST_SESSIONS = 64


class Examination:
    """Reads an open file once. After the iteration the attributes say what it was.

    Attributes:
        records: how many there were.
        recordings: how many recordings stand in the file, one behind the other.
        flaws: how many were found.
        ended: whether the last recording has an `end` record.
        torn: a clause on what is missing at the end of the file, or could not be read any more;
            None where it is whole.
    """

    def __init__(self, file: Bytes, name: str) -> None:
        self.records = self.recordings = self.flaws = 0
        self.ended = False
        self.torn: str | None = None
        self._file = file
        self._name = name
        self._line = 0
        self._has_told_line_ends = False
        self._form: Form | None = None
        self._header: Header | None = None
        self._conducts: dict[Any, Conduct] = {}

    def __iter__(self) -> Iterator[Flaw]:
        """The flaws, in the order of the file.

        Raises:
            RecordingError: it cannot be read, or is no recording at all.
            RecordingDamaged: not even its header can be read.
        """
        for flaw in self._flaws():
            self.flaws += 1
            yield flaw

    def _flaws(self) -> Iterator[Flaw]:
        text, lines = Text(self._file), Lines(MAX_LINE)
        for chunk in text:
            for line in lines.feed(chunk):
                yield from self._look_at(line)
        rest = lines.rest
        if lines.rest_size:
            yield from self._look_at_rest(rest, lines.rest_size)
        if text.trouble:
            self.torn = text.trouble
        if self._form is None and text.trouble:
            raise RecordingDamaged(f"{self._name} is damaged from its start: {text.trouble}.")
        if self._form is None:
            raise RecordingError(f"{self._name} is empty, so there is no recording in it.")

    def _look_at(self, line: bytes | None) -> Iterable[Flaw]:
        """This is done for every line, so the usual ones cost as little as can be."""
        self._line += 1
        form = self._form
        if form is None or line is None or line[:1] != b"{" or line[-1:] == b"\r":
            return self._look_closely(line)
        return self._look_at_record(form, line)

    def _look_at_record(self, form: Form, line: bytes) -> Iterable[Flaw]:
        try:
            record, found = form.read(line)
        except RecordingError as error:
            return self._no_record(line, str(error))
        self.records += 1
        self.ended = record.kind == "end"
        conduct = self._conduct_of(record.detail)
        conduct.add(record)
        if not found and not conduct.found:
            return ()
        found += conduct.found
        conduct.found.clear()
        return [Flaw(self._line, record.n, rule, text) for rule, text in found]

    def _look_closely(self, line: bytes | None) -> Iterator[Flaw]:
        """Whatever may be odd around a line."""
        if line is None:
            yield self._flaw("line", f"a line of over {MAX_LINE >> 20} MiB")
            return
        if line[-1:] == b"\r":
            line = line[:-1]
            if not self._has_told_line_ends:
                self._has_told_line_ends = True
                yield self._flaw("line-end", r"lines end with \r\n, not \n")
        if line[:3] == _BOM:
            line = line[3:]
            yield self._flaw("line", "a byte order mark")
        if self._form is None:
            yield from self._first(line)
        else:
            yield from self._look_at_record(self._form, line)

    def _look_at_rest(self, rest: bytes, size: int) -> Iterator[Flaw]:
        """What has no line end: a whole record that only lacks that, or a torn one."""
        before = self.records, self.recordings
        found = list(self._look_at(rest))
        if (self.records, self.recordings) == before:
            self.torn = f"its last line is torn, {size} bytes long"
            return
        yield self._flaw("line-end", r"the last line does not end with \n")
        yield from found

    def _first(self, line: bytes) -> Iterator[Flaw]:
        """The line that should be a header."""
        if not line.strip():
            yield self._flaw("line", "an empty line")
            return
        if not is_header(line) and is_foreign(line):
            raise RecordingError(
                f"{self._name} holds bare payloads and is no recording, so there is nothing that "
                "could be checked."
            )
        header = decode_header(line, self._name)
        yield from self._begin(line, header)

    def _begin(self, line: bytes, header: Header) -> Iterator[Flaw]:
        self.recordings += 1
        self._header = header
        self._form = Form(header)
        self._conducts = {}
        self.ended = False
        for rule, text in odd_header(line, header):
            yield self._flaw(rule, text)

    def _no_record(self, line: bytes, why: str) -> Iterator[Flaw]:
        if is_header(line):
            try:
                header = decode_header(line, "This part of the file")
            except RecordingError as error:
                yield self._flaw("header", str(error).removesuffix("."))
                return
            yield from self._begin(line, header)
        elif line.strip():
            yield self._flaw("no-record", why)
        else:
            yield self._flaw("line", "an empty line")

    def _conduct_of(self, detail: dict[str, Any]) -> Conduct:
        """Where recordings were merged, each is a session of its own."""
        source = detail.get("source") if detail else None
        conduct = self._conducts.get(source if type(source) is int else None)
        if conduct is None:
            key = source if type(source) is int and len(self._conducts) < _MOST_SESSIONS else None
            assert self._header is not None  # noqa: S101 - records are read behind a header only
            conduct = self._conducts.setdefault(key, Conduct(self._header))
        return conduct

    def _flaw(self, rule: str, text: str) -> Flaw:
        return Flaw(self._line, None, rule, text)
