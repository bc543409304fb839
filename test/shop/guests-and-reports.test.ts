import { beforeEach, describe, expect, it } from 'vitest';
import { signedReport } from '../../contract/app-report.ts';
import { PURPOSES } from '../../contract/records.ts';
import { WAYS } from '../../contract/ways.ts';
import { ADA, SITE, World } from '../support/virtual-shop.ts';

const BEACON = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-9-9';
const KEY_HEX = '000102030405060708090a0b0c0d0e0f';
const KEY = Buffer.from(KEY_HEX, 'hex');
const PHONE = '02:00:00:AA:BB:01';
const WIFI = 'wifi:020000aabb01';

let world: World;
beforeEach(async () => {
  world = new World({ ...SITE, beacons: [{ id: BEACON, x: 1, y: 1, zone: 'bakery' }] });
  world.member(PURPOSES, { identifiers: ['app:phone-a', `token-key:${KEY_HEX}`, 'card:20001234'] });
  world.offer('rolls-5', 'bakery');
  await world.open();
});

describe('a guest on the Wi-Fi of the shop', () => {
  const joins = (more: object = {}): Promise<void> =>
    world.tells('wifi/guests/association', { address: PHONE, termsAt: world.clock.nowMs(), ...more });

  it('is nobody before the terms are agreed to, and then has a visit, and never an offer', async () => {
    await world.stays('b1', 30, WIFI);
    expect(world.facts('visit-opened')).toEqual([]);
    await joins();
    await world.stays('b1', 60, WIFI);
    const [visit, ...others] = world.facts('visit-opened');
    expect(others).toEqual([]);
    expect(visit?.subject).toMatch(/^[0-9a-f]{32}$/u);
    expect(visit?.subject).not.toBe(ADA);
    expect(world.facts('decision')).toEqual([]);
    expect(world.shown('bakery-screen')).toEqual([]);
    await world.pass(700_000);
    expect(world.facts('visit-closed')).toMatchObject([{ subject: visit?.subject, end: 'silent' }]);
    const everything = JSON.stringify([world.disk, world.bus.published, await world.telemetry.metricsText()]).toLowerCase();
    expect(everything).not.toContain('020000aabb01');
  });

  it('is the same guest after the computer was restarted', async () => {
    await joins();
    await world.stays('b1', 30, WIFI);
    await world.close();
    await world.open();
    await world.stays('b1', 30, WIFI);
    await world.pass(700_000);
    expect(world.facts('visit-opened')).toHaveLength(1);
    expect(world.facts('visit-closed')).toMatchObject([{ end: 'silent' }]);
  });

  it('is forgotten in the middle of the visit when the terms are taken back, by HTTP as well', async () => {
    await joins();
    await world.stays('b1', 30, WIFI);
    const gone = { address: PHONE, termsAt: world.clock.nowMs(), withdrawn: true, network: 'guests' };
    expect(await world.posts('wifi-association', gone)).toBeUndefined();
    await world.stays('b1', 30, WIFI);
    expect(world.shop.size().visitsOpen).toBe(0);
    expect(world.facts('visit-opened')).toHaveLength(1);
  });

  it('is the member who signed in with the card, with the offers of a member', async () => {
    await joins({ card: '2000 1234' });
    await world.stays('b1', 60, WIFI);
    expect(world.facts('visit-opened')).toMatchObject([{ subject: ADA }]);
    expect(world.shown('bakery-screen')).toEqual(['rolls-5']);
  });

  it('is a guest where the card is of a member who does not want to be known', async () => {
    world.member(['personal-offers'], { identifiers: ['card:20001234'] });
    await world.pass(3000);
    await joins({ card: '20001234' });
    await world.stays('b1', 60, WIFI);
    const [visit] = world.facts('visit-opened');
    expect(visit?.subject).toMatch(/^[0-9a-f]{32}$/u);
    expect(visit?.subject).not.toBe(ADA);
  });

  it('is nobody by terms that are over', async () => {
    await joins({ termsAt: world.clock.nowMs() - 14_400_000 });
    await world.stays('b1', 30, WIFI);
    expect(world.facts('visit-opened')).toEqual([]);
    expect(await world.telemetry.metricsText()).toContain('code="IDN_TERMS_OVER"');
  });
});

