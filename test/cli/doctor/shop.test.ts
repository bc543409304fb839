import { describe, expect, it } from 'vitest';
import { findingLines } from '../../../cli/doctor/finding.ts';
import { lookAtShop } from '../../../cli/doctor/shop.ts';
import type { EdgeStatus } from '../../../contract/http/edge-routes.ts';

const NOW_MS = Date.UTC(2027, 5, 1);
const WELL: EdgeStatus = {
  shop: { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' },
  now: NOW_MS,
  mqtt: { connected: true, url: 'mqtt://127.0.0.1:18830' },
  nats: { connected: true },
  headquarters: { reachable: true, unconfirmedFacts: 0 },
  scanners: [{ id: 'wine-1', zone: 'wine', lastHeardAt: NOW_MS - 1000 }],
  unknownScanners: [],
  screens: [{ id: 'wine-screen', zone: 'wine', lastHelloAt: NOW_MS - 1000, state: 'idle' }],
  members: 3,
  offers: 5,
  visitsOpen: 1,
  messages: 42,
  refused: {},
};
const unwell = (change: Partial<EdgeStatus>) => lookAtShop({ ...WELL, ...change }, NOW_MS).filter(({ state }) => state !== 'ok');

describe('the doctor', () => {
  it.each<[NonNullable<EdgeStatus['calibration']>, string]>([
    [{ grade: 'scanners', waitingMinutes: 0 }, 'they are told better'],
    [{ grade: 'scanners', groups: true, waitingMinutes: 0 }, 'who hears best tells most'],
    [{ grade: 'door', waitingMinutes: 0 }, 'told from the scanners at the door'],
    [{ grade: 'positions', waitingMinutes: 4 }, 'positions of the scanners; nothing learnt yet, 4 minutes of traffic heard'],
    [
      { grade: 'survey', waitingMinutes: 4, learntAt: NOW_MS, minutes: 48, tags: 2, surveyPoints: 40 },
      'a survey of 40 points; learnt from 48',
    ],
  ])('says what zones are told from: %o', (calibration, text) => {
    const zones = lookAtShop({ ...WELL, calibration }, NOW_MS).find(({ what }) => what === 'zones');
    expect(zones).toMatchObject({ state: 'ok', detail: expect.stringContaining(text) });
  });

  it('says what orders the offers, and wants it looked at where something is wrong with the model', () => {
    const told = { serves: 'count-rule' as const, orderedToCountRule: false, head: { snapshots: [], lessons: 3 } };
    expect(unwell({ ranker: { ...told, serves: 'model' } })).toEqual([]);
    expect(unwell({ ranker: { ...told, fallback: 'cold-start' } })).toEqual([]);
    expect(unwell({ ranker: { ...told, fallback: 'bad-signature' } })).toMatchObject([{ what: 'ranker', state: 'look' }]);
  });

  it('finds nothing wrong with a shop that works', () => {
    expect(unwell({})).toEqual([]);
    expect(unwell({ scanners: [{ id: 'street', side: 'outside', lastHeardAt: NOW_MS }] })).toEqual([]);
    expect(unwell({ radio: { device: 'hci0', scanning: true } })).toEqual([]);
  });

  it.each<[string, Partial<EdgeStatus>, string, string]>([
    ['a broker that is gone', { mqtt: { connected: false, url: 'mqtt://b' } }, 'wrong', 'mqtt://b is not connected'],
    ['a NATS server that is gone', { nats: { connected: false } }, 'wrong', 'not connected'],
    [
      'a scanner that reads too much',
      { calibration: { grade: 'positions', waitingMinutes: 9, learntAt: NOW_MS, minutes: 50, tags: 0, offsetsDb: { a: 7.2, b: -1 } } },
      'look',
      'a (+7 dB)',
    ],
    [
      'a survey of scanners that were replaced',
      { calibration: { grade: 'survey', waitingMinutes: 0, surveyPoints: 40, surveyStrangers: ['old-1'] } },
      'look',
      'old-1',
    ],
    [
      'a survey that is not used',
      { calibration: { grade: 'positions', waitingMinutes: 0, surveyPoints: 3 } },
      'look',
      'not used: it has 3',
    ],
    ['a radio that does not scan', { radio: { device: 'hci0', scanning: false } }, 'wrong', 'hci0 does not scan'],
    ['headquarters out of reach', { headquarters: { reachable: false, unconfirmedFacts: 7 } }, 'look', 'not reachable; 7 facts wait'],
    [
      'scanners that are all silent',
      { scanners: [{ id: 'wine-1', zone: 'wine' }] },
      'wrong',
      '0 of 1 heard within 5 minutes; silent: wine-1',
    ],
    [
      'a scanner that its broker lost',
      { scanners: [{ id: 'wine-1', zone: 'wine', lastHeardAt: NOW_MS - 1000, online: false, state: 'offline' }] },
      'look',
      'disconnected: wine-1',
    ],
    [
      'clocks of scanners that are wrong',
      {
        scanners: [
          { id: 'a', zone: 'wine', lastHeardAt: NOW_MS, clockOffsetMs: -3_600_000 },
          { id: 'b', zone: 'wine', lastHeardAt: NOW_MS, clockOffsetMs: 5000 },
        ],
      },
      'look',
      'a (−3600 s), b (+5 s)',
    ],
    [
      'a gateway that floods',
      { floods: [{ scanner: 'wine-1', since: NOW_MS, lastAt: NOW_MS, dropped: 12 }] },
      'look',
      'wine-1 sent 12 sightings too many',
    ],
    [
      'a device that floods, by its pseudonym',
      { floods: [{ scanner: 'wine-1', device: '0123456789ab', since: NOW_MS, lastAt: NOW_MS, dropped: 7 }] },
      'look',
      'a device at wine-1 (0123456789ab) was reported 7 times',
    ],
    ['late sightings that found no room', { late: { waiting: 2, dropped: 7 } }, 'look', '7 sightings that scanners kept'],
    ['a scanner that nobody knows', { unknownScanners: ['cellar'] }, 'look', 'not in the site file: cellar'],
    ['a scanner in no zone', { scanners: [{ id: 'a', lastHeardAt: NOW_MS }] }, 'look', 'in no zone: a'],
    [
      'a screen that was never opened',
      { screens: [{ id: 's', zone: 'wine', state: 'idle' }] },
      'look',
      '0 of 1 opened within a day; not: s',
    ],
    ['a shop without members', { members: 0 }, 'look', 'none'],
    ['a clock that runs away', { now: NOW_MS + 60_000 }, 'look', '60 s away'],
    ['refused input', { refused: { ING_UNKNOWN_SCANNER: 4 } }, 'look', '4 × ING_UNKNOWN_SCANNER'],
  ])('names %s', (_title, change, state, detail) => {
    expect(unwell(change)).toContainEqual(
      expect.objectContaining({ state, detail: expect.stringContaining(detail), hint: expect.any(String) }),
    );
  });

  it('says how many members are on their way', () => {
    const found = lookAtShop({ ...WELL, members: 0, membersWaiting: 40 }, NOW_MS).find(({ what }) => what === 'members');
    expect(found).toMatchObject({ state: 'ok', detail: '0 known here, 40 more are being written or wait for their keys' });
  });

  it('prints one line per finding, and below what to do', () => {
    const lines = findingLines(unwell({ members: 0 }));
    expect(lines).toEqual(['look   members  none', '                → npx aislegate import members FILE']);
  });
});
