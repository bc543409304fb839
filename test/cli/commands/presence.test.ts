import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/presence.ts';
import { RECORDED_DOOR, RECORDED_WALKS } from '../../support/recorded-data.ts';
import { recordedDoor, recordedWalks, writeRecordedShop } from '../../support/recorded-shops.ts';
import { runCommand } from '../../support/run-command.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const SHOP = { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' };
const SITE = {
  shop: SHOP,
  zones: [
    { id: 'bakery', name: 'Bakery' },
    { id: 'wine', name: 'Wine' },
  ],
  scanners: [
    { id: 'oven', zone: 'bakery' },
    { id: 'cellar', zone: 'wine', aliases: ['AA:BB:CC:00:00:01'] },
  ],
};
const DOOR = {
  shop: SHOP,
  zones: [{ id: 'shop', name: 'Shop' }],
  scanners: [
    { id: 'in', side: 'inside' },
    { id: 'street', side: 'outside' },
  ],
};
const START = 1_000_000;

/** Anna is ten seconds at the bakery, then ten at the wine; two adverts a second. */
const WALK = Array.from({ length: 41 }, (_, half) => {
  const atBakery = half < 20;
  const t = START + half * 500;
  return ['oven', 'aabbcc000001'].map((anchor) => ({
    t,
    rx: t,
    anchor,
    mobile: 'app:anna',
    radio: 'ble',
    rssiDbm: (anchor === 'oven') === atBakery ? -55 : -80,
  }));
}).flat();
const TRUTH = `mobile,t,zone\napp:anna,${START},bakery\napp:anna,${START + 10_000},wine\n`;

function recording({ site = SITE as object, sightings = WALK as readonly object[], truth = TRUTH } = {}) {
  const folder = tempFolder();
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const lines = sightings.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const args = [
    'presence',
    '--site',
    write('site.json', JSON.stringify(site)),
    '--sightings',
    write('sightings.ndjson', `${lines.join('\n')}\n`),
  ];
  const truthFile = write('truth.csv', truth);
  return {
    decide: (...more: string[]) => runCommand(register, [...args, ...more]),
    score: (...more: string[]) => runCommand(register, [...args, '--truth', truthFile, ...more]),
  };
}

