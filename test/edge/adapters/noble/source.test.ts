import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { extendedReport, legacyReport } from '../../../../devices/decoders/support/hci-report.ts';
import { OPCODES } from '../../../support/hci-controller.ts';
import { emulatedRadio, SILENCE_MS } from '../../../support/radio-rig.ts';
import { until } from '../../../support/shop-floor.ts';

const ADDRESS = 'c0ffee000001';
const ADV_IND = 0;
const ADV_NONCONN_IND = 3;
const SCAN_RSP = 4;
const FLAGS = Uint8Array.from([2, 1, 6]);
const NAME = Uint8Array.from([4, 9, 0x54, 0x61, 0x67]);
const report = (eventType: number, data: Uint8Array, address = ADDRESS) =>
  legacyReport({ eventType, addressType: 'random', address, data, rssiDbm: -60 });
const bytes = (payloads: readonly { payload: Uint8Array }[]) => payloads.map(({ payload }) => Buffer.from(payload).toString('hex'));
const hex = (...packets: Uint8Array[]) => packets.map((packet) => Buffer.from(packet).toString('hex'));
const errno = (number: number, message: string, syscall: string) => Object.assign(new Error(message), { errno: number, syscall });

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

let spoken: ReturnType<typeof vi.spyOn>[];
beforeEach(() => {
  spoken = (['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
});
afterEach(() => {
  for (const spy of spoken) expect(spy).not.toHaveBeenCalled();
});

describe("the shop computer's own radio", () => {
  it('passes every advert on as it came, the first of a new phone too, with scanner and time', async () => {
    const { start, driver, heard, clock, source } = emulatedRadio();
    await start();
    expect(source.connected()).toBe(true);
    await clock.advance(1234);
    const sent = [report(ADV_IND, FLAGS), report(SCAN_RSP, NAME), report(ADV_IND, FLAGS), report(ADV_NONCONN_IND, FLAGS, 'c0ffee000002')];
    driver().controller.emit(...sent);
    expect(bytes(heard)).toEqual(hex(...sent));
    expect(heard[0]).toMatchObject({ rx: clock.nowMs(), source: 'radio', topic: 'radio/back-room' });
  });

  it('keeps what a beacon says in turns apart, whatever it said before', async () => {
    const { start, driver, heard } = emulatedRadio();
    await start();
    const [maker, service] = [Uint8Array.from([3, 0xff, 0x4c, 0x00]), Uint8Array.from([4, 0x16, 0xaa, 0xfe, 0x00])];
    const sent = [maker, service, maker, service].map((data) => report(ADV_NONCONN_IND, data));
    driver().controller.emit(...sent);
    expect(bytes(heard)).toEqual(hex(...sent));
  });

  it('asks the controller for every advert, not for one of each address', async () => {
    const { start, driver } = emulatedRadio();
    await start();
    expect(driver().controller.duplicates).toBe(true);
    expect(driver().controller.commands).toContain(OPCODES.leSetScanEnable);
  });

  it('hears extended advertising where the controller can, up to the longest advert that fits into an event', async () => {
    const { start, driver, heard } = emulatedRadio({ extended: true });
    await start();
    expect(driver().controller.commands).toContain(OPCODES.leSetExtendedScanEnable);
    const sent = [0, 100, 229].map((length) => extendedReport({ eventType: 0, data: new Uint8Array(length), rssiDbm: -70 }));
    driver().controller.emit(...sent);
    expect(bytes(heard)).toEqual(hex(...sent));
  });

  it('hears all of 5,000 adverts that come at once, in order', async () => {
    const { start, driver, heard } = emulatedRadio();
    await start();
    const sent = Array.from({ length: 5000 }, (_, i) => report(ADV_IND, FLAGS, i.toString(16).padStart(12, '0')));
    driver().controller.emit(...sent);
    expect(bytes(heard)).toEqual(hex(...sent));
  });

  it('leaves the signals of the process alone: Ctrl-C still closes the shop in order', async () => {
    const signals = ['SIGINT', 'SIGTERM', 'exit'];
    const before = signals.map((signal) => process.listenerCount(signal));
    await emulatedRadio().start();
    expect(signals.map((signal) => process.listenerCount(signal))).toEqual(before);
  });

  it('is silent once closed, and may be closed twice', async () => {
    const { start, driver, heard, source, clock, telemetry, drivers } = emulatedRadio();
    await start();
    await source.close();
    await source.close();
    driver().controller.emit(report(ADV_IND, FLAGS));
    await clock.advance(10 * SILENCE_MS);
    expect([heard, source.connected(), driver().running, drivers.length]).toEqual([[], false, false, 1]);
    expect(telemetry.value('aislegate_radio_up', {})).toBe(0);
  });

  it('may be closed while the controller still thinks', async () => {
    const { start, source } = emulatedRadio({ mute: true });
    const standing = start();
    await source.close();
    await standing;
    expect(source.connected()).toBe(false);
  });
});

describe('a crowd', () => {
  it('leaves nothing behind: the memory is the same after 40,000 phones with addresses of their own', async () => {
    const { source, driver } = emulatedRadio();
    let adverts = 0;
    await source.start(() => {
      adverts += 1;
    });
    const pass = (first: number, count: number) => {
      for (let i = first; i < first + count; i += 1) driver().controller.emit(report(ADV_IND, FLAGS, i.toString(16).padStart(12, '0')));
    };
    pass(0, 5000);
    const before = heapBytes();
    pass(5000, 40_000);
    expect((heapBytes() - before) / 40_000).toBeLessThan(200);
    expect(adverts).toBe(45_000);
  });
});

describe('a controller that sends what it should not', () => {
  it('does not disturb the radio by packets that are cut off, and counts them', async () => {
    const { start, driver, heard, telemetry, source } = emulatedRadio();
    await start();
    const whole = report(ADV_IND, FLAGS);
    driver().controller.emit(Uint8Array.of(), Uint8Array.of(4), Uint8Array.from([4, 0x0e, 4]), Uint8Array.from([2, 0]), whole);
    expect(bytes(heard)).toEqual(hex(whole));
    expect(source.connected()).toBe(true);
    expect(telemetry.value('aislegate_refused_total', { source: 'radio', code: 'ING_MALFORMED' })).toBeGreaterThan(0);
  });

  it('leaves malformed reports to the decoder, which counts them by reason', async () => {
    const { start, driver, heard } = emulatedRadio();
    await start();
    const whole = report(ADV_IND, FLAGS);
    const sent = [whole.subarray(0, 7), Uint8Array.from([...whole.subarray(0, 4), 200, ...whole.subarray(5)])];
    driver().controller.emit(...sent);
    expect(bytes(heard)).toEqual(hex(...sent));
  });

  it('hears on after anything at all', async () => {
    const { start, driver, heard, source } = emulatedRadio();
    await start();
    const whole = report(ADV_IND, FLAGS);
    const packet = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc
        .tuple(fc.constantFrom(0x05, 0x08, 0x0f, 0x13, 0x3e), fc.uint8Array({ maxLength: 40 }))
        .map(([code, rest]) => Uint8Array.from([4, code, ...rest])),
    );
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 20 }), (packets) => {
        driver().controller.emit(...packets, whole);
        expect(bytes(heard.splice(0)).at(-1)).toBe(hex(whole)[0]);
      }),
      { numRuns: 500 },
    );
    expect(source.connected()).toBe(true);
  });

  it('goes on when what follows the radio fails, and says so', async () => {
    const { source, driver, telemetry } = emulatedRadio();
    let calls = 0;
    await source.start(() => {
      calls += 1;
      throw new Error('a fault of ours');
    });
    driver().controller.emit(report(ADV_IND, FLAGS), report(ADV_IND, FLAGS));
    expect(calls).toBe(2);
    expect(telemetry.logged.filter(({ level }) => level === 'error').map(({ what }) => what)).toEqual(['INTERNAL', 'INTERNAL']);
  });
});

