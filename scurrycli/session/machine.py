"""One session with the Gateway as a state machine; never I/O, a clock or chance of its own.

Drive it so: call an input method with the time, carry out the commands it returns in their order,
call `timeout` when `deadline` has come, and answer each command as its docstring says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from itertools import chain

from scurrycli.errors import NoSession, ScurryError
from scurrycli.models import GatewayEvent, SessionStartLimit
from scurrycli.records import State
from scurrycli.session.commands import Close, Command, Connect, Discover, Enter, Report, Send, Stop
from scurrycli.session.endings import bad_token, closed_for_good, too_expensive
from scurrycli.session.heart import DEFAULT_INTERVAL, Heart, usable_interval
from scurrycli.session.oddities import Oddities
from scurrycli.session.pacing import KEPT_FOR_LOGIN, Backoff, SendBudget
from scurrycli.session.plan import (
    BUDGET_FLOOR,
    HELLO_TIMEOUT,
    IDENTIFY_SPACING,
    LEAVING,
    MAX_BACKOFF,
    OPEN_TIMEOUT,
    READY_TIMEOUT,
    Plan,
    ResumePoint,
)
from scurrycli.session.returning import REQUEST, Returning
from scurrycli.session.standing import Standing
from scurrycli.wire import outgoing
from scurrycli.wire.addresses import gateway_url
from scurrycli.wire.close_codes import RECONNECTING, After, close_code
from scurrycli.wire.ledger import Ledger
from scurrycli.wire.opcodes import Opcode
from scurrycli.wire.payload import Payload

Commands = Sequence[Command]
_NOTHING: Commands = ()
_DISPATCH = Opcode.DISPATCH.value


class Phase(Enum):
    """Where the machine stands; each phase names the input it waits for."""

    IDLE = "idle"  # start
    DISCOVERING = "discovering"  # discovered, not_discovered
    CONNECTING = "connecting"  # opened, unreachable
    GREETING = "greeting"  # HELLO
    IDENTIFYING = State.IDENTIFYING  # READY
    RESUMING = State.RESUMING  # RESUMED
    READY = State.READY
    WAITING = State.WAITING  # timeout
    STOPPED = State.STOPPED

    __hash__ = object.__hash__  # Enum's own is a call for each message


_OPEN = frozenset({Phase.GREETING, Phase.IDENTIFYING, Phase.RESUMING, Phase.READY})


class Session:
    """The machine. Every input returns commands, to be carried out in order.

    Args:
        plan: what is wanted.
        chance: numbers in [0, 1) for jitter.
        identified: when another session of this shard last sent IDENTIFY; None if it never did.

    Attributes:
        identified: when IDENTIFY was last sent; None before.
        deadline: when `timeout` must be called next; None while there is nothing to wait for.
        heart: the heartbeat of the newest connection; None before its HELLO.
        limit: what Discord last said about the budget of IDENTIFYs.
    """

    def __init__(
        self, plan: Plan, chance: Callable[[], float], identified: float | None = None
    ) -> None:
        self.plan = plan
        self.heart: Heart | None = None
        self.limit: SessionStartLimit | None = None
        self.budget = SendBudget()
        self.conn = 0
        self._oddities = Oddities()  # of the newest connection
        self.phase = Phase.IDLE
        self._chance = chance
        self._by_hand = plan.token is None
        self._standing = Standing(plan.url)
        self._returning = Returning(Backoff(plan.min_backoff, MAX_BACKOFF), chance)
        self._phase_ends: float | None = None
        self.identified = identified
        self._identify_pending = False
        self._seq_seen: int | None = None
        self._replay = Ledger()  # of the newest resume

    # -- what can be asked

    @property
    def seq(self) -> int | None:
        """The last sequence number that was not null; None before the first."""
        return self._standing.seq

    @property
    def resume_point(self) -> ResumePoint | None:
        """What a resume would use, or None where the next connection must IDENTIFY."""
        return self._standing.resume_point

    @property
    def backoff(self) -> Backoff:
        """The pauses between reconnects."""
        return self._returning.backoff

    @property
    def at_once(self) -> bool:
        """Whether the last reconnect was decided to come without a pause."""
        return self._returning.at_once

    @property
    def is_open(self) -> bool:
        """Whether a WebSocket is open by the commands so far."""
        return self.phase in _OPEN

    @property
    def deadline(self) -> float | None:
        """When `timeout` is to be called (at the latest; earlier does no harm)."""
        beat = self.heart.due if self.heart and self.is_open else None
        times = [time for time in (beat, self._phase_ends) if time is not None]
        return min(times, default=None)

    # -- inputs

    def start(self, now: float) -> Commands:
        """Begin, or begin again at once: `Discover`, or `Connect` where the URL is known.

        Does nothing while a connection is open.
        """
        if self.is_open:
            return _NOTHING
        return self._go(now, "connecting to the Gateway")

    def discovered(self, info: GatewayEvent, now: float) -> Commands:
        """The REST API answered. Spends no IDENTIFY where the budget is at the floor."""
        if self.phase is not Phase.DISCOVERING:
            return _NOTHING
        limit = self.limit = info.session_start_limit
        self._standing.first_url = info.url
        if limit.remaining <= BUDGET_FLOOR and not self.plan.force:
            return self._stop(too_expensive(limit))
        why = f"{limit.remaining} of {limit.total} IDENTIFYs left, {info.shards} shard(s) advised"
        return self._connect(why, {"session_start_limit": limit.to_dict()})

    def not_discovered(
        self, why: str, now: float, status: int | None = None, retry_after: float | None = None
    ) -> Commands:
        """The REST API gave no answer (`status` None) or one without success.

        3xx and 4xx would only be repeated and end the session; 429 and all else is asked again.
        """
        if self.phase is not Phase.DISCOVERING:
            return _NOTHING
        if status == 401:  # noqa: PLR2004
            return self._stop(bad_token())
        if status is not None and 300 <= status < 500 and status != 429:  # noqa: PLR2004
            return self._stop(ScurryError(f"{why}. Is --api-url right?"))
        pause = self._returning.after_failure() if retry_after is None else retry_after
        return self._wait(pause, why, "discovery", now)

    def opened(self, now: float) -> Commands:
        """The WebSocket is open. HELLO must follow."""
        if self.phase is not Phase.CONNECTING:
            return _NOTHING
        self.phase = Phase.GREETING
        self._phase_ends = now + HELLO_TIMEOUT
        self.heart = None
        self.budget = SendBudget()
        self._oddities = Oddities()
        return _NOTHING

    def unreachable(self, why: str, now: float) -> Commands:
        """The WebSocket could not be opened."""
        if self.phase is not Phase.CONNECTING:
            return _NOTHING
        if self._standing.turn_to_first_url():
            return self._connect(f"{why}; trying the first address, still to resume", {})
        return self._wait(self._returning.after_failure(), why, "unreachable", now)

    def received(self, payload: Payload, now: float) -> Commands:
        """A message came in, `now` being when it left the socket."""
        if self.phase not in _OPEN:
            return _NOTHING
        if self.heart is not None:
            self.heart.heard = now
        if payload.op == _DISPATCH:
            if payload.s is not None:
                self._standing.seq = payload.s
                if self.phase is Phase.RESUMING and payload.t != "RESUMED":
                    self._replay.add(payload.s)
            handle = _ON_DISPATCH.get(payload.t) if payload.t else None
        else:
            handle = _ON_OPCODE.get(payload.op) if payload.op is not None else None
        return handle(self, payload, now) if handle else _NOTHING

    def closed(self, code: int | None, now: float) -> Commands:
        """The server or the network ended the connection; None is a close without a code."""
        if self.phase not in _OPEN:
            return _NOTHING
        row = close_code(code)
        if row.after is After.STOP:
            return self._stop(closed_for_good(row))
        if row.after is After.IDENTIFY:
            self._standing.forget()
        what = row.meaning if code is None else f"closed with {code} ({row.name}): {row.meaning}"
        return self._reconnect(what, str(code or "drop"), now)

    def faulted(self, why: str, now: float) -> Commands:
        """The connection can be used no more (too large a message, broken compression)."""
        if self.phase not in _OPEN:
            return _NOTHING
        return self._come_back(why, "fault", now)

    def identify(self, token: str, intents: int, now: float) -> Commands:
        """IDENTIFY on the open connection with this token, where `start` was given none."""
        self._need_hello()
        self.plan = replace(self.plan, token=token, intents=intents)
        return self._identify_when_allowed("identifying", {}, now)

    def resume(self, token: str, now: float) -> Commands:
        """RESUME on the open connection with this token, where `start` was given none.

        Raises:
            NoSession: there is nothing to resume, or no HELLO yet.
        """
        self._need_hello()
        return self._resume(token, "by request", {}, now)

    def timeout(self, now: float) -> Commands:
        """`deadline` has come (or not: then this does nothing)."""
        if self._phase_ends is not None and now >= self._phase_ends:
            return self._phase_ended(now)
        if self.is_open and self.heart and now >= self.heart.due:
            return self._beat_or_bury(now, self.heart)
        return _NOTHING

    def stop(
        self, now: float, error: ScurryError | None = None, why: str = "left by ourselves"
    ) -> Commands:
        """Leave for good; `error` is why, where it was not asked for, else `why`."""
        if self.phase is Phase.STOPPED:
            return _NOTHING
        close = [Close(LEAVING, "leaving")] if self.is_open else []
        return [*close, *self._stop(error, why)]

    def _need_hello(self) -> None:
        if self.heart is None or not self.is_open:
            raise NoSession("There is no open connection that has said HELLO.")

    # -- messages, by table

    def _on_hello(self, payload: Payload, now: float) -> Commands:
        if self.heart is not None:
            return self._oddities.report("A second HELLO came on one connection; it is ignored.")
        d = payload.d
        interval = usable_interval(d.get("heartbeat_interval") if isinstance(d, dict) else None)
        odd = []
        if interval is None:
            interval = DEFAULT_INTERVAL
            odd.append(Report(f"HELLO has no usable heartbeat_interval; taking {interval} s."))
        self.heart = Heart(interval, self._chance(), now)
        first_beat = round(self.heart.due - now, 3)
        self.budget.leave_room(interval)
        facts: dict[str, object] = {"heartbeat_interval": interval, "first_beat": first_beat}
        hello = f"HELLO: a heartbeat every {interval:g} s"
        if self._by_hand:  # `identify` or `resume` will come, after a reconnect too
            self.phase, self._phase_ends = Phase.IDENTIFYING, None
            return [*odd, Enter(State.IDENTIFYING, f"{hello}; waiting for a token", facts)]
        if self.resume_point is not None:
            return [*odd, *self._resume(self.plan.token or "", hello, facts, now)]
        return [*odd, *self._identify_when_allowed(hello, facts, now)]

    def _on_ready(self, payload: Payload, now: float) -> Commands:
        if self.heart is None:
            return self._oddities.report("READY came before HELLO; it is ignored.")
        odd = [self._oddities.report(sentence) for sentence in self._standing.establish(payload)]
        return [*chain.from_iterable(odd), *self._healthy("READY")]

    def _on_resumed(self, payload: Payload, now: float) -> Commands:
        if self.phase is not Phase.RESUMING:
            return self._oddities.report("RESUMED came without a resume; it is ignored.")
        self._replay.resumed(payload.s)
        return self._healthy(f"RESUMED: {_verdict(self._replay)}")

    def _on_heartbeat(self, payload: Payload, now: float) -> Commands:
        if self.budget.wait(now, KEPT_FOR_LOGIN):
            return self._oddities.report(
                "The Gateway asks for too many heartbeats; one is left out."
            )
        if self.heart is not None:
            self.heart.beat_out_of_turn(now)
        self.budget.sent(now)
        return [self._heartbeat()]

    def _on_ack(self, payload: Payload, now: float) -> Commands:
        if self.heart is not None and self.heart.acknowledged(now) is None:
            return self._oddities.report("A heartbeat ACK came without a heartbeat; it is ignored.")
        return _NOTHING

    def _on_reconnect(self, payload: Payload, now: float) -> Commands:
        return self._come_back("the Gateway asked for a reconnect", REQUEST, now)

    def _on_invalid_session(self, payload: Payload, now: float) -> Commands:
        if payload.d is True and self._standing.has_session:
            return self._come_back("invalid session, but it can be resumed", "op 9", now)
        self._standing.forget()
        close = Close(LEAVING, "invalid session")
        why = "invalid session: it is given up for a new one"
        return [close, *self._wait(self._returning.after_refusal(), why, "op 9", now)]

    # -- steps

    def _healthy(self, why: str) -> Commands:
        self.phase = Phase.READY
        self._phase_ends = None
        self._identify_pending = False
        self._standing.reached()
        self._returning.healthy()
        return [Enter(State.READY, why)]

    def _phase_ended(self, now: float) -> Commands:
        self._phase_ends = None
        if self.phase is Phase.WAITING:
            return self._go(now, "reconnecting")
        if self._identify_pending:
            return self._identify(now)
        greeted = self.phase is not Phase.GREETING
        if greeted and self.seq != self._seq_seen:  # events are coming: a long replay is no stall
            self._seq_seen = self.seq
            self._phase_ends = now + READY_TIMEOUT
            return _NOTHING
        waited = {
            Phase.GREETING: f"no HELLO within {HELLO_TIMEOUT:g} s",
            Phase.IDENTIFYING: f"no READY within {READY_TIMEOUT:g} s",
            Phase.RESUMING: f"no RESUMED within {READY_TIMEOUT:g} s",
        }
        return self._come_back(waited[self.phase], "timeout", now)

    def _beat_or_bury(self, now: float, heart: Heart) -> Commands:
        if heart.is_zombie(now):
            heart.missed += 1
            return self._come_back("no ACK for the last heartbeat: a zombie", "zombie", now)
        heart.beat(now)
        return [self._heartbeat()]

    def _identify_when_allowed(self, why: str, facts: dict[str, object], now: float) -> Commands:
        self.phase = Phase.IDENTIFYING
        wait = 0.0 if self.identified is None else self.identified + IDENTIFY_SPACING - now
        if wait <= 0:
            return [Enter(State.IDENTIFYING, why, facts), *self._identify(now)]
        self._identify_pending = True
        self._phase_ends = now + wait
        facts["wait"] = round(wait, 3)
        return [Enter(State.IDENTIFYING, f"{why}; IDENTIFY in {wait:.1f} s, not sooner", facts)]

    def _identify(self, now: float) -> Commands:
        plan = self.plan
        self._standing.forget()
        self.identified = now
        self._await_answer(now)
        self.budget.sent(now)
        text = outgoing.identify(
            plan.token or "",
            plan.intents,
            plan.shard,
            plan.properties,
            plan.large_threshold,
            compress=plan.compress,
        )
        return [Send(text, Opcode.IDENTIFY)]

    def _resume(self, token: str, why: str, facts: dict[str, object], now: float) -> Commands:
        point = self.resume_point
        if point is None:
            raise NoSession("There is no session to resume; IDENTIFY starts one.")
        self.phase = Phase.RESUMING
        self._replay = Ledger(last=point.seq, highest=point.seq, resuming=True)
        self._await_answer(now)
        self.budget.sent(now)
        text = outgoing.resume(token, point.session_id, point.seq)
        enter = Enter(State.RESUMING, f"{why}; resuming after seq {point.seq}", facts)
        return [enter, Send(text, Opcode.RESUME)]

    def _await_answer(self, now: float) -> None:
        self._identify_pending = False
        self._seq_seen = self.seq
        self._phase_ends = now + READY_TIMEOUT

    def _heartbeat(self) -> Send:
        return Send(outgoing.heartbeat(self.seq), Opcode.HEARTBEAT)

    def _come_back(self, why: str, rule: str, now: float) -> Commands:
        """Close from our side so that the session lives on, and reconnect."""
        return [Close(RECONNECTING, "reconnecting"), *self._reconnect(why, rule, now)]

    def _reconnect(self, why: str, rule: str, now: float) -> Commands:
        pause = self._returning.after_end(rule, now, healthy=self.phase is Phase.READY)
        return self._wait(pause, why, rule, now) if pause else self._go(now, why, rule)

    def _wait(self, pause: float, why: str, rule: str, now: float) -> Commands:
        self.phase = Phase.WAITING
        self._identify_pending = False
        self._phase_ends = now + pause
        return [Enter(State.WAITING, why, {"rule": rule, "wait": round(pause, 3)})]

    def _go(self, now: float, why: str, rule: str = "") -> Commands:
        self._identify_pending = False
        facts: dict[str, object] = {"rule": rule} if rule else {}
        if self.resume_point is not None:
            return self._connect(why, facts)
        self._standing.forget()
        if self.plan.url is not None:
            return self._connect(why, facts)
        self.phase = Phase.DISCOVERING
        self._phase_ends = None
        return [Enter(State.CONNECTING, why, facts), Discover(OPEN_TIMEOUT)]

    def _connect(self, why: str, facts: dict[str, object]) -> Commands:
        self.phase = Phase.CONNECTING
        self._phase_ends = None
        self.conn += 1
        state = State.CONNECTING if self.resume_point is None else State.RESUMING
        url = gateway_url(self._standing.address, self.plan.params)
        return [Enter(state, why, facts), Connect(url, self.conn, OPEN_TIMEOUT)]

    def _stop(self, error: ScurryError | None, why: str = "") -> Commands:
        self.phase = Phase.STOPPED
        self._phase_ends = None
        return [Enter(State.STOPPED, str(error) if error else why), Stop(error)]


def _verdict(replay: Ledger) -> str:
    """Whether the numbers that came in answer to a resume tell of a loss."""
    came = f"{replay.replayed} replayed" if replay.replayed else "nothing was replayed"
    return f"{came}, {f'{replay.missing} missing' if replay.missing else 'nothing is missing'}"


_Handler = Callable[[Session, Payload, float], Commands]

_ON_OPCODE: dict[int, _Handler] = {
    Opcode.HELLO: Session._on_hello,
    Opcode.HEARTBEAT: Session._on_heartbeat,
    Opcode.HEARTBEAT_ACK: Session._on_ack,
    Opcode.RECONNECT: Session._on_reconnect,
    Opcode.INVALID_SESSION: Session._on_invalid_session,
}
_ON_DISPATCH: dict[str, _Handler] = {
    "READY": Session._on_ready,
    "RESUMED": Session._on_resumed,
}
