"""The REST API as far as a bot asks it at its start and to answer; never a socket.

Source: Discord's documentation, pages Gateway, User, Application, Application Commands, Message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from itertools import count
from typing import Any, Protocol

import orjson

from scurrycli.server.front import Answer, Request
from scurrycli.server.messages import message_of

IDENTIFYS = 1000
RESET_AFTER = 86_400_000
EPOCH = 1_420_070_400_000
"""Milliseconds at which Discord's ids begin."""
_BASE = re.compile(r"/api(?:/v\d+)?(?=/)")
_SECRET = re.compile(r"(/(?:webhooks|interactions)/[^/]+/)[^/?]+")


class Facts(Protocol):
    """What the API knows of its gateway."""

    identified: int

    def url_for(self, host: str | None) -> str:
        """The Gateway's URL as a client that reached this host would reach it."""
        ...

    def knows(self, token: object) -> bool:
        """Whether a token is one that it lets in."""
        ...

    @property
    def ready(self) -> Mapping[str, Any]:
        """Field `d` of READY."""
        ...


@dataclass(frozen=True, slots=True)
class _Call:
    """A request on its way to a handler; `ids` are the parts of the path that differ."""

    request: Request
    ids: tuple[str, ...]

    @property
    def json(self) -> Any:
        """The body, or what stands beside its files; None where it is none."""
        kind = self.request.headers.get("content-type", "")
        body = self.request.body
        try:
            return orjson.loads(_beside_files(kind, body) if _is_form(kind) else body)
        except orjson.JSONDecodeError:
            return None


class RestApi:
    """Answers requests.

    Args:
        facts: of the gateway.
        clock: seconds since the epoch, for the ids that it gives out.
    """

    def __init__(self, facts: Facts, clock: Callable[[], float]) -> None:
        self._facts = facts
        self._clock = clock
        self._numbers = count()

    def answer(self, request: Request) -> Answer:
        """The answer, which is an error in Discord's shape where nothing is served."""
        path = _BASE.sub("", request.target.partition("?")[0], count=1)
        for method, pattern, is_open, handle in _ROUTES:
            match = pattern.fullmatch(path)
            if match and method == request.method:
                if not is_open and not self._facts.knows(request.headers.get("authorization")):
                    return _error(HTTPStatus.UNAUTHORIZED, "401: Unauthorized")
                body = handle(self, _Call(request, match.groups()))
                return _json(HTTPStatus.OK if body is not None else HTTPStatus.NO_CONTENT, body)
        return _error(HTTPStatus.NOT_FOUND, "404: Not Found")

    # -- handlers; None is an answer without a body

    def _gateway(self, call: _Call) -> Any:
        return {"url": self._facts.url_for(call.request.headers.get("host"))}

    def _gateway_bot(self, call: _Call) -> Any:
        limit = {
            "total": IDENTIFYS,
            "remaining": max(0, IDENTIFYS - self._facts.identified),
            "reset_after": RESET_AFTER,
            "max_concurrency": 1,
        }
        return {**self._gateway(call), "shards": 1, "session_start_limit": limit}

    def _me(self, _call: _Call) -> Any:
        return self._user

    def _application(self, _call: _Call) -> Any:
        user = self._user
        return {
            "id": self._application_id,
            "name": user["username"],
            "icon": None,
            "description": "",
            "summary": "",
            "bot_public": False,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": {**user, "bot": False},
            "team": None,
            "bot": user,
            "approximate_guild_count": len(self._facts.ready.get("guilds") or ()),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "flags": 0,
            **_object(self._facts.ready.get("application")),
        }

    def _commands(self, _call: _Call) -> Any:
        return []

    def _put_commands(self, call: _Call) -> Any:
        commands = call.json if isinstance(call.json, list) else []
        return [self._command(command, call) for command in commands]

    def _post_command(self, call: _Call) -> Any:
        return self._command(call.json, call)

    def _command(self, command: Any, call: _Call) -> Any:
        made = {
            "id": self._new_id(),
            "application_id": call.ids[0],
            "version": self._new_id(),
            "type": 1,
            "default_member_permissions": None,
            "nsfw": False,
            "description": "",
            **_object(command),
        }
        return made | ({"guild_id": call.ids[1]} if len(call.ids) > 1 else {})

    def _post_message(self, call: _Call) -> Any:
        return message_of(
            _object(call.json),
            message_id=self._new_id(),
            channel_id=call.ids[0],
            author=self._user,
            at=self._clock(),
        )

    def _accept(self, _call: _Call) -> Any:
        return None

    def _callback(self, call: _Call) -> Any:
        if "with_response=" not in call.request.target:
            return None
        return {"interaction": {"id": call.ids[0], "type": 2}}

    # -- what they answer with

    @property
    def _user(self) -> dict[str, Any]:
        known = _object(self._facts.ready.get("user"))
        base = {"id": "1", "username": "scurry", "discriminator": "0", "avatar": None, "bot": True}
        return base | {"global_name": None} | known

    @property
    def _application_id(self) -> str:
        return str(_object(self._facts.ready.get("application")).get("id") or self._user["id"])

    def _new_id(self) -> str:
        milliseconds = int(self._clock() * 1000) - EPOCH
        return str((milliseconds << 22) + next(self._numbers) % (1 << 22))


_Handler = Callable[[RestApi, _Call], Any]


def _route(
    method: str, path: str, handle: _Handler, *, is_open: bool = False
) -> tuple[str, re.Pattern[str], bool, _Handler]:
    pattern = re.sub(r"\{\w+\}", "([^/]+)", path)
    return method, re.compile(pattern), is_open, handle


_COMMANDS = "/applications/{app}/commands"
_GUILD_COMMANDS = "/applications/{app}/guilds/{guild}/commands"
_ROUTES = (
    _route("GET", "/gateway", RestApi._gateway, is_open=True),
    _route("GET", "/gateway/bot", RestApi._gateway_bot),
    _route("GET", "/users/@me", RestApi._me),
    _route("GET", "/oauth2/applications/@me", RestApi._application),
    _route("GET", "/applications/@me", RestApi._application),
    *(
        _route(method, path, handle)
        for path in (_COMMANDS, _GUILD_COMMANDS)
        for method, handle in (
            ("GET", RestApi._commands),
            ("PUT", RestApi._put_commands),
            ("POST", RestApi._post_command),
        )
    ),
    _route("POST", "/channels/{channel}/messages", RestApi._post_message),
    _route("POST", "/channels/{channel}/typing", RestApi._accept),
    _route("POST", "/interactions/{id}/{token}/callback", RestApi._callback, is_open=True),
)


def shown_path(target: str) -> str:
    """A path to show, without the tokens of webhooks and interactions."""
    return _SECRET.sub(r"\1[redacted]", target.partition("?")[0])


def _is_form(kind: str) -> bool:
    return kind.lower().startswith("multipart/form-data")


def _beside_files(kind: str, body: bytes) -> bytes:
    """The part `payload_json` of a form; empty where it has none."""
    head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=HTTP).parsebytes(head + body)
    for part in form.iter_parts() if form.is_multipart() else ():
        if part.get_param("name", header="content-disposition") == "payload_json":
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else b""
    return b""


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _json(status: HTTPStatus, body: Any) -> Answer:
    return Answer(status, None if body is None else orjson.dumps(body))


def _error(status: HTTPStatus, message: str) -> Answer:
    return _json(status, {"message": message, "code": 0})
