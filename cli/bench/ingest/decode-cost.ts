import type { Decoder } from '../../../contract/decoder.ts';
import { AislegateError } from '../../../contract/errors.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { advertReader } from '../../../devices/decoders/support/adverts.ts';
import { type Figure, median, pairedMedians, RUNS } from '../figure.ts';
import { benchMessages } from './messages.ts';

const ROUNDS = 50;
const ADVERTS = 200;
const ADVERT_ROUNDS = 1000;
const RX = 1_760_000_000_000;
/** Flags, then Apple's iBeacon: `4C 00 02 15`, a made-up UUID, major, minor and the strength at one metre. */
const IBEACON_HEAD = '0201061aff4c0002159c1d1f3e6a524d8b9f0e2b7a4c5d6e7f';

/** How long `task` takes per message, in µs. Each round goes through other data, so that nothing is computed once. */
function microseconds(rounds: number, perRound: number, task: () => void): number {
  const started = performance.now();
  for (let round = 0; round < rounds; round += 1) task();
  return ((performance.now() - started) * 1000) / (rounds * perRound);
}

/** An ESPresense report → a sighting, as ingest has it read: with what its topic says read before. Beside it what the JSON alone costs. */
export async function espresenseCost(rounds = ROUNDS): Promise<Figure> {
  const decoder = decoderOf(await loadDecoders(), 'espresense');
  const messages = benchMessages().map((message) => ({ ...message, read: decoder.readerOf?.(message.topic) ?? decoder.decode }));
  let heard = 0;
  const ours = (): void => {
    for (const { topic, payload, read } of messages) if (read({ rx: RX, topic, payload }).kind === 'heard') heard += 1;
  };
  let parsed = 0;
  const reference = (): void => {
    for (const { payload } of messages) if (JSON.parse(payload.toString()).rssi !== undefined) parsed += 1;
  };
  microseconds(3, messages.length, ours);
  microseconds(3, messages.length, reference);
  const runs = Array.from({ length: RUNS }, () => ({
    ours: microseconds(rounds, messages.length, ours),
    reference: microseconds(rounds, messages.length, reference),
  }));
  if (heard !== parsed) throw new AislegateError('INTERNAL', { reference: 'bench ingest: some messages were not decoded' });
  const { value, reference: alone, ratio } = pairedMedians(runs);
  return {
    id: 'espresense-vs-json-parse',
    what: 'decoding an ESPresense report of a topic that was heard before',
    value,
    unit: 'µs',
    better: 'lower',
    bar: 2,
    reference: { name: 'JSON.parse(payload.toString())', value: alone, unit: 'µs' },
    ratio,
  };
}

/** An advert's bytes as a radio delivers them → a sighting, all advert formats asked. */
export async function ibeaconCost(rounds = ADVERT_ROUNDS): Promise<Figure> {
  const open = advertReader(await loadDecoders());
  const adverts = Array.from({ length: ADVERTS }, (_, index) => ({
    t: RX,
    rx: RX,
    anchor: 'ceiling-1',
    address: (0xd2_00_00_00_00_00 + index).toString(16),
    rssiDbm: -60 - (index % 30),
    data: new Uint8Array(Buffer.from(`${IBEACON_HEAD}0001${index.toString(16).padStart(4, '0')}c5`, 'hex')),
  }));
  let heard = 0;
  const ours = (): void => {
    for (const advert of adverts) if (open(advert).sighting?.mobile.startsWith('ibeacon:')) heard += 1;
  };
  let copied = 0;
  const reference = (): void => {
    for (const { data } of adverts) copied += Buffer.from(data).toString('hex').length;
  };
  microseconds(100, ADVERTS, ours);
  const runs = Array.from({ length: RUNS }, () => ({
    ours: microseconds(rounds, ADVERTS, ours),
    reference: microseconds(rounds, ADVERTS, reference),
  }));
  if (heard !== ADVERTS * (100 + RUNS * rounds) || copied === 0) {
    throw new AislegateError('INTERNAL', { reference: 'bench ingest: some adverts were not read' });
  }
  return {
    id: 'ibeacon-us',
    what: 'an iBeacon from the bytes of its advert to a sighting',
    value: median(runs.map((run) => run.ours)),
    unit: 'µs',
    better: 'lower',
    bar: 2,
    reference: { name: 'the same bytes to hex', value: median(runs.map((run) => run.reference)), unit: 'µs' },
  };
}

function decoderOf(decoders: readonly Decoder[], id: string): Decoder {
  const found = decoders.find((decoder) => decoder.id === id);
  if (!found) throw new AislegateError('INTERNAL', { reference: `bench ingest: no format ${id}` });
  return found;
}
