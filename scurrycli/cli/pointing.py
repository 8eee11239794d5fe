"""How to point a bot at a gateway of one's own, library by library; never the running of one."""

from __future__ import annotations

_LINES = {
    "discord.py": """\
import discord, yarl
discord.http.Route.BASE = "{api}"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("{gateway}")""",
    "hikari": """\
bot = hikari.GatewayBot(token, rest_url="{api}")""",
    "discord.js": """\
const client = new Client({{ intents, rest: {{ api: "{api_base}" }} }});""",
    "scurrypy": """\
from scurrypy.core import gateway, http
http.HTTPClient.BASE = "{api}"
class Local(gateway.GatewayClient):
    def __init__(self):
        super().__init__()
        self.base_url = "{gateway}"
client = Client(token=token, intents=intents, gateway_impl=Local)""",
}


def lines_for(gateway: str, api: str) -> dict[str, str]:
    """The lines to paste, by library.

    Args:
        gateway: the Gateway's URL.
        api: the REST API's, with its version.
    """
    api_base = api.rpartition("/")[0]
    return {
        library: text.format(gateway=gateway, api=api, api_base=api_base)
        for library, text in _LINES.items()
    }
