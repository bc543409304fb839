import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { legacyReport } from '../../../../devices/decoders/support/hci-report.ts';
import type { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { beaconAt, controllerAt, serialPort, startBtvirt } from '../../../support/hci-serial.ts';
import { radioRig } from '../../../support/radio-rig.ts';
import { until } from '../../../support/shop-floor.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { tool } from '../../../support/tools.ts';

const IBEACON = Buffer.from('0201061aff4c000215426c7565436861726d426561636f6e7300010007c5', 'hex');
const address = (i: number) => i.toString(16).padStart(12, '0');
const report = (i: number) => legacyReport({ eventType: 3, addressType: 'random', address: address(i), data: IBEACON, rssiDbm: -60 });
const hex = (packets: readonly Uint8Array[]) => packets.map((packet) => Buffer.from(packet).toString('hex'));

/** A radio at a serial port behind which stands what listens at the socket. */
async function serialRadio(socketPath: string) {
  const path = join(tempFolder(), 'hci0');
  const rig = radioRig({ device: { kind: 'serial', path, baudRate: 1_000_000 } });
  const pull = await serialPort(path, socketPath);
  return {
    ...rig,
    pull,
    plugIn: () => serialPort(path, socketPath),
    start: () => rig.source.start((message) => rig.heard.push(message)),
  };
}

/** Lets time pass, slowly: a real port takes time of its own, and the shop's clock must not run away from it. */
async function passUntil(clock: VirtualClock, holds: () => boolean): Promise<void> {
  await vi.waitFor(
    async () => {
      await clock.advance(100);
      expect(holds()).toBe(true);
    },
    { timeout: 30_000, interval: 10 },
  );
}

describe.skipIf(!tool('socat'))('a radio at a serial port', () => {
  it('hears all of 5,000 adverts, in order and byte for byte', async () => {
    const socketPath = join(tempFolder(), 'controller');
    const controller = await controllerAt(socketPath);
    const { start, heard } = await serialRadio(socketPath);
    await start();
    const sent = Array.from({ length: 5000 }, (_, i) => report(i));
    controller.emit(...sent);
    await until(() => heard.length >= sent.length);
    expect(hex(heard.map(({ payload }) => payload))).toEqual(hex(sent));
  });

  it('is lost when it is pulled out, and hears again when it is put back', async () => {
    const socketPath = join(tempFolder(), 'controller');
    const controller = await controllerAt(socketPath, { extended: true });
    const { start, heard, source, warned, clock, pull, plugIn } = await serialRadio(socketPath);
    await start();
    await pull();
    await passUntil(clock, () => warned().length > 1);
    expect(warned()).toEqual(['RAD_LOST', 'RAD_NO_ADAPTER']);
    await plugIn();
    await passUntil(clock, () => source.connected());
    controller.emit(report(1));
    await until(() => heard.length > 0);
    expect(hex(heard.map(({ payload }) => payload))).toEqual(hex([report(1)]));
  });

  it('may be closed before the port is open', async () => {
    const socketPath = join(tempFolder(), 'controller');
    await controllerAt(socketPath);
    const { start, source } = await serialRadio(socketPath);
    const standing = start();
    await source.close();
    await standing;
    expect(source.connected()).toBe(false);
  });
});

/** Core 5.4, Vol 4 Part E §7.8.4 to §7.8.9. */
const RESET = 0x0c03;
const SET_RANDOM_ADDRESS = 0x2005;
const SET_ADVERTISING_PARAMETERS = 0x2006;
const SET_ADVERTISING_DATA = 0x2008;
const SET_ADVERTISE_ENABLE = 0x200a;
const NOT_CONNECTABLE_FROM_RANDOM = Uint8Array.from([0, 8, 0, 8, 3, 1, 0, 0, 0, 0, 0, 0, 0, 7, 0]);

describe.skipIf(!tool('socat') || !tool('btvirt') || !tool('gcc'))('a radio on a controller of BlueZ', () => {
  it('hears what a beacon on another controller of BlueZ sends', async () => {
    const socketPath = await startBtvirt();
    const { start, heard, source } = await serialRadio(socketPath);
    await start();
    expect(source.connected()).toBe(true);
    const tell = await beaconAt(socketPath);
    await tell(RESET);
    await tell(SET_RANDOM_ADDRESS, Uint8Array.from([1, 0, 0, 0xee, 0xff, 0xc0]));
    await tell(SET_ADVERTISING_PARAMETERS, NOT_CONNECTABLE_FROM_RANDOM);
    // It sends once each time that advertising is switched on.
    for (let minor = 0; minor < 200; minor += 1) {
      const data = Buffer.from(IBEACON);
      data.writeUInt16BE(minor, 27);
      await tell(SET_ADVERTISING_DATA, Uint8Array.from([data.length, ...data, ...new Uint8Array(31 - data.length)]));
      await tell(SET_ADVERTISE_ENABLE, Uint8Array.of(1));
      await tell(SET_ADVERTISE_ENABLE, Uint8Array.of(0));
    }
    await until(() => heard.length >= 200);
    const minors = heard.map(({ payload }) => Buffer.from(payload).readUInt16BE(14 + 27));
    expect(minors).toEqual(Array.from({ length: 200 }, (_, minor) => minor));
    const expected = Buffer.from(IBEACON);
    expected.writeUInt16BE(0, 27);
    // Its strength is 127: not known.
    expect(hex([heard[0]?.payload ?? new Uint8Array()])).toEqual(
      hex([legacyReport({ eventType: 3, addressType: 'random', address: 'c0ffee000001', data: expected })]),
    );
  });
});
