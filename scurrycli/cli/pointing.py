"""How to point a bot at a gateway of one's own, library by library; never the running of one."""

from __future__ import annotations

_LINES = {
    "discord.py": """\
gateway = "{gateway}"
api = "{api}"
import discord, yarl
discord.http.Route.BASE = api
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)""",
    "hikari": """\
api = "{api}"
token = "{token}"
bot = hikari.GatewayBot(token, rest_url=api)""",
    "discord.js": """\
const api = "{api_base}";
const client = new Client({{ intents, rest: {{ api }} }});""",
    "scurrypy": """\
url = "{gateway}"
from scurrypy.core import gateway, http
http.HTTPClient.BASE = "{api}"
class Local(gateway.GatewayClient):
    def __init__(self):
        super().__init__()
        self.base_url = url
client = Client(token=token, intents=intents, gateway_impl=Local)""",
}
"""No line is longer than 75 cells with a usual address, so that a narrow screen shows it whole."""
MADE_UP = "MTIzNDU2Nzg5MDEyMzQ1Njc4.made-up.any-token-is-good"
"""Nobody's token, in the shape that hikari asks for: its first part is an id in base64."""


def lines_for(gateway: str, api: str, token: str = MADE_UP) -> dict[str, str]:
    """The lines to paste, by library.

    Args:
        gateway: the Gateway's URL.
        api: the REST API's, with its version.
        token: what is shown for one where a library minds its shape; nobody's secret.
    """
    api_base = api.rpartition("/")[0]
    return {
        library: text.format(gateway=gateway, api=api, api_base=api_base, token=token)
        for library, text in _LINES.items()
    }
