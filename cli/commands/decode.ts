import type { Command } from 'commander';
import { type Decoded, type Decoder, NOT_MINE } from '../../contract/decoder.ts';
import { errorText } from '../../contract/errors.ts';
import type { Sighting } from '../../contract/sighting.ts';
import { noteLine, printLine, wholeNumber, wrongUse } from '../command.ts';

interface Options {
  readonly topic?: string;
  readonly at?: number;
  readonly anchor?: string;
}

const AUTO = 'auto';
const HEX = /^(?:0x)?((?:[0-9a-f]{2}\s*)+)$/iu;

export function register(program: Command): void {
  program
    .command('decode')
    .description(
      'payloads on stdin, one per line (hex or text such as JSON) → sightings on stdout (NDJSON), what was refused and why on stderr',
    )
    .argument('<format>', `a wire format, or ${AUTO}`)
    .option('--topic <topic>', 'the topic or path that they came on')
    .option('--at <ms>', 'when they were received (ms epoch)', wholeNumber(0, 1e14))
    .option('--anchor <anchor>', 'the scanner, where neither topic nor payload tells')
    .action(decode);
}

async function decode(format: string, options: Options): Promise<void> {
  const { loadDecoders } = await import('../../devices/catalogue.ts');
  const { linesOf } = await import('../files.ts');
  const catalogue = await loadDecoders();
  const decoders = format === AUTO ? catalogue : catalogue.filter((decoder) => decoder.id === format);
  if (decoders.length === 0) {
    throw wrongUse(`There is no format ${format}; there are ${AUTO}, ${catalogue.map((decoder) => decoder.id).join(', ')}.`);
  }
  let read = 0;
  let understood = 0;
  for await (const { number, text } of linesOf(process.stdin)) {
    read += 1;
    const decoded = decodeOne(decoders, text.trim(), options);
    if (tell(number, decoded)) understood += 1;
  }
  if (read > 0 && understood === 0) process.exitCode = 1;
}

/** The first decoder that knows the payload; of those that only find it malformed, the first. */
function decodeOne(decoders: readonly Decoder[], text: string, { topic = '', at, anchor }: Options): Decoded {
  const payload = payloadOf(text);
  // Without --at nobody knows when it was received; what a decoder derives from that becomes unknown with it.
  const message = { rx: at ?? Number.NaN, topic, payload, ...(anchor === undefined ? {} : { anchor }) };
  const answers = decoders.map((decoder) => decoder.decode(message)).filter((decoded) => decoded.kind !== 'not-mine');
  return answers.find((decoded) => decoded.kind !== 'malformed') ?? answers[0] ?? NOT_MINE;
}

function payloadOf(text: string): Uint8Array {
  const hex = HEX.exec(text)?.[1];
  return hex === undefined ? Buffer.from(text) : Buffer.from(hex.replace(/\s/gu, ''), 'hex');
}

function tell(number: number, decoded: Decoded): boolean {
  switch (decoded.kind) {
    case 'heard':
      for (const sighting of decoded.sightings ?? []) printLine(JSON.stringify(known(sighting)));
      for (const { anchor, online } of decoded.statuses ?? []) {
        noteLine(`line ${number}: scanner ${anchor} says that it is ${online ? 'online' : 'offline'}`);
      }
      return true;
    case 'malformed':
      noteLine(`line ${number}: ${decoded.code} ${decoded.reason}`);
      return false;
    case 'not-mine':
      noteLine(`line ${number}: ING_UNKNOWN_TOPIC ${errorText('ING_UNKNOWN_TOPIC')}`);
      return false;
  }
}

/** What the input could not know is left out. */
function known(sighting: Sighting): Partial<Sighting> {
  return Object.fromEntries(Object.entries(sighting).filter(([, value]) => !Number.isNaN(value) && value !== ''));
}
