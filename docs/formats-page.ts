import { waysOf } from '../cli/decode/formats.ts';
import type { Decoder } from '../contract/decoder.ts';
import { GENERATED, table } from './tables.ts';

/** Every wire format with how its messages come, from the catalogue itself. */
export function formatsPage(decoders: readonly Decoder[]): string {
  const rows = decoders.map((decoder) => [
    `\`${decoder.id}\``,
    waysOf(decoder, '<shop>')
      .map((way) => way.replace(/^(MQTT|HTTP) (.+)$/u, '$1 `$2`'))
      .join(', '),
    decoder.durable ? 'on disk first' : 'at once',
  ]);
  return `# Wire formats

${GENERATED}

Source: \`devices/decoders/\`, one file each. \`npx aislegate decode\` reads them by these ids, and \`auto\` finds out which it is.

- **advert**: what a Bluetooth device sends. Gateways pass adverts on, and each is opened in all of these formats; the edge's own radio does the same.
- **MQTT**: the topics that the edge subscribes to. A shop can give a format topics of its own in its site file (\`settings.ingest.topics\`).
- **HTTP**: the address to which a gateway or a vendor's cloud posts, at the edge.

Radio is taken note of at once and never waits. Business events (taps, receipts, screens, doors) are acknowledged to their sender once they are on disk.

${table(['format', 'comes by', 'acknowledged'], rows)}

One more is one file: [adding-a-format.md](adding-a-format.md).
`;
}
