"""What can end a command, each with its exit status; never how it is printed."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """What the shell is told. 2 is also what the command-line parser uses for wrong usage."""

    OK = 0
    FAILED = 1
    USAGE = 2
    LOSS = 3
    CLOSED = 4
    REFUSED = 5
    INTERRUPTED = 130


class ScurryError(Exception):
    """An ending that is said in one or two plain sentences. Its text never holds a token."""

    status = ExitStatus.FAILED


class NoSession(ScurryError):
    """The WebSocket was asked for before there was one."""


class PayloadTooLarge(ScurryError, ValueError):
    """A payload that Discord would close the connection for (over 4096 bytes), not sent."""


class EtfError(ScurryError, ValueError):
    """Bytes that are no term of Discord's, or a value that no such term can say."""


class ConnectionFailed(ScurryError, ConnectionError):
    """One attempt to reach the Gateway or its REST API failed; another may succeed."""


class CompressionBroken(ScurryError):
    """What came on a connection cannot be inflated; another connection may do."""


class InflatedTooLarge(ScurryError):
    """A payload inflates to more than the limit; another connection may do."""


class UsageError(ScurryError):
    """What was typed cannot be meant."""

    status = ExitStatus.USAGE


class RecordingError(ScurryError):
    """A recording cannot be read or written at all."""


class RecordingDamaged(ScurryError):
    """A recording was read or written as far as it goes; something is missing."""

    status = ExitStatus.LOSS


class GatewayClosed(ScurryError):
    """The Gateway (or its REST API) turned this client away for good."""

    status = ExitStatus.CLOSED


class Refused(ScurryError):
    """We refuse to connect: what would follow is unsafe or too expensive."""

    status = ExitStatus.REFUSED
