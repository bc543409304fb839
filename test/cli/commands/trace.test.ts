import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/trace.ts';
import { parseSite } from '../../../edge/config/site.ts';
import { RECORDED_WALKS } from '../../support/recorded-data.ts';
import { runCommand } from '../../support/run-command.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const SCANNERS = 'scanner,mac,x,y,z,group\nnear,000000000001,2,3,1.2,g1\nfar,000000000002,18,15,2.3,g2\n';
const SIGHTINGS = [
  'track,t,epoch,scanner,rssi,x,y,z',
  'second,0.0,2000.5,far,-60,15,12,1.8',
  'first,0.0,1000.0,near,-70,3,3,1.8',
  'first,0.1,1000.1,far,-81,3,3,1.8',
  'first,1.0,1001.0,near,-75,10.33,3,1.8',
  '',
].join('\n');

function recording(scanners = SCANNERS, sightings = SIGHTINGS) {
  const folder = tempFolder();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('scanners.csv'), scanners);
  writeFileSync(at('sightings.csv.gz'), gzipSync(sightings));
  const convert = (...more: string[]) =>
    runCommand(register, ['trace', 'ble-walks', folder, '--out', at('trace'), '--site', at('site'), '--truth', at('truth'), ...more]);
  const read = (name: string): string => readFileSync(at(name), 'utf8');
  const lines = (): { t: number; topic: string; payload: string }[] =>
    read('trace')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { t: number; topic: string; payload: string });
  return { convert, read, lines, at };
}

describe('recorded walks as a trace', () => {
  it('are what ESPresense scanners would have published, at the recorded times', async () => {
    const { convert, lines } = recording();
    expect((await convert('--mobile', 'ibeacon:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0-7-9')).error).toBeUndefined();
    expect(lines().map((line) => line.t)).toEqual([1_000_000, 1_000_100, 1_001_000, 2_000_500]);
    expect(lines()[0]).toEqual({
      t: 1_000_000,
      source: 'mqtt',
      topic: 'espresense/devices/iBeacon:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0-7-9/near',
      payload: expect.stringContaining('"rssi":-70.00,') as string,
    });
    expect(JSON.parse(lines()[0]?.payload ?? '')).not.toHaveProperty('distance');
  });

  it('come with the truth: a row per change of department, out between and after the walks', async () => {
    const { convert, read } = recording();
    await convert('--mobile', 'ble:aabbccddeeff');
    expect(read('truth').trim().split('\n').slice(1)).toEqual([
      'ble:aabbccddeeff,1000000,bakery',
      'ble:aabbccddeeff,1001000,dairy',
      'ble:aabbccddeeff,1001001,out',
      'ble:aabbccddeeff,2000500,household',
      'ble:aabbccddeeff,2000501,out',
    ]);
  });

  it('come with a site file of four departments, each with its screen', async () => {
    const { convert, read } = recording();
    await convert();
    const site = parseSite(JSON.parse(read('site')));
    expect(site.zones.map((zone) => zone.name)).toEqual(['Bakery', 'Dairy', 'Wine', 'Household']);
    expect(site.screens?.map((screen) => screen.zone)).toEqual(site.zones.map((zone) => zone.id));
    expect(site.scanners).toEqual([
      { id: 'near', x: 2, y: 3, z: 1.2, zone: 'bakery' },
      { id: 'far', x: 18, y: 15, z: 2.3, zone: 'household' },
    ]);
    expect(site.devices).toHaveLength(1);
  });

  it('can be one of the walks', async () => {
    const { convert, lines } = recording();
    await convert('--track', 'second');
    expect(lines()).toHaveLength(1);
    expect((await convert('--track', 'third')).error).toMatchObject({ message: 'There is no track third; there are first, second.' });
  });

  it.each([
    ['a folder that is not there', () => runCommand(register, ['trace', 'ble-walks', '/nowhere', '--out', '/nowhere/trace']), 'CLI_USAGE'],
    ['a scanner that nobody placed', () => recording('scanner,x,y,z\nnear,2,3,1.2\n').convert(), 'CFG_FILE_UNREADABLE'],
    ['a number that is none', () => recording(SCANNERS, SIGHTINGS.replace('-81', 'loud')).convert(), 'CFG_FILE_UNREADABLE'],
    ['a missing column', () => recording(SCANNERS.replace(',z,', ',height,')).convert(), 'CFG_FILE_UNREADABLE'],
    ['an identifier that is none', () => recording().convert('--mobile', 'Anna'), 'CLI_USAGE'],
  ])('are refused for %s', async (_, run, code) => {
    expect((await run()).error).toMatchObject({ code });
  });
});

describe.skipIf(!existsSync(RECORDED_WALKS))('the walks of Danis et al. (needs the recorded data beside the project)', () => {
  it('are heard by twelve scanners and cross departments', async () => {
    const folder = tempFolder();
    const at = (name: string): string => join(folder, name);
    const { error } = await runCommand(register, [
      'trace',
      'ble-walks',
      RECORDED_WALKS,
      '--out',
      at('trace'),
      '--site',
      at('site'),
      '--truth',
      at('truth'),
    ]);
    expect(error).toBeUndefined();
    expect(parseSite(JSON.parse(readFileSync(at('site'), 'utf8'))).scanners).toHaveLength(12);
    const lines = readFileSync(at('trace'), 'utf8').trim().split('\n');
    expect(lines.length).toBeGreaterThan(1000);
    expect(new Set(lines.map((line) => (JSON.parse(line) as { topic: string }).topic.split('/')[3])).size).toBe(12);
    const zones = readFileSync(at('truth'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',')[2]);
    expect(zones).toEqual(expect.arrayContaining(['bakery', 'dairy', 'out']));
  });
});
