"""Gateway and REST addresses, and which may be given a token; never a look-up of one."""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit

from scurrycli.errors import Refused
from scurrycli.wire.compression import Compress
from scurrycli.wire.encoding import Encoding, query

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

API_VERSION = 10
DISCORD_API = f"https://discord.com/api/v{API_VERSION}"
DISCORD_GATEWAY = "wss://gateway.discord.gg"
GATEWAY_PARAMS = query(API_VERSION, Encoding.JSON, Compress.NONE)

_SECURE = {"ws": False, "wss": True, "http": False, "https": True}


def gateway_url(base: str, params: dict[str, str] | None = None) -> str:
    """The URL to connect to: `base` with a path and the query that the Gateway expects."""
    parts = urlsplit(base)
    query = urlencode(GATEWAY_PARAMS if params is None else params)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))


def check_url(url: str, schemes: tuple[str, str], option: str) -> None:
    """Refuse an address that is none, or that a token must not be sent to.

    Args:
        url: what the user or a server gave.
        schemes: the plain and the secure one, such as `("ws", "wss")`.
        option: how the message names the source.

    Raises:
        Refused: not such a URL, user information in it, or plain text over a network.
    """
    fault = url_fault(url, schemes, option)
    if fault is not None:
        raise Refused(fault)
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise Refused(f"{option} must not hold a user name or a password.")
    if not _SECURE[parts.scheme] and not is_loopback(parts.hostname):
        raise Refused(
            f"Refusing to send a token to {parts.hostname} over {parts.scheme}://, where everybody "
            f"on the way can read it. Use {schemes[1]}://; only loopback may be plain."
        )


def url_fault(url: str, schemes: tuple[str, str], option: str) -> str | None:
    """A sentence on why this is no such address, which it does not repeat; None if it is one.

    Args: as for `check_url`.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets without an IPv6 address
        return f"{option} has a host in brackets that is no IPv6 address."
    if parts.scheme not in schemes:
        return f"{option} needs a {schemes[1]}:// address, such as {_EXAMPLES[schemes[1]]}."
    if not parts.hostname:
        return f"{option} names no host; give an address such as {_EXAMPLES[schemes[1]]}."
    try:
        is_port = parts.port != 0
    except ValueError:
        is_port = False
    return None if is_port else f"{option} has a port that is no number from 1 to 65535."


_EXAMPLES = {"wss": DISCORD_GATEWAY, "https": DISCORD_API}


def host_of(url: str) -> str | None:
    """The host that a URL names; None where it names none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return host is not None and ip_address(host).is_loopback
    except ValueError:
        return False


def may_follow(url: str, first: str) -> bool:
    """Whether a `resume_gateway_url` is as trustworthy as the first URL.

    Its scheme must be as safe, and its host under the same registered domain (or both loopback).
    """
    new, old = _split(url), _split(first)
    if new is None or old is None or not new.hostname or not old.hostname:
        return False
    if new.scheme not in ("ws", "wss") or new.username is not None:
        return False
    if _SECURE.get(old.scheme, True) and not _SECURE[new.scheme]:
        return False
    if is_loopback(old.hostname) and is_loopback(new.hostname):
        return True
    return new.hostname == old.hostname or _same_domain(new.hostname, old.hostname)


def _same_domain(one: str, other: str) -> bool:
    if _is_address(one) or _is_address(other):
        return False
    domain_of = _suffixes().privatesuffix
    domains = {domain_of(host.rstrip(".")) for host in (one, other)}
    return len(domains) == 1 and None not in domains


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # reads a large table: some 60 ms, once

    return PublicSuffixList()


def _is_address(host: str) -> bool:
    return ":" in host or host.rstrip(".").rpartition(".")[2].isdigit()


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return None
    return parts
