"""What a session is to the Gateway: whether it can be resumed, and where; never when."""

from __future__ import annotations

from scurrycli.session.plan import LONGEST_SESSION_ID, ResumePoint
from scurrycli.wire.addresses import may_follow
from scurrycli.wire.payload import Payload


class Standing:
    """The three things that a resume needs, and the addresses to choose from.

    Attributes:
        seq: the last sequence number that was not null; None before the first.
        first_url: the Gateway's address from the user or the REST API; None while it is unknown.
    """

    def __init__(self, first_url: str | None) -> None:
        self.seq: int | None = None
        self.first_url = first_url
        self._session_id: str | None = None
        self._resume_url: str | None = None
        self._at_first_url = False

    @property
    def resume_point(self) -> ResumePoint | None:
        """What a resume would use, or None where the next connection must IDENTIFY."""
        if self._session_id is None or self.seq is None:
            return None
        return ResumePoint(self._session_id, self._resume_url or self.first_url or "", self.seq)

    @property
    def has_session(self) -> bool:
        """Whether there is a session at all."""
        return self._session_id is not None

    @property
    def address(self) -> str:
        """Where to connect next, without a query."""
        point = self.resume_point
        if point is None or self._at_first_url:
            return self.first_url or ""
        return point.url

    def establish(self, ready: Payload) -> list[str]:
        """Take a session from READY; what is wrong with it, a sentence each."""
        wrong = []
        self._session_id = ready.field("session_id", str)
        self._resume_url = ready.field("resume_gateway_url", str)
        if self._resume_url and not may_follow(self._resume_url, self.first_url or ""):
            wrong.append(
                "READY names a resume_gateway_url elsewhere; resuming at the first address."
            )
            self._resume_url = None
        if not self._session_id or len(self._session_id) > LONGEST_SESSION_ID:
            wrong.append("READY names no usable session_id; this session is not resumable.")
            self._session_id = None
        return wrong

    def forget(self) -> None:
        """The session is given up, or there is none."""
        self._session_id = self._resume_url = self.seq = None
        self._at_first_url = False

    def reached(self) -> None:
        """The session goes on: the next resume tries its own address first."""
        self._at_first_url = False

    def turn_to_first_url(self) -> bool:
        """The address cannot be reached: whether there is another to resume at, without a pause."""
        point = self.resume_point
        turned = point is not None and not self._at_first_url and point.url != self.first_url
        self._at_first_url = turned
        return turned