describe('recorded sightings', () => {
  it('become zones: a row per change, as a truth file has them', async () => {
    const { stdout, error } = await recording().decide();
    expect(error).toBeUndefined();
    const [header, first, second, ...more] = stdout.trim().split('\n');
    expect([header, first, more]).toEqual(['mobile,t,zone', `app:anna,${START + 1000},bakery`, []]);
    expect(second).toMatch(/^app:anna,\d+,wine$/u);
    expect(JSON.parse((await recording().decide('--json')).stdout)).toHaveLength(2);
  });

  it('are scored by the truth, every second from its first row to the last sighting', async () => {
    const { stdout, error } = await recording().score('--json');
    expect(error).toBeUndefined();
    const score = JSON.parse(stdout) as Record<string, number>;
    expect(Object.keys(score)).toEqual([
      'seconds',
      'accuracy',
      'changesPerMinute',
      'trueChangesPerMinute',
      'falseChangesPerHour',
      'lagSeconds',
      'dwellErrorShare',
    ]);
    expect(score).toMatchObject({ seconds: 21, falseChangesPerHour: 0 });
    expect(score['changesPerMinute']).toBe(score['trueChangesPerMinute']);
    expect(score['accuracy']).toBeGreaterThan(0.7);
    expect((await recording().score()).stdout).toContain('of 21.0 s of 1 mobiles');
  });

  it('mean the same in whatever order the file has them', async () => {
    const { stdout } = await recording({ truth: `mobile,t,zone\napp:anna,${START},bakery\n`, sightings: WALK.slice(0, 20) }).score(
      '--json',
    );
    const later = await recording({
      truth: `mobile,t,zone\napp:anna,${START},bakery\n`,
      sightings: [...WALK.slice(0, 20)].reverse(),
    }).score('--json');
    expect(later.stdout).toBe(stdout);
  });

  it('that stop are followed by a leave: who is silent for so long is out', async () => {
    const site = { ...SITE, settings: { presence: { absentAfterMs: 5000 } } };
    const again = [60_000, 61_000].map((ms) => ({ ...WALK[0], t: START + ms }));
    const { stdout } = await recording({ site, sightings: [...WALK, ...again] }).decide();
    expect(stdout.trim().split('\n').slice(-2)).toEqual([`app:anna,${START + 25_000},out`, `app:anna,${START + 61_000},bakery`]);
  });

  it('by a door are decided ten times a second: inside or out', async () => {
    const sightings = Array.from({ length: 100 }, (_, tenth) => {
      const t = START + tenth * 100;
      return ['in', 'street'].map((anchor) => ({ t, anchor, mobile: 'app:anna', rssiDbm: (anchor === 'in') === tenth >= 50 ? -50 : -75 }));
    }).flat();
    const truth = `mobile,t,zone\napp:anna,${START},out\napp:anna,${START + 5000},shop\n`;
    const { stdout, error } = await recording({ site: DOOR, sightings, truth }).score('--json');
    expect(error).toBeUndefined();
    expect(JSON.parse(stdout)).toMatchObject({ seconds: 10, falseChangesPerHour: 0, changesPerMinute: 6 });
  });

  it('of scanners and mobiles that nobody knows are left out, and said to be', async () => {
    const stray = { t: START, anchor: 'neighbour', mobile: 'app:ben', rssiDbm: -40 };
    const { stderr, error } = await recording({ sightings: [stray, ...WALK], truth: `${TRUTH}app:cid,${START},wine\n` }).score('--json');
    expect(error).toBeUndefined();
    expect(stderr).toContain('1 of 3 scanners are not in the site file');
    expect(stderr).toContain('1 of 2 mobiles are not heard after their first row of truth');
  });

  it.each([
    [
      'a line that is no JSON',
      { sightings: [...WALK.slice(0, 2), '{"t":'] as unknown as object[] },
      'sightings.ndjson, line 3: it is not JSON',
    ],
    ['a sighting without a time', { sightings: [{ anchor: 'oven', mobile: 'app:anna' }] }, 'sightings.ndjson, line 1: '],
    ['no sightings', { sightings: [] }, 'holds no sightings'],
    ['a truth without its columns', { truth: 'who,when,where\nanna,1,wine\n' }, 'missing: mobile, t, zone'],
    ['a truth without rows', { truth: 'mobile,t,zone\n' }, 'holds no rows'],
    ['a truth of nobody', { truth: `${TRUTH},${START},wine\n` }, 'truth.csv, line 4: mobile is missing'],
    ['a truth at no time', { truth: `${TRUTH}app:anna,soon,wine\n` }, 'truth.csv, line 4: t is not a time in ms'],
    ['a truth in a zone that is none', { truth: `${TRUTH}app:anna,${START},cheese\n` }, 'truth.csv, line 4: zone is neither'],
    ['a truth that breaks off', { truth: `${TRUTH}"app:anna` }, 'the CSV breaks'],
    ['a truth that is all later', { truth: `mobile,t,zone\napp:anna,${START + 1e6},wine\n` }, 'nothing to score'],
    ['times that are not in ms', { truth: 'mobile,t,zone\napp:anna,1,wine\n', sightings: [{ ...WALK[0], t: 1e12 }] }, 'more than a week'],
  ])('are refused with %s', async (_, given, detail) => {
    const { error } = await recording(given).score();
    expect(error).toMatchObject({ code: 'CLI_USAGE', message: expect.stringContaining(detail) as string });
    expect((error as Error).message).not.toContain('anna');
  });
});