describe('a guest on the Wi-Fi of a shop that does not recognise anybody by it', () => {
  it('is nobody, with a card as well, nothing is kept of the phone, and the controller is not told to try again', async () => {
    const ways = WAYS.filter((way) => way !== 'guest-wifi');
    world = new World({ ...SITE, settings: { ...SITE.settings, identity: { ways } } });
    world.member(PURPOSES, { identifiers: ['card:20001234'] });
    world.offer('rolls-5', 'bakery');
    await world.open();
    const joins = (more: object = {}) =>
      world.posts('wifi-association', { address: PHONE, termsAt: world.clock.nowMs(), network: 'guests', ...more });
    expect(await joins()).toBeUndefined();
    await world.stays('b1', 30, WIFI);
    expect(await joins({ card: '2000 1234' })).toBeUndefined();
    await world.stays('b1', 30, WIFI);
    expect(world.facts('visit-opened')).toEqual([]);
    expect(world.shown('bakery-screen')).toEqual([]);
    expect([...world.disk.state.keys()].filter((key) => key.startsWith('guest/'))).toEqual([]);
  });
});

describe('a phone that reports the beacons it hears', () => {
  const report = (more: object = {}): object => ({ at: world.clock.nowMs(), beacons: [{ beacon: BEACON, rssiDbm: -60 }], ...more });

  it('is nobody where it does not sign', async () => {
    for (let second = 0; second < 30; second += 1) {
      expect(await world.posts('app-report', report({ app: 'phone-a' }))).toBeUndefined();
      await world.pass(1000);
    }
    expect(world.facts('visit-opened')).toEqual([]);
  });

  it('is told why a report does not count: played back, old, or forged, which headquarters hears of once', async () => {
    const signed = signedReport(KEY, 'phone-a', report());
    expect(await world.posts('app-report', signed)).toBeUndefined();
    await world.pass(1000);
    expect(await world.posts('app-report', signed)).toBe('IDN_REPORT_REPLAYED');
    expect(await world.posts('app-report', signedReport(KEY, 'phone-a', report({ at: world.clock.nowMs() - 400_000 })))).toBe(
      'IDN_REPORT_OLD',
    );
    expect(await world.posts('app-report', signedReport(KEY, 'phone-z', report()))).toBe('IDN_REPORT_UNKNOWN');
    for (let second = 0; second < 30; second += 1) {
      expect(await world.posts('app-report', signedReport(Buffer.alloc(16), 'phone-a', report()))).toBe('IDN_REPORT_FORGED');
      await world.pass(1000);
    }
    expect(world.facts('visit-opened')).toEqual([]);
    expect(world.facts('security')).toEqual([
      { action: 'report-forged', at: expect.any(String), by: 'edge', way: 'app-report', scanners: [] },
    ]);
  });

  it('is believed on the time by its own clock, unless that is ahead; and only phones hear beacons', async () => {
    const refused = async (code: string): Promise<boolean> => (await world.telemetry.metricsText()).includes(`code="${code}"`);
    const ahead = report({ app: 'phone-b', at: world.clock.nowMs() + 120_000 });
    expect(await world.posts('app-report', ahead)).toBeUndefined();
    expect([await refused('ING_CLOCK_SUSPECT'), await refused('ING_UNKNOWN_SCANNER')]).toEqual([true, false]);
    await world.posts('app-report', report({ app: 'phone-b', at: world.clock.nowMs() - 20_000 }));
    expect(world.telemetry.value('aislegate_sightings_total', { outcome: 'anonymous' })).toBe(2);
    world.hears(BEACON, 'ble:dd8800003777');
    expect(await refused('ING_UNKNOWN_SCANNER')).toBe(true);
  });
});