describe('a radio that stops', () => {
  it('is opened again when its adapter was switched off, and hears as before', async () => {
    const { start, back, drivers, driver, heard, source, telemetry, warned } = emulatedRadio();
    await start();
    driver().controller.emit(report(ADV_IND, FLAGS));
    driver().goDown();
    await until(() => !source.connected());
    expect([warned(), telemetry.value('aislegate_radio_up', {})]).toEqual([['RAD_SWITCHED_OFF'], 0]);
    expect(driver().running).toBe(false);
    await back();
    expect([drivers.length, telemetry.value('aislegate_radio_up', {})]).toEqual([2, 1]);
    driver().controller.emit(report(ADV_IND, FLAGS));
    drivers[0]?.controller.emit(report(ADV_IND, FLAGS));
    expect(heard).toHaveLength(2);
  });

  it('is started anew after a minute without an advert: counted each time, told once', async () => {
    const { start, back, drivers, driver, source, clock, telemetry, warned } = emulatedRadio();
    await start();
    for (let round = 2; round <= 6; round += 1) {
      await clock.advance(SILENCE_MS);
      expect(source.connected()).toBe(false);
      await back();
      expect(drivers).toHaveLength(round);
    }
    expect(telemetry.value('aislegate_radio_restarts_total', { code: 'RAD_SILENT' })).toBe(5);
    expect(warned()).toEqual(['RAD_SILENT']);
    driver().controller.emit(report(ADV_IND, FLAGS));
    expect(telemetry.logged.at(-1)).toMatchObject({ level: 'info', what: 'radio hears' });
    await clock.advance(SILENCE_MS + 5000);
    expect(warned()).toEqual(['RAD_SILENT', 'RAD_SILENT']);
  });

  it('is started anew when its controller does not answer any more, long before the silence is noticed', async () => {
    const { start, back, drivers, driver, source, clock, warned } = emulatedRadio();
    await start();
    driver().controller.mute = true;
    await clock.advance(10_000);
    expect([source.connected(), warned()]).toEqual([false, ['RAD_NO_ANSWER']]);
    await back();
    expect(drivers).toHaveLength(2);
  });

  it('is left alone while it hears something now and then', async () => {
    const { start, drivers, driver, clock, source } = emulatedRadio();
    await start();
    for (let minutes = 0; minutes < 30; minutes += 1) {
      await clock.advance(SILENCE_MS - 1);
      driver().controller.emit(report(ADV_IND, FLAGS));
    }
    expect([source.connected(), drivers.length]).toEqual([true, 1]);
  });

  it('is tried again ever more slowly, but at least every half minute', async () => {
    const { start, drivers, clock, telemetry, warned } = emulatedRadio({ bind: new Error('No such device') });
    void start();
    await until(() => warned().length === 1);
    for (let second = 0; second < 3600; second += 1) await clock.advance(1000);
    expect(drivers.length).toBeGreaterThan(120);
    expect(drivers.length).toBeLessThan(250);
    expect(warned().length).toBeLessThan(15);
    expect(telemetry.value('aislegate_radio_restarts_total', { code: 'RAD_NO_ADAPTER' })).toBe(drivers.length);
  });
});

