import { expect, it } from 'vitest';
import { decoder } from '../../../devices/decoders/espresense.ts';

const RX = 1_700_000_000_000;
const TOPIC = 'espresense/devices/phone:4f3a/wine';

it('looks again at whom a report names when that changes under one topic', () => {
  const read = decoder.readerOf?.(TOPIC);
  const names = [
    { id: 'phone:4f3a', mac: 'dd8800003777' },
    { id: 'phone:4f3a', mac: 'dd8800003777' },
    { id: 'phone:4f3a', mac: 'dd8800003778' },
    { id: 'known:dd8800003779', mac: 'dd8800003778' },
    { id: 'known:nobody' },
    { mac: 'dd8800003777' },
  ].map((report) => {
    const told = read?.({ rx: RX, topic: TOPIC, payload: Buffer.from(JSON.stringify({ ...report, rssi: -60 })) });
    return told?.kind === 'heard' ? told.sightings?.map(({ mobile, also = [] }) => [mobile, ...also].join(' ')).join() : told?.kind;
  });
  expect(names).toEqual([
    'name:phone:4f3a ble:dd8800003777',
    'name:phone:4f3a ble:dd8800003777',
    'name:phone:4f3a ble:dd8800003778',
    'ble:dd8800003779 ble:dd8800003778',
    'name:known:nobody',
    'name:phone:4f3a ble:dd8800003777',
  ]);
});
