"""hikari's default bot with no listener; never a bot of use."""

from __future__ import annotations

import os
import sys

import hikari


def main(api: str) -> None:
    """Stay until the server sends it away."""
    bot = hikari.GatewayBot(
        os.environ["DISCORD_TOKEN"],
        banner=None,
        intents=hikari.Intents.ALL,
        logs="WARNING",
        rest_url=f"{api}/v10",
    )
    try:
        bot.run(check_for_updates=False)
    except hikari.GatewayServerClosedConnectionError as closed:
        if closed.code != 4013:
            raise


if __name__ == "__main__":
    main(sys.argv[2])
