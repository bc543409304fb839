import { EDGE_METRICS } from '../../edge/ports/telemetry.ts';
import { createLog } from '../../platform/log.ts';
import { createTelemetry } from '../../platform/telemetry.ts';
import { World } from './virtual-shop.ts';

/**
 * An hour of a shop full of phones that change their address all the time, on a virtual clock: 5,000 new random addresses a minute, each
 * heard by every scanner. Run with --expose-gc; tells the parent what is in memory after each minute.
 */
const ADDRESSES_PER_MINUTE = 5000;
const MINUTES = 60;
const SCANNERS = ['b1', 'w1', 's1'];
const RANDOM_TOP_BITS = [0x4, 0x0];

const log = createLog({ level: 'warn', process: 'edge' });
const world = new World();
Object.assign(world.telemetry, createTelemetry({ metrics: EDGE_METRICS, log, process: 'edge' }));
world.member();
await world.open();

let next = 0;
for (let minute = 1; minute <= MINUTES; minute += 1) {
  for (let second = 0; second < 60; second += 1) {
    for (let i = 0; i < Math.ceil(ADDRESSES_PER_MINUTE / 60); i += 1) report(newAddress());
    report('iBeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7');
    await world.pass(1000);
  }
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const { shop } = world;
  process.send?.({ minute, heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20, tables: shop.tables(), visits: shop.size().visitsOpen });
}
process.disconnect();

function report(id: string): void {
  for (const scanner of SCANNERS) {
    const payload = Buffer.from(JSON.stringify({ id, mac: id, rssi: -60, distance: 2.5 }));
    world.shop.pipeline.receive({ rx: world.clock.nowMs(), source: 'mqtt', topic: `espresense/devices/${id}/${scanner}`, payload });
  }
}

function newAddress(): string {
  next += 1;
  return (RANDOM_TOP_BITS[next % 2] ?? 0).toString(16) + (next * 2_654_435_761).toString(16).padStart(11, '0').slice(-11);
}
