import { type Command, InvalidArgumentError } from 'commander';
import type { KeyOf } from '../../contract/decoder.ts';
import { noteLine, printLine, wholeNumber, wrongUse } from '../command.ts';

interface Options {
  readonly topic?: string;
  readonly at?: number;
  readonly anchor?: string;
  readonly key?: Uint8Array;
  readonly address?: string;
  readonly list?: boolean;
}

const AUTO = 'auto';

export function register(program: Command): void {
  program
    .command('decode')
    .description(
      'payloads on stdin, one per line (hex, or text such as JSON) → sightings and business events on stdout (NDJSON), what was refused and why on stderr',
    )
    .argument('[format]', `a wire format (--list names them), or ${AUTO}: the one that recognises the payload`)
    .option('--topic <topic>', 'the topic or path that they came on')
    .option('--at <ms>', 'when they were received (ms epoch)', wholeNumber(0, 1e14))
    .option('--anchor <anchor>', 'the scanner, where neither topic nor payload tells')
    .option('--key <hex>', 'key of an encrypting sensor, 32 hex digits', keyOfHex)
    .option('--address <mac>', 'address of the sender, where the payload does not tell it; of the sensor with that key', addressOfText)
    .option('--list', 'instead: the formats that there are, and how messages of each come')
    .action((format: string | undefined, options: Options) => (options.list ? list() : decode(format, options)));
}

async function decode(format: string | undefined, options: Options): Promise<void> {
  const { loadDecoders } = await import('../../devices/catalogue.ts');
  const { linesOf } = await import('../files.ts');
  const { payloadsOf } = await import('../decode/payloads.ts');
  const { payloadReader } = await import('../decode/reader.ts');
  const catalogue = await loadDecoders();
  const chosen = format === AUTO ? catalogue : catalogue.filter((decoder) => decoder.id === format);
  const ids = [AUTO, ...catalogue.map((decoder) => decoder.id)].join(', ');
  if (chosen.length === 0)
    throw wrongUse(`${format === undefined ? 'A format is missing' : `There is no format ${format}`}; there are ${ids}.`);
  const read = payloadReader(catalogue, chosen);
  const known = knownOf(options);
  let payloads = 0;
  let understood = 0;
  for await (const { number, payload } of payloadsOf(linesOf(process.stdin))) {
    payloads += 1;
    const { sightings, events, statuses, refused } = read({ ...known, payload });
    for (const told of [...sightings, ...events]) printLine(JSON.stringify(withoutUnknown(told)));
    for (const { anchor, online } of statuses) {
      noteLine(`line ${number}: scanner ${anchor} says that it is ${online ? 'online' : 'offline'}`);
    }
    for (const { code, reason } of refused) noteLine(`line ${number}: ${code} ${reason}`);
    if (sightings.length + events.length + statuses.length > 0 || refused.length === 0) understood += 1;
  }
  if (payloads > 0 && understood === 0) process.exitCode = 1;
}

/** What is known of every payload. Without --at nobody knows when it was received; what a decoder derives from that becomes unknown with it. */
function knownOf({ topic = '', at = Number.NaN, anchor, key, address }: Options) {
  const keyOf: KeyOf = (sender) => (address === undefined || sender === address ? key : undefined);
  return { rx: at, topic, keyOf, ...(anchor !== undefined && { anchor }), ...(address !== undefined && { address }) };
}

/** What the input could not know is left out. */
function withoutUnknown(told: object): object {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => !Number.isNaN(value) && value !== ''));
}

async function list(): Promise<void> {
  const { loadDecoders } = await import('../../devices/catalogue.ts');
  const { waysOf } = await import('../decode/formats.ts');
  const catalogue = await loadDecoders();
  const width = Math.max(...catalogue.map(({ id }) => id.length));
  for (const decoder of catalogue) printLine(`${decoder.id.padEnd(width)}  ${waysOf(decoder, '<shop>').join(', ')}`);
}

function keyOfHex(text: string): Uint8Array {
  if (!/^[0-9a-f]{32}$/iu.test(text)) throw new InvalidArgumentError('It must be 32 hex digits.');
  return Buffer.from(text, 'hex');
}

function addressOfText(text: string): string {
  const address = text.replace(/[:-]/gu, '').toLowerCase();
  if (!/^[0-9a-f]{12}$/u.test(address)) throw new InvalidArgumentError('It must be 12 hex digits, with or without colons.');
  return address;
}
