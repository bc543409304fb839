import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { extendedReport, legacyReport } from '../../devices/decoders/support/hci-report.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { createRadioSource } from '../../edge/adapters/noble/source.ts';
import { emptyPages } from '../support/empty-pages.ts';
import { HciDriver } from '../support/hci-controller.ts';
import { controllerAt, serialPort } from '../support/hci-serial.ts';
import { openShopFloor, until } from '../support/shop-floor.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tool } from '../support/tools.ts';
import { ADA, OPENING_MS, SITE, World } from '../support/virtual-shop.ts';

/** Ada's tag as it is on the air: iBeacon 426c7565-4368-6172-6d42-6561636f6e73, 1, 7. */
const TAG = Buffer.from('0201061aff4c000215426c7565436861726d426561636f6e7300010007c5', 'hex');

/** A shop whose only ear in the wine zone is the radio of its own computer. */
async function listeningShop(extended: boolean) {
  const world = new World();
  const { clock, telemetry } = world;
  const driver = new HciDriver({ extended });
  const radio = createRadioSource({
    device: { kind: 'adapter' },
    scanner: 'w1',
    silenceMs: 3_600_000,
    clock,
    random: seededRandom(),
    telemetry,
    driver: () => driver,
  });
  onTestFinished(() => radio.close());
  world.member();
  world.offer('wine-1', 'wine');
  await world.open();
  await radio.start((message) => world.shop.pipeline.receive(message));
  return { world, controller: driver.controller };
}

it.each([
  ['by legacy advertising', false],
  ['by extended advertising', true],
])("hears a member's tag with the shop computer's own radio, %s: a visit, and an offer on the screen", async (_, extended) => {
  const { world, controller } = await listeningShop(extended);
  for (let half = 0; half < 40; half += 1) {
    const report = { addressType: 'random', address: 'c0ffee000007', data: TAG, rssiDbm: -58 } as const;
    controller.emit(extended ? extendedReport({ ...report, eventType: 0 }) : legacyReport({ ...report, eventType: 3 }));
    await world.pass(500);
  }
  expect(world.facts('visit-opened').map(({ subject }) => subject)).toEqual([ADA]);
  expect(world.shown('wine-screen')).toEqual(['wine-1']);
  expect(world.telemetry.value('aislegate_messages_total', { source: 'radio' })).toBe(40);
  expect(world.telemetry.value('aislegate_radio_up', {})).toBe(1);
});

it('goes on with its gateways when the radio is gone, and counts what a broken controller sends', async () => {
  const { world, controller } = await listeningShop(false);
  controller.emit(Uint8Array.from([4, 0x3e, 30, 2, 1, 3]), Uint8Array.from([4, 0x3e, 2, 2, 9]));
  controller.mute = true;
  await world.walk('w1', 20);
  expect(world.telemetry.value('aislegate_radio_up', {})).toBe(0);
  expect(world.facts('visit-opened')).toHaveLength(1);
  expect(world.telemetry.value('aislegate_refused_total', { source: 'radio', code: 'ING_MALFORMED' })).toBe(2);
});

describe.skipIf(!tool('nats-server') || !tool('socat'))('a shop with everything real but the air', () => {
  it('hears what comes from a serial port, and goes on when that is pulled out', async () => {
    const port = join(tempFolder(), 'hci0');
    const socket = join(tempFolder(), 'controller');
    const controller = await controllerAt(socket);
    const pull = await serialPort(port, socket);
    const radio = { device: port, scanner: 'w1', silenceS: 3600, baudRate: 1_000_000 };
    const { edge, clock } = await openShopFloor({ site: SITE, startMs: OPENING_MS, webFolder: emptyPages(), radio });
    await until(() => edge.status().radio?.scanning === true);
    controller.emit(legacyReport({ eventType: 3, addressType: 'random', address: 'c0ffee000007', data: TAG, rssiDbm: -58 }));
    await until(() => edge.status().messages === 1);
    expect(edge.status().scanners.find(({ id }) => id === 'w1')?.lastHeardAt).toBe(clock.nowMs());
    await pull();
    await clock.advance(5000);
    await until(() => edge.status().radio?.scanning === false);
    expect(edge.status().mqtt.connected).toBe(true);
  });
});
