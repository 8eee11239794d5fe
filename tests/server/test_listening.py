"""What is said where nothing can listen; never what arrives where something can."""

from __future__ import annotations

import errno
import socket

import pytest

from making_bots import timeline
from scurrycli.errors import ScurryError
from scurrycli.server import EmbeddedGateway
from scurrycli.server.listening import _why_not


async def test_a_port_that_another_program_has() -> None:
    async with EmbeddedGateway(timeline()) as gateway:
        port = int(gateway.url.rpartition(":")[2])
        with pytest.raises(ScurryError) as refused:
            await EmbeddedGateway(timeline(), port=port).__aenter__()
    assert str(refused.value) == (
        f"Port {port} on 127.0.0.1 is taken by another program. "
        "Give another --port, or --port 0 for a free one."
    )


async def test_an_address_of_another_machine() -> None:
    with pytest.raises(ScurryError, match=r"^203\.0\.113\.5 is no address of this machine\. Give "):
        await EmbeddedGateway(timeline(), host="203.0.113.5").__aenter__()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "x"), "Port 80 is for administrators only."),
        (socket.gaierror(socket.EAI_NONAME, "x"), "There is no host 'h{}'."),
        (OSError(errno.EMFILE, "while attempting"), "h{} port 80: Too many open files."),
    ],
)
def test_other_reasons(error: OSError, said: str) -> None:
    assert said in _why_not("h{}", 80, error)
