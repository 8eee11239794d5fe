// An unmodified discord.js, pointed at a gateway as `serve` says; prints what it is given.
const { createRequire } = require('node:module');

const fromModules = createRequire(`${process.env.MODULES}/`);
const { Client, GatewayIntentBits } = fromModules('discord.js');
const { SimpleShardingStrategy } = fromModules('@discordjs/ws');

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
// It asks for zlib-stream where zlib-sync is installed. Where it is told to and there is none, it
// falls back to the compression of payloads.
const buildStrategy = (manager) => {
  manager.options.compression = process.env.COMPRESS === 'none' ? null : 'zlib-stream';
  return new SimpleShardingStrategy(manager);
};
const client = new Client({
  intents: Object.values(GatewayIntentBits).filter((bit) => typeof bit === 'number'),
  rest: { api: process.env.API.replace(/\/v10$/, '') },
  ws: { buildStrategy },
});
client.on('raw', ({ t, d }) => t && say({ t, id: d.id ?? null }));
client.on('clientReady', () => say({ ready: client.user.username }));
client.on('error', (error) => process.stderr.write(`${error.stack}\n`));
client.login(process.env.TOKEN);
