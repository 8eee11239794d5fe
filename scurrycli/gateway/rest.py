"""One request to Discord's REST API, with the token; never a retry, never anything but a GET.

Source: Discord's documentation, "API Reference" and "Rate Limits".
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlsplit

from scurrycli import __version__
from scurrycli.errors import ConnectionFailed
from scurrycli.gateway.transport import describe
from scurrycli.wire.addresses import is_loopback

USER_AGENT = f"DiscordBot (scurry, {__version__})"
MAX_ANSWER = 1 << 20
LONGEST_WAIT = 3600.0


class DiscoveryFailed(ConnectionFailed):
    """The API did not answer (`http_status` None), or not with success."""

    def __init__(
        self, why: str, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(why)
        self.http_status = status
        self.retry_after = retry_after


async def get(api_url: str, path: str, token: str, timeout: float) -> bytes:  # noqa: ASYNC109
    """Ask once; the body of the answer.

    Args:
        api_url: base of the REST API, such as `https://discord.com/api/v10`.
        path: what follows it, from its slash on.
        token: the bot's token, clean.
        timeout: seconds for the whole of it.

    Raises:
        DiscoveryFailed: network faults, any status but success.
    """
    url = f"{api_url.rstrip('/')}{path}"
    try:
        async with asyncio.timeout(timeout):
            return await _in_thread(lambda: _get(url, token, timeout))
    except TimeoutError:
        place = urlsplit(url).netloc
        raise DiscoveryFailed(f"{place} cannot be reached: no answer in time") from None


async def _in_thread(work: Callable[[], bytes]) -> bytes:
    """Run blocking work so that leaving never waits for it, as a pool's threads would make it."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[bytes] = loop.create_future()

    def settle(result: bytes | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result or b"")

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as caught:
            error = caught
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True, name="scurry-discovery").start()
    return await future


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: Any, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """A redirect would carry the token elsewhere; it becomes an error instead."""


def _get(url: str, token: str, timeout: float) -> bytes:
    handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
    if is_loopback(urlsplit(url).hostname):
        handlers.append(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked with check_url
        url, headers={"Authorization": f"Bot {token}", "User-Agent": USER_AGENT}
    )
    place = urlsplit(url).netloc
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=timeout) as answer:
            body: bytes = answer.read(MAX_ANSWER)
            return body
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(place, error) from None
    except urllib.error.URLError as error:
        reason = error.reason if isinstance(error.reason, BaseException) else error
        raise DiscoveryFailed(f"{place} cannot be reached: {describe(reason)}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise DiscoveryFailed(f"{place} cannot be reached: {describe(error)}") from None


def _refusal(place: str, error: urllib.error.HTTPError) -> DiscoveryFailed:
    retry_after = None
    if error.code == 429:  # noqa: PLR2004
        retry_after = _seconds(error.headers.get("Retry-After"))
    why = _STATUS_WORDS.get(error.code, "")
    return DiscoveryFailed(f"{place} answered HTTP {error.code}{why}", error.code, retry_after)


_STATUS_WORDS = {
    401: " (it does not accept the token)",
    403: " (forbidden)",
    404: " (no such API there)",
    429: " (too many requests)",
    500: " (its own fault)",
    502: " (its own fault)",
    503: " (its own fault)",
    504: " (its own fault)",
}


def _seconds(text: str | None) -> float:
    try:
        return min(max(1.0, float(text or "")), LONGEST_WAIT)  # 1.0 first: NaN is no wait
    except ValueError:
        return 5.0
