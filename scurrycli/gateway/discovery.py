"""What the REST API tells before a connection: where to, with what budget, for which application;
never a retry of its own.

Source: Discord's documentation, "Gateway", Get Gateway Bot; "Application", Get Current Application.
"""

from __future__ import annotations

import orjson

from scurrycli.errors import Refused
from scurrycli.gateway.rest import DiscoveryFailed, get
from scurrycli.models import Application, GatewayEvent
from scurrycli.recording import Redactor
from scurrycli.wire.addresses import check_url

__all__ = ["DiscoveryFailed", "fetch_application", "fetch_gateway"]


async def fetch_gateway(api_url: str, token: str, timeout: float) -> GatewayEvent:  # noqa: ASYNC109
    """`GET /gateway/bot`, once. The arguments are those of `rest.get`.

    Raises:
        DiscoveryFailed: network faults, any status but 200, an answer that is not what it must be.
        Refused: the answer names an address that a token must not be sent to.
    """
    info = _parse(await get(api_url, "/gateway/bot", token, timeout))
    try:
        check_url(info.url, ("ws", "wss"), "The API's answer")
    except Refused as error:  # it quotes the answer
        raise Refused(Redactor(token).text(str(error))) from None
    return info


async def fetch_application(api_url: str, token: str, timeout: float) -> Application:  # noqa: ASYNC109
    """`GET /applications/@me`, once. The arguments are those of `rest.get`.

    Raises:
        DiscoveryFailed: network faults, any status but 200, an answer that is no object.
    """
    body = await get(api_url, "/applications/@me", token, timeout)
    try:
        return Application.from_dict(orjson.loads(body))
    except (orjson.JSONDecodeError, TypeError):
        raise DiscoveryFailed(
            "the API's answer to /applications/@me is not what it must be"
        ) from None


def _parse(body: bytes) -> GatewayEvent:
    try:
        info = GatewayEvent.from_dict(orjson.loads(body))
        numbers = [info.shards, *vars(info.session_start_limit).values()]
    except (orjson.JSONDecodeError, TypeError):
        raise DiscoveryFailed("the API's answer to /gateway/bot is not what it must be") from None
    if type(info.url) is not str or not all(type(number) is int for number in numbers):
        raise DiscoveryFailed("the API's answer to /gateway/bot lacks what a client needs")
    return info