describe('a radio that cannot be opened', () => {
  it.each([
    ['there is no adapter', { bind: new Error('No such device') }, 'RAD_NO_ADAPTER'],
    ['another program has it for itself', { bind: new Error('Device or resource busy') }, 'RAD_BUSY'],
    ['it is switched off by rfkill', { write: errno(132, 'Operation not possible due to RF-kill', 'write') }, 'RAD_SWITCHED_OFF'],
    ['the adapter is down', { isDown: true }, 'RAD_SWITCHED_OFF'],
    ['the network of the adapter is down', { write: errno(100, 'Network is down', 'write') }, 'RAD_SWITCHED_OFF'],
    [
      'the kernel has no Bluetooth',
      { write: errno(97, 'Address family not supported by protocol', 'socket creation failed') },
      'RAD_UNSUPPORTED',
    ],
    ['it is older than Low Energy', { version: 5 }, 'RAD_UNSUPPORTED'],
    ['it refuses to scan', { refuses: { [OPCODES.leSetScanEnable]: 0x0c } }, 'RAD_REFUSED'],
    ['the driver fails in a way of its own', { write: errno(5, 'Input/output error', 'write') }, 'RAD_LOST'],
  ] as const)('says what to do and tries again: %s', async (_, faults, code) => {
    const { start, back, source, drivers, telemetry, warned, driver, heard } = emulatedRadio((opened) => (opened === 0 ? faults : {}));
    const standing = start();
    await until(() => warned().length > 0);
    expect(warned()).toEqual([code]);
    expect(telemetry.logged.find(({ what }) => what === code)?.fields['device']).toBe('hci0');
    await back();
    await standing;
    expect([source.connected(), drivers.length]).toEqual([true, 2]);
    driver().controller.emit(report(ADV_IND, FLAGS));
    expect(heard).toHaveLength(1);
  });

  it('does not wait for an answer for ever', async () => {
    const { start, back, clock, warned, drivers, source } = emulatedRadio((opened) => ({ mute: opened === 0 }));
    const standing = start();
    await until(() => (drivers[0]?.controller.commands.length ?? 0) > 0);
    await clock.advance(10_000);
    expect(warned()).toEqual(['RAD_NO_ANSWER']);
    await back();
    await standing;
    expect(source.connected()).toBe(true);
  });

  it('does not ask again for a right that only a new start can bring', async () => {
    const { start, drivers, clock, warned, source } = emulatedRadio({ write: errno(1, 'Operation not permitted', 'write') });
    await start();
    await clock.advance(3_600_000);
    expect([warned(), drivers.length, source.connected()]).toEqual([['RAD_FORBIDDEN'], 1, false]);
  });

  it('lets the shop run without the package, and without its native part', async () => {
    const absent = Object.assign(new Error("Cannot find package 'noble'"), { code: 'ERR_MODULE_NOT_FOUND' });
    const broken = new Error('No native build was found');
    for (const [error, code] of [[absent, 'RAD_MODULE_MISSING'] as const, [broken, 'RAD_UNSUPPORTED'] as const]) {
      const { start, warned, source } = emulatedRadio({}, { load: () => Promise.reject(error) });
      await start();
      expect([warned(), source.connected()]).toEqual([[code], false]);
    }
  });

  it('takes the adapter for itself where it is told to', async () => {
    const { start, source, driver } = emulatedRadio({}, { device: { kind: 'adapter', userChannel: true } });
    await start();
    expect([source.connected(), driver().channel]).toEqual([true, 'user']);
  });
});
