"""Tests of addresses: which may be given a token, and which READY may send us to."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scurrycli.errors import ExitStatus, Refused
from scurrycli.wire.addresses import check_url, gateway_url, is_loopback, may_follow, url_fault

WS = ("ws", "wss")
HTTP = ("http", "https")
SCHEME = "--url needs a wss:// address, such as wss://gateway.discord.gg."
NO_HOST = "--url names no host; give an address such as wss://gateway.discord.gg."
PORT = "--url has a port that is no number from 1 to 65535."


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("wss://gateway.discord.gg", "wss://gateway.discord.gg/?v=10&encoding=json"),
        ("wss://gateway.discord.gg/", "wss://gateway.discord.gg/?v=10&encoding=json"),
        ("ws://127.0.0.1:8080/path", "ws://127.0.0.1:8080/path?v=10&encoding=json"),
        ("wss://h/?v=6&compress=x#f", "wss://h/?v=10&encoding=json"),
        ("ws://[::1]:1", "ws://[::1]:1/?v=10&encoding=json"),
    ],
)
def test_rule_2_the_url_carries_version_and_encoding(base: str, url: str) -> None:
    assert gateway_url(base) == url


def test_rule_2_the_url_carries_the_query_that_was_asked_for() -> None:
    params = {"v": "10", "encoding": "json", "compress": "zlib-stream", "odd": "a&b=c"}
    url = gateway_url("wss://gateway.discord.gg", params)
    assert {key: value[0] for key, value in parse_qs(urlsplit(url).query).items()} == params
    assert gateway_url("wss://h/x", {}) == "wss://h/x"


@pytest.mark.parametrize(
    ("url", "schemes"),
    [
        ("wss://gateway.discord.gg", WS),
        ("WSS://gateway.discord.gg:443/?a=b", WS),
        ("ws://localhost:1234", WS),
        ("ws://LOCALHOST", WS),
        ("ws://127.0.0.1", WS),
        ("ws://127.9.9.9:80", WS),
        ("ws://[::1]:80", WS),
        ("https://discord.com/api/v10", HTTP),
        ("http://127.0.0.1:5000", HTTP),
    ],
)
def test_rule_4_a_safe_address_passes(url: str, schemes: tuple[str, str]) -> None:
    check_url(url, schemes, "--url")
    assert url_fault(url, schemes, "--url") is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", SCHEME),
        ("gateway.discord.gg", SCHEME),
        ("https://discord.com", SCHEME),
        ("ftp://h", SCHEME),
        ("//h", SCHEME),
        ("wss://", NO_HOST),
        ("wss:///x", NO_HOST),
        ("wss://:443", NO_HOST),
        ("wss://h:99999", PORT),
        ("wss://h:0", PORT),
        ("wss://h:x", PORT),
        ("wss://me:hunter2", PORT),
        ("wss://[::1", "--url has a host in brackets that is no IPv6 address."),
        ("wss://[zz]/", "--url has a host in brackets that is no IPv6 address."),
    ],
)
def test_what_is_no_such_address_is_refused(url: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        check_url(url, WS, "--url")
    assert str(caught.value) == said
    assert url_fault(url, WS, "--url") == said
    assert caught.value.status == ExitStatus.REFUSED


@pytest.mark.parametrize(
    "url", ["wss://me@h", "wss://me:hunter2@h", "wss://:hunter2@h", "wss://@h", "ws://a:b@[::1]"]
)
def test_user_information_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(Refused) as caught:
        check_url(url, WS, "--url")
    assert "user name or a password" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "schemes"),
    [
        ("ws://gateway.discord.gg", WS),
        ("ws://10.0.0.1", WS),
        ("ws://localhost.example.com", WS),
        ("ws://127.0.0.1.example.com", WS),
        ("ws://[fe80::1]", WS),
        ("ws://0.0.0.0", WS),
        ("http://discord.com/api/v10", HTTP),
    ],
)
def test_rule_4_plain_text_over_a_network_is_refused(url: str, schemes: tuple[str, str]) -> None:
    with pytest.raises(Refused) as caught:
        check_url(url, schemes, "--url")
    assert str(caught.value).startswith("Refusing to send a token to ")
    assert f"Use {schemes[1]}://" in str(caught.value)


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("128.0.0.1", False),
        ("0.0.0.0", False),
        ("::2", False),
        ("localhost.localdomain", False),
        ("127.1", False),
        ("", False),
        (None, False),
    ],
)
def test_loopback(host: str | None, answer: bool) -> None:
    assert is_loopback(host) == answer


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("wss://gateway-us-east1-b.discord.gg", "wss://gateway.discord.gg"),
        ("wss://GATEWAY.DISCORD.GG", "wss://gateway.discord.gg"),
        ("wss://discord.gg", "wss://gateway.discord.gg"),
        ("wss://gateway.discord.gg.:443/x?y", "wss://gateway.discord.gg:8443"),
        ("wss://a.example.co.uk", "wss://b.example.co.uk"),
        ("wss://a.b.example.co.uk", "wss://example.co.uk"),
        ("wss://a.bücher.example", "wss://b.bücher.example"),
        ("ws://127.0.0.1:2", "ws://127.0.0.1:1"),
        ("ws://[::1]:2", "ws://localhost:1"),
        ("wss://localhost", "ws://127.0.0.1:1"),
        ("wss://gw", "wss://gw:444"),
        ("wss://10.0.0.1", "wss://10.0.0.1:444"),
        ("wss://[2001:db8::1]:1", "wss://[2001:db8::1]:2"),
    ],
)
def test_rule_4_a_resume_address_is_followed(url: str, first: str) -> None:
    assert may_follow(url, first)


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("wss://discord.gg.example.com", "wss://gateway.discord.gg"),
        ("wss://notdiscord.gg", "wss://gateway.discord.gg"),
        ("wss://discord.com", "wss://gateway.discord.gg"),
        ("wss://one.co.uk", "wss://other.co.uk"),
        ("wss://co.uk", "wss://other.co.uk"),
        ("wss://one.github.io", "wss://other.github.io"),
        ("wss://gg", "wss://gateway.discord.gg"),
        ("wss://gw", "wss://other"),
        ("ws://gateway.discord.gg", "wss://gateway.discord.gg"),
        ("ws://127.0.0.1", "wss://127.0.0.1"),
        ("https://gateway.discord.gg", "wss://gateway.discord.gg"),
        ("wss://me@gateway.discord.gg", "wss://gateway.discord.gg"),
        ("wss://:x@gateway.discord.gg", "wss://gateway.discord.gg"),
        ("wss://evil.example\\@gateway.discord.gg", "wss://gateway.discord.gg"),
        ("wss://127.0.0.1", "wss://gateway.discord.gg"),
        ("wss://gateway.discord.gg", "ws://127.0.0.1"),
        ("wss://8.8.0.1", "wss://10.9.0.1"),
        ("wss://10.0.0.1.", "wss://9.9.0.1"),
        ("wss://[2001:db8::1]", "wss://[2001:db8::2]"),
        ("wss://x.0.1", "wss://10.0.0.1"),
        ("wss://[bad", "wss://gateway.discord.gg"),
        ("wss://h:99999", "wss://h"),
        ("wss://gateway.discord.gg", "wss://h:x"),
        ("", "wss://gateway.discord.gg"),
        ("wss://gateway.discord.gg", ""),
        ("wss://", "wss://"),
    ],
)
def test_rule_4_a_resume_address_elsewhere_is_not_followed(url: str, first: str) -> None:
    assert not may_follow(url, first)


HOSTS = st.sampled_from(
    ["gateway.discord.gg", "x.discord.gg", "127.0.0.1", "[::1]", "localhost", "a.co.uk", "10.0.0.1"]
)
SCHEMES = st.sampled_from(["ws", "wss", "WSS", "http", "https", "ftp", "", "wss+x"])
URLS = st.builds(
    "{}://{}{}".format, SCHEMES, HOSTS, st.sampled_from(["", ":80", "/p", ":0x", "?q"])
)


@given(URLS | st.text(max_size=30), URLS | st.text(max_size=30))
def test_rule_4_never_to_a_less_safe_scheme(url: str, first: str) -> None:
    if may_follow(url, first):
        new, old = urlsplit(url), urlsplit(first)
        assert new.scheme in WS
        assert new.scheme == "wss" or old.scheme in ("ws", "http")
        assert new.username is None
        assert is_loopback(new.hostname) == is_loopback(old.hostname)


@given(URLS | st.text(max_size=40))
def test_any_address_passes_or_is_refused(url: str) -> None:
    try:
        check_url(url, WS, "--url")
    except Refused:
        return
    parts = urlsplit(url)
    assert parts.scheme == "wss" or (parts.scheme == "ws" and is_loopback(parts.hostname))
