import { connect } from 'mqtt';

/** The reference: mqtt.js and nothing else. Counts messages, and tells the count whenever the parent asks. */
const [url = ''] = process.argv.slice(2);
let count = 0;
const client = connect(url, { protocolVersion: 4, clean: true });
client.on('message', () => {
  count += 1;
});
client.on('connect', () => {
  client.subscribe('#', { qos: 0 }, () => process.send?.('ready'));
});
process.on('message', () => process.send?.(count));
process.on('disconnect', () => process.exit(0));
