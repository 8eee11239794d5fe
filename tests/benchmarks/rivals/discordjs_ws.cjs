// @discordjs/ws with nobody who takes its events; never a bot of use.

const { REST } = require("@discordjs/rest");
const { CompressionMethod, WebSocketManager, WebSocketShardEvents } = require("@discordjs/ws");

const [, , , api, mode] = process.argv;
const modes = { none: null, "zlib-stream": CompressionMethod.ZlibNative };
const token = process.env.DISCORD_TOKEN;
const rest = new REST({ api, version: "10" }).setToken(token);
const manager = new WebSocketManager({ token, rest, intents: 53575421, compression: modes[mode] });
manager.on(WebSocketShardEvents.Closed, (code) => process.exit(code === 4013 ? 0 : 1));
manager.on(WebSocketShardEvents.Error, () => {}); // says what the close code means
manager.connect();
