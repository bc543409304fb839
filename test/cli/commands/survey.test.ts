import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/survey.ts';
import { readSurveyFile } from '../../../edge/adapters/csv/survey-file.ts';
import { runCommand } from '../../support/run-command.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const SITE = {
  shop: { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' },
  floor: { width: 10, depth: 5 },
  zones: [
    {
      id: 'all',
      name: 'All',
      polygon: [
        [0, 0],
        [10, 0],
        [10, 5],
        [0, 5],
      ],
    },
  ],
  scanners: [
    { id: 'a', x: 0, y: 0 },
    { id: 'b', x: 10, y: 5 },
  ],
};
const TAG = 'ble:c0ffee000009';
const START = Date.UTC(2026, 5, 1, 9);

function folder() {
  const path = tempFolder();
  const write = (name: string, text: string): string => {
    writeFileSync(join(path, name), text);
    return join(path, name);
  };
  const sightings = Array.from({ length: 60 }, (_, second) =>
    ['a', 'b'].map((anchor) => {
      const t = START + 1000 * second;
      return { t, rx: t, anchor, mobile: TAG, radio: 'ble', rssiDbm: anchor === 'a' ? -60 : -75 };
    }),
  ).flat();
  const trace = sightings.map(({ t, anchor, rssiDbm }) => ({
    t,
    source: 'mqtt',
    topic: `espresense/devices/bogus/${anchor}`,
    payload: { id: 'bogus', mac: 'c0ffee000009', rssi: rssiDbm, distance: 2 },
  }));
  return {
    args: ['survey', '--tag', TAG, '--site', write('site.json', JSON.stringify(SITE)), '--out', join(path, 'survey.csv'), '--data', path],
    out: join(path, 'survey.csv'),
    sightings: write('sightings.ndjson', sightings.map((line) => JSON.stringify(line)).join('\n')),
    trace: write('trace.ndjson', trace.map((line) => JSON.stringify(line)).join('\n')),
    points: write('points.csv', `t,x,y\n${START},2,1\n${START + 30_000},8,4\n${START + 60_000},,\n`),
  };
}

describe('aislegate survey', () => {
  it('makes a survey of what was heard at the times and places that were written down', async () => {
    const { args, out, sightings, points } = folder();
    const { stdout } = await runCommand(register, [...args, '--points', points, '--sightings', sightings, '--json']);
    expect(JSON.parse(stdout)).toEqual({ points: 2, readings: 112, scanners: 2, zonesWithout: [], deaf: [], weakPoints: 2, out });
    const rows = (await readSurveyFile(out)) ?? [];
    expect(rows).toHaveLength(112);
    expect(rows[0]).toEqual({ x: 2, y: 1, scanner: 'a', rssiDbm: -60 });
  });

  it('reads a trace as the shop would, by any name of the tag', async () => {
    const { args, trace, points } = folder();
    const { stdout } = await runCommand(register, [...args, '--points', points, '--trace', trace]);
    expect(stdout).toContain('2 points, 112 readings by 2 scanners.');
  });

  it('adds to a survey only when it is told to', async () => {
    const { args, out, sightings, points } = folder();
    const all = [...args, '--points', points, '--sightings', sightings];
    await runCommand(register, all);
    expect((await runCommand(register, all)).error).toMatchObject({ code: 'CLI_USAGE', message: expect.stringContaining('--append') });
    await runCommand(register, [...all, '--append']);
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(1 + 2 * 112 + 1);
    expect(await readSurveyFile(out)).toHaveLength(2 * 112);
  });

  it('writes nothing where nobody heard the tag, or not at these times, or nobody says when it was where', async () => {
    const { args, out, sightings, points } = folder();
    const given = ['--points', points, '--sightings', sightings];
    const early = `${points}.early`;
    writeFileSync(early, 't,x,y\n0,1,1\n1000,,\n');
    const runs: readonly (readonly [readonly string[], string])[] = [
      [['survey', '--tag', 'app:other', ...args.slice(3), ...given], 'that tag at all'],
      [['survey', '--tag', 'my phone', ...args.slice(3), ...given], '--tag is not an identifier'],
      [[...args, '--points', early, '--sightings', sightings], 'at these times'],
      [[...args, '--sightings', sightings], 'Say with --points'],
      [[...args, '--points', points], '--sightings or --trace'],
    ];
    for (const [run, message] of runs) {
      expect((await runCommand(register, run)).error).toMatchObject({ code: 'CLI_USAGE', message: expect.stringContaining(message) });
    }
    expect(existsSync(out)).toBe(false);
  });
});
