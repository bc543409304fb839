import { describe, expect, it } from 'vitest';
import type { Flood } from '../../edge/ingest/floods.ts';
import type { ScannerReport } from '../../edge/ingest/intake.ts';
import { createScannerWatch } from '../../edge/scanner-watch.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';

const T = 1_700_000_000_000;

function watched(ids: readonly string[] = ['bakery', 'wine']) {
  const telemetry = new FakeTelemetry();
  const reports: ScannerReport[] = [];
  const floods: Flood[] = [];
  const watch = createScannerWatch({
    shop: {
      scannerZones: new Map(ids.map((id) => [id, id === 'bakery' ? 'bread' : undefined])),
      screens: new Map([['screen', 'bread']]),
      ingest: { topics: [], lateAfterMs: 600_000, silentAfterMs: 60_000, scannerPerSecond: 2000, devicePerSecond: 100 },
    },
    telemetry,
    startedAt: T,
    ingest: () => ({ scanners: () => reports, floods: () => floods, tables: () => ({ topics: 3, devices: 4 }) }),
  });
  const lines = () => telemetry.logged.splice(0).map(({ what, fields }) => `${what} ${fields['scanners'] ?? ''}`);
  const stateOf = (id: string) => watch.scanners().find((scanner) => scanner.id === id)?.state;
  return { watch, telemetry, reports, floods, lines, stateOf };
}

describe('a scanner', () => {
  it('that falls silent is told of once, and once when it is back', () => {
    const { watch, telemetry, lines, stateOf } = watched(['wine']);
    watch.heard('wine', T);
    watch.check(T + 60_000);
    expect([stateOf('wine'), telemetry.value('aislegate_scanner_up', { scanner: 'wine' })]).toEqual(['up', 1]);
    for (let s = 61; s < 300; s += 1) watch.check(T + s * 1000);
    expect([stateOf('wine'), telemetry.value('aislegate_scanner_up', { scanner: 'wine' })]).toEqual(['silent', 0]);
    watch.heard('wine', T + 300_000);
    for (let s = 300; s < 310; s += 1) watch.check(T + s * 1000);
    expect(lines()).toEqual(['ING_SCANNER_SILENT wine', 'ING_SCANNER_BACK wine']);
  });

  it('that dies after the clock was set back by an hour is missed as soon as any', () => {
    const { watch, lines } = watched(['wine']);
    watch.heard('wine', T + 3_600_000);
    for (let s = 0; s < 62; s += 1) watch.check(T + s * 1000);
    expect(lines()).toEqual(['ING_SCANNER_SILENT wine']);
  });

  it('that was never heard is waited for as long, and then told of', () => {
    const { watch, lines, stateOf } = watched();
    watch.heard('wine', T + 59_000);
    watch.check(T + 60_000);
    expect([stateOf('bakery'), stateOf('wine'), lines()]).toEqual(['unheard', 'up', []]);
    watch.check(T + 61_000);
    expect([stateOf('bakery'), lines()]).toEqual(['unheard', ['ING_SCANNER_SILENT bakery']]);
    watch.heard('bakery', T + 62_000);
    watch.check(T + 63_000);
    expect(lines()).toEqual(['ING_SCANNER_BACK bakery']);
  });

  it('is dead as soon as its broker says so, and alive when it is heard again', () => {
    const { watch, lines, stateOf } = watched();
    watch.heard('wine', T);
    watch.heard('bakery', T);
    watch.heard('wine', T + 1000, false);
    watch.check(T + 2000);
    expect([stateOf('wine'), watch.scanners()[1]?.online, lines()]).toEqual(['offline', false, ['ING_SCANNER_OFFLINE wine']]);
    watch.heard('wine', T + 3000);
    watch.check(T + 4000);
    expect([stateOf('wine'), lines()]).toEqual(['up', ['ING_SCANNER_BACK wine']]);
  });

  it('is not alive because a broker kept that it once was', () => {
    const { watch, stateOf } = watched();
    watch.heard('wine', undefined, true);
    watch.check(T + 1000);
    expect([stateOf('wine'), watch.scanners()[1]]).toEqual(['unheard', { id: 'wine', state: 'unheard', online: true }]);
  });

  it('is one of many in one line when the broker is lost', () => {
    const { watch, lines } = watched(Array.from({ length: 20 }, (_, i) => `s${i}`));
    watch.check(T + 61_000);
    expect(lines()).toEqual(['ING_SCANNER_SILENT s0, s1, s2, s3, s4, s5, s6, s7 and 12 more']);
  });

  it('that the shop does not have changes nothing', () => {
    const { watch } = watched();
    watch.heard('cellar', T);
    expect(watch.scanners().map(({ id }) => id)).toEqual(['bakery', 'wine']);
  });
});

it('shows how far a clock is off, beside the zone and the last sign of life', () => {
  const { watch, telemetry, reports } = watched();
  reports.push({ id: 'bakery', clockOffsetMs: -3_600_000, excessOfScanner: 0, excessOfDevices: 0 });
  watch.heard('bakery', T + 5);
  watch.check(T + 10);
  expect(watch.scanners()[0]).toEqual({
    id: 'bakery',
    zone: 'bread',
    state: 'up',
    online: true,
    lastHeardAt: T + 5,
    clockOffsetMs: -3_600_000,
  });
  expect(telemetry.value('aislegate_scanner_clock_offset_seconds', { scanner: 'bakery' })).toBe(-3600);
});

it('counts what was dropped of each scanner, and of those that are not of the shop together', () => {
  const { watch, telemetry, reports } = watched();
  reports.push({ id: 'wine', excessOfScanner: 5, excessOfDevices: 2 }, { id: 'unknown', excessOfScanner: 3, excessOfDevices: 0 });
  watch.check(T);
  reports[0] = { id: 'wine', excessOfScanner: 9, excessOfDevices: 2 };
  watch.check(T + 1000);
  const dropped = (scanner: string, reason: string) => telemetry.value('aislegate_throttled_total', { scanner, reason });
  expect([dropped('wine', 'scanner'), dropped('wine', 'device'), dropped('unknown', 'scanner')]).toEqual([9, 2, 3]);
  expect([telemetry.value('aislegate_ingest_entries', { table: 'topics' })]).toEqual([3]);
});

it('tells of a flood when it begins and every five minutes while it lasts', () => {
  const { watch, telemetry, floods } = watched();
  const flood = { scanner: 'wine', since: T, lastAt: T, dropped: 1 };
  floods.push(flood, { scanner: 'wine', device: '0123456789ab', since: T, lastAt: T, dropped: 7 });
  const told = () =>
    telemetry.logged
      .splice(0)
      .filter(({ what }) => what === 'ING_FLOODING')
      .map(({ fields }) => fields);
  watch.check(T);
  expect(told()).toEqual([
    { scanner: 'wine', device: 'not one alone', dropped: 1 },
    { scanner: 'wine', device: '0123456789ab', dropped: 7 },
  ]);
  for (let s = 1; s <= 301; s += 1) {
    flood.lastAt = T + s * 1000;
    flood.dropped += 1;
    watch.check(T + s * 1000);
  }
  expect(told()).toEqual([{ scanner: 'wine', device: 'not one alone', dropped: 301 }]);
});

it('knows when each screen last said hello', () => {
  const { watch } = watched();
  expect(watch.screens()).toEqual([{ id: 'screen', zone: 'bread' }]);
  watch.hello('screen', T);
  expect(watch.screens()).toEqual([{ id: 'screen', zone: 'bread', lastHelloAt: T }]);
});
