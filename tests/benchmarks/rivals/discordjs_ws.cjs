// @discordjs/ws with a listener that counts its events; never a bot of use.

const { REST } = require("@discordjs/rest");
const { CompressionMethod, WebSocketManager, WebSocketShardEvents } = require("@discordjs/ws");

const [, , , api, mode, frames] = process.argv;
const modes = { none: null, "zlib-stream": CompressionMethod.ZlibNative };
const token = process.env.DISCORD_TOKEN;
const rest = new REST({ api, version: "10" }).setToken(token);
const manager = new WebSocketManager({ token, rest, intents: 53575421, compression: modes[mode] });
const awaited = Number(frames) + 1; // READY is one, too
let seen = 0;
let code = null;

// It inflates behind its socket: the close comes before the last events do.
function leaveIfDone() {
  if (code !== null && seen === awaited) process.exit(code === 4013 ? 0 : 1);
}

manager.on(WebSocketShardEvents.Dispatch, () => {
  seen += 1;
  leaveIfDone();
});
manager.on(WebSocketShardEvents.Closed, (closed) => {
  code = closed;
  leaveIfDone();
  setTimeout(() => {
    console.error(`${seen} events of ${awaited} came`);
    process.exit(1);
  }, 20_000);
});
manager.on(WebSocketShardEvents.Error, () => {}); // says what the close code means
manager.connect();
