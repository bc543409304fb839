import { randomInt } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { checker } from '../../../contract/check.ts';
import type { Decoded, Decoder, Malformed, Undecoded } from '../../../contract/decoder.ts';
import { Sighting } from '../../../contract/sighting.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { advertReader } from '../../../devices/decoders/support/adverts.ts';
import { casesOf, messageOf } from '../../support/decoder-fixtures.ts';
import { mutated, mutatedTopic, seededRandom } from '../../support/mutations.ts';
import { trackedFiles, trackedText } from '../../support/tracked-files.ts';

const SEED = Number(process.env['AISLEGATE_FUZZ_SEED'] ?? randomInt(2 ** 31));
const RUNS = Number(process.env['AISLEGATE_FUZZ_RUNS'] ?? 300_000);
const RX = 1_700_000_000_000;
const KINDS = ['not-mine', 'malformed', 'heard'];
const PROTOTYPE = Reflect.ownKeys(Object.prototype).length;

const decoders = await loadDecoders();
const openAdvert = advertReader(decoders);
const checkSighting = checker(Sighting);
/** What gateways send, before anything is wrong with it. */
const samples = new Map(decoders.map(({ id }) => [id, casesOf(id).map(messageOf)]));

/** What is wrong with what a decoder made of a message, or nothing. */
function complaint(decoder: Decoder, message: Undecoded): string | undefined {
  let decoded: Decoded;
  const sightings: Sighting[] = [];
  const refused: Malformed[] = [];
  try {
    decoded = decoder.decode(message);
    if (!KINDS.includes(decoded.kind)) return 'the answer is of no kind';
    if (decoded.kind === 'malformed') refused.push(decoded);
    if (decoded.kind === 'heard') {
      sightings.push(...(decoded.sightings ?? []));
      refused.push(...(decoded.refused ?? []));
      for (const advert of decoded.adverts ?? []) {
        const opened = openAdvert(advert, message.keyOf);
        if (opened.sighting) sightings.push(opened.sighting);
        if (opened.refused) refused.push(opened.refused);
      }
    }
  } catch (error) {
    return `it throws ${error}`;
  }
  for (const sighting of sightings) {
    if (sighting.mobile === '' || sighting.anchor === '') continue;
    const checked = checkSighting(sighting);
    if (!checked.ok) return `a sighting is wrong at ${checked.detail}`;
  }
  const quoting = refused.find(({ reason }) => quotes(reason, message.payload));
  return quoting && `a reason quotes the payload: ${quoting.reason}`;
}

/** Whether eight characters in a row of the reason stand in a text of the payload. What we wrote ourselves is no quotation. */
function quotes(reason: string, payload: Uint8Array): boolean {
  const texts = textsIn(payload);
  if (texts === '') return false;
  for (let at = 0; at + 8 <= reason.length; at += 1) {
    const part = reason.slice(at, at + 8);
    if (texts.includes(part) && !OUR_WORDS.includes(part)) return true;
  }
  return false;
}
const OUR_TEXTS = [...trackedFiles('devices/decoders'), ...trackedFiles('contract')].map(trackedText).join('\n');
/** Bounds such as 1e14 are told in all their digits, and a payload may be full of noughts. */
const OUR_BOUNDS = Array.from(OUR_TEXTS.matchAll(/\b\d+e\d+\b/gu), ([bound]) => String(Number(bound)));
const OUR_WORDS = [OUR_TEXTS, ...OUR_BOUNDS].join('\n');

/** The string values of a JSON payload, one per line. */
function textsIn(payload: Uint8Array): string {
  const texts: string[] = [];
  try {
    JSON.parse(Buffer.from(payload).toString(), (_key, value) => {
      if (typeof value === 'string' && value.length >= 8) texts.push(value);
      return null;
    });
  } catch {
    // Too deep for a walk, or no JSON: then there are no string values in it.
  }
  return texts.join('\n');
}

afterEach(() => {
  expect(Reflect.ownKeys(Object.prototype)).toHaveLength(PROTOTYPE);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

describe.each(decoders.map((decoder, number) => [decoder.id, decoder, number] as const))('%s', (id, decoder, number) => {
  const own = samples.get(id) ?? [];
  const topics = [...new Set(['', ...own.map(({ topic }) => topic)])];

  it('survives whatever a gateway may send, and what it makes of it is a sighting', () => {
    const random = seededRandom(SEED + number);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const foreign = [...samples.values()].flat();
    for (let run = 0; run < RUNS / decoders.length; run += 1) {
      const sample = pick(random() < 0.9 ? own : foreign);
      const topic = random() < 0.8 ? sample.topic : mutatedTopic(random, random() < 0.5 ? sample.topic : pick(topics));
      const message = { ...sample, topic, anchor: 'ceiling-1', payload: mutated(random, sample.payload) };
      const wrong = complaint(decoder, message);
      if (wrong !== undefined) {
        const how = `AISLEGATE_FUZZ_SEED=${SEED}, run ${run}, topic ${JSON.stringify(topic)}, payload ${message.payload.toString('hex')}`;
        expect.fail(`${wrong} (${how})`);
      }
    }
  });

  it.each(topics)('survives the extremes under topic "%s"', (topic) => {
    for (const payload of extremes(own)) {
      const wrong = complaint(decoder, { rx: RX, topic, payload, anchor: 'ceiling-1' });
      expect(wrong, `${payload.length} bytes beginning with ${payload.subarray(0, 40).toString('hex')}`).toBeUndefined();
    }
  });

  it('reads nothing in more than a megabyte', () => {
    const bytes = Buffer.alloc(1_200_000, '[');
    for (const topic of topics) {
      const decoded = decoder.decode({ rx: RX, topic, payload: bytes });
      if (decoded.kind === 'malformed') expect(['ING_TOO_LARGE', 'ING_MALFORMED'], topic).toContain(decoded.code);
      // That a gateway sends its telemetry is a sign of life, however much it is.
      else if (decoded.kind === 'heard') expect(Object.keys(decoded), topic).toEqual(['kind', 'statuses']);
    }
  });
});

/** Deep, long and empty things; and each way to nest them under a field that a format looks at. */
function extremes(own: readonly Undecoded[]): Buffer[] {
  const deep = [`${'['.repeat(30_000)}`, `${'['.repeat(30_000)}${']'.repeat(30_000)}`, `${'{"a":'.repeat(12_000)}7${'}'.repeat(12_000)}`];
  const fields = new Set(own.flatMap(({ payload }) => [...payload.toString().matchAll(/"([\w@]{1,24})":/gu)].map(([, name = '']) => name)));
  const under = [...fields].map((name) => `{"${name}":${'['.repeat(5000)}${']'.repeat(5000)}}`);
  const flat = ['', ' ', 'null', '0', '"x"', '[]', '{}', '[{}]', '{"__proto__":{"polluted":true}}', `"${'x'.repeat(66_000)}"`];
  return [...deep, ...under, ...flat, `[${'{},'.repeat(20_000)}{}]`].map((text) => Buffer.from(text)).concat(Buffer.alloc(66_000, 0xff));
}
