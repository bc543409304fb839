import { connect } from 'mqtt';
import { benchMessages } from './messages.ts';

/**
 * Publishes at QoS 0 as fast as the broker takes it. MQTT.js makes the connection; the packets are put together once, for a publisher
 * that is slower than its subscriber would measure itself.
 */
const [url = ''] = process.argv.slice(2);
const blocks = packetBlocks();
const client = connect(url, { protocolVersion: 4, clean: true, keepalive: 0 });
let running = false;

client.on('connect', () => process.send?.('ready'));
process.on('message', (command) => {
  running = command === 'go';
  if (running) pour(0);
});
process.on('disconnect', () => process.exit(0));

function pour(from: number): void {
  for (let index = from; running; index = (index + 1) % blocks.length) {
    if (client.stream.write(blocks[index])) continue;
    client.stream.once('drain', () => pour((index + 1) % blocks.length));
    return;
  }
}

/** MQTT 3.1.1 §3.3: PUBLISH at QoS 0, a hundred packets to a block. */
function packetBlocks(): Buffer[] {
  const packets = benchMessages().map(({ topic, payload }) => {
    const name = Buffer.from(topic);
    const length = 2 + name.length + payload.length;
    const head = Buffer.from(length < 128 ? [0x30, length] : [0x30, (length & 127) | 128, length >> 7]);
    return Buffer.concat([head, Buffer.from([name.length >> 8, name.length & 255]), name, payload]);
  });
  const made: Buffer[] = [];
  for (let at = 0; at < packets.length; at += 100) made.push(Buffer.concat(packets.slice(at, at + 100)));
  return made;
}