describe('a shop with a plan', () => {
  const square = (x: number): number[][] => [
    [x, 0],
    [x + 8, 0],
    [x + 8, 8],
    [x, 8],
  ];
  const places = [
    { id: 'w1', x: 1, y: 1 },
    { id: 'w2', x: 7, y: 7 },
    { id: 'b1', x: 13, y: 1 },
    { id: 'b2', x: 19, y: 7 },
  ];
  const site = {
    shop: SHOP,
    floor: { width: 20, depth: 8 },
    zones: [
      { id: 'wine', name: 'Wine', polygon: square(0) },
      { id: 'bakery', name: 'Bakery', polygon: square(12) },
    ],
    scanners: places,
  };
  /** The wine's scanners read 15 dB too little. */
  const rssiAt = (at: { id: string; x: number; y: number }, x: number, y: number): number =>
    Math.round(-50 - 20 * Math.log10(Math.max(0.5, Math.hypot(x - at.x, y - at.y, 1))) - (at.id.startsWith('w') ? 15 : 0));
  const stand = (mobile: string, x: number, y: number, fromS: number, untilS: number): object[] =>
    Array.from({ length: untilS - fromS }, (_, s) =>
      places.map((at) => ({ t: START + (fromS + s) * 1000, anchor: at.id, mobile, rssiDbm: rssiAt(at, x, y) })),
    ).flat();
  const given = {
    site,
    sightings: stand('app:anna', 8, 4, 0, 60),
    truth: `mobile,t,zone\napp:anna,${START},wine\n`,
  };
  const accuracy = async (...options: string[]): Promise<number> =>
    (JSON.parse((await recording(given).score('--json', ...options)).stdout) as { accuracy: number }).accuracy;
  const file = (name: string, text: string): string => {
    const path = join(tempFolder(), name);
    writeFileSync(path, text);
    return path;
  };
  const surveyCsv = (scannerOf = (id: string): string => id): string =>
    [2, 5, 8, 12, 15, 18]
      .flatMap((x) => [2, 6].map((y) => [x, y] as const))
      .flatMap(([x, y]) => places.flatMap((at) => Array.from({ length: 5 }, () => `${x},${y},${scannerOf(at.id)},${rssiAt(at, x, y)}`)))
      .join('\n');

  it('that was surveyed knows which scanners read too little', async () => {
    expect(await accuracy('--survey', file('survey.csv', `x,y,scanner,rssi\n${surveyCsv()}\n`))).toBeGreaterThan(0.9);
  });

  it('learns from whomever its scanners hear which of them read too little, and where it was surveyed what changed since', async () => {
    const walk = Array.from({ length: 300 }, (_, s) => stand('app:ben', Math.abs((s % 38) - 19), 4, s, s + 1)).flat();
    const traffic = file('traffic.ndjson', walk.map((line) => JSON.stringify(line)).join('\n'));
    expect(await accuracy('--calibrate', traffic)).toBeGreaterThanOrEqual(await accuracy());
    expect(await accuracy('--calibrate', traffic, '--survey', file('s.csv', `x,y,scanner,rssi\n${surveyCsv()}\n`))).toBeGreaterThan(0.9);
  });

  it.each([
    ['that is not there', [], 'There is no file'],
    ['of other scanners', ['x,y,scanner,rssi', '1,1,stranger,-60'], 'No scanner of'],
    ['without its columns', ['x,y', '1,1'], 'missing: scanner, rssi'],
  ])('refuses a survey %s', async (_, lines, detail) => {
    const path = lines.length === 0 ? join(tempFolder(), 'none.csv') : file('survey.csv', `${lines.join('\n')}\n`);
    const { error } = await recording(given).score('--survey', path);
    expect((error as Error).message).toContain(detail);
  });

  it('says what counts for nothing: scanners of the survey that are gone, and what cannot be used without a plan', async () => {
    const some = file('some.csv', `x,y,scanner,rssi\n${surveyCsv((id) => (id === 'w2' ? 'gone' : id))}\n`);
    expect((await recording(given).score('--survey', some)).stderr).toContain('1 scanners of the survey are not in the site file');
    const traffic = file('traffic.ndjson', `${JSON.stringify(WALK[0])}\n`);
    const whole = file('whole.csv', `x,y,scanner,rssi\n1,1,oven,-60\n`);
    const { stderr, error } = await recording().score('--survey', whole, '--calibrate', traffic);
    expect(error).toBeUndefined();
    expect(stderr).toContain('--survey counts for nothing');
    expect(stderr).toContain('--calibrate counts for nothing');
  });
});

describe.skipIf(!existsSync(RECORDED_DOOR) || !existsSync(RECORDED_WALKS))(
  'the recorded shops (needs the recorded data beside the project)',
  () => {
    it('have a door whose four crossings are all seen, and none invented', async () => {
      const { stdout } = await runCommand(register, ['presence', ...writeRecordedShop(tempFolder(), recordedDoor('walk')), '--json']);
      const score = JSON.parse(stdout) as Record<string, number>;
      expect(score['accuracy']).toBeGreaterThanOrEqual(0.985);
      expect(score['lagSeconds']).toBeLessThanOrEqual(0.3);
      expect(score['changesPerMinute']).toBe(score['trueChangesPerMinute']);
    });

    it('have a floor whose quarters are told apart, with hardly a change that is none', async () => {
      const walks = recordedWalks({ layout: 'quad4', scanners: 'zones' });
      const { stdout } = await runCommand(register, ['presence', ...writeRecordedShop(tempFolder(), walks), '--json']);
      const score = JSON.parse(stdout) as { accuracy: number; changesPerMinute: number; trueChangesPerMinute: number };
      expect(score).toMatchObject({ seconds: expect.closeTo(409, -1) as number });
      expect(score.accuracy).toBeGreaterThan(0.84);
      expect(score.changesPerMinute).toBeLessThan(score.trueChangesPerMinute + 0.3);
    });
  },
);
