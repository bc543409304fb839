import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/simulate.ts';
import { departmentSite } from '../../../cli/trace/floor.ts';
import { parseTraceLine, tracePayload } from '../../../contract/trace.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { runCommand } from '../../support/run-command.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function shop(site: object = departmentSite([{ id: 'oven', x: 3, y: 3, z: 2 }])) {
  const folder = tempFolder();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('site.json'), JSON.stringify(site));
  const simulate = (seed: string, out: string) =>
    runCommand(register, [
      'simulate',
      '--site',
      at('site.json'),
      '--seed',
      seed,
      '--minutes',
      '2',
      '--out',
      at(out),
      '--truth',
      at(`${out}.csv`),
    ]);
  return { simulate, read: (name: string) => readFileSync(at(name), 'utf8') };
}

describe('aislegate simulate', () => {
  it('writes the same walk and truth for the same seed', async () => {
    const { simulate, read } = shop();
    const { error, stderr } = await simulate('4', 'a');
    expect(error).toBeUndefined();
    expect(stderr).toMatch(/^\d+ messages of 1 scanners written to /u);
    await simulate('4', 'b');
    await simulate('5', 'c');
    expect(read('b')).toBe(read('a'));
    expect(read('b.csv')).toBe(read('a.csv'));
    expect(read('c')).not.toBe(read('a'));
    expect(read('a.csv').split('\n')[0]).toBe('mobile,t,zone');
  });

  it('refuses a site file that is wrong, and a shop where nothing can be heard', async () => {
    expect((await shop({ zones: [] }).simulate('1', 'a')).error).toMatchObject({ code: 'CFG_INVALID' });
    const deaf = {
      shop: { id: 'deaf', name: 'Deaf', timezone: 'Europe/Paris' },
      zones: [{ id: 'all', name: 'All' }],
      scanners: [{ id: 'lost' }],
    };
    expect((await shop(deaf).simulate('1', 'a')).error).toMatchObject({ code: 'CLI_USAGE' });
  });
});

describe('aislegate simulate --day', () => {
  const corner = departmentSite([
    { id: 'oven', x: 3, y: 3, z: 2 },
    { id: 'fridge', x: 15, y: 12, z: 2 },
  ]);
  const inFolder = (site: object = corner) => {
    const folder = tempFolder();
    const at = (name: string): string => join(folder, name);
    writeFileSync(at('site.json'), JSON.stringify(site));
    const day = (name: string, ...more: string[]) =>
      runCommand(register, [
        'simulate',
        '--site',
        at('site.json'),
        '--day',
        '--hours',
        '0.2',
        '--shoppers-per-hour',
        '60',
        ...['out', 'sightings', 'truth', 'visits'].flatMap((file) => [`--${file}`, at(`${name}.${file}`)]),
        ...more,
      ]);
    return { day, lines: (name: string) => readFileSync(at(name), 'utf8').trim().split('\n') };
  };

  it('writes what the edge receives, what scanners hear, where tags were and who came', async () => {
    const { day, lines } = inFolder();
    const { error, stderr } = await day('a');
    expect(error).toBeUndefined();
    expect(stderr).toMatch(/\d+ shoppers came in, \d+ of them members; \d+ people passed by; \d+ receipts\. Condition: nothing wrong\./u);
    expect(lines('a.truth')[0]).toBe('mobile,t,zone');
    expect(lines('a.visits')[0]).toBe('person,kind,group,mobile,from,to');
    const trace = lines('a.out').map((line) => parseTraceLine(line));
    expect(trace.filter((line) => !line.ok)).toEqual([]);
    const topics = trace.map((line) => (line.ok ? line.value.topic : ''));
    for (const topic of ['sighting/oven', 'sighting/fridge', 'till/till-1/receipt', 'counter/door-1']) {
      expect(topics).toContain(`aislegate/demo/${topic}`);
    }
    expect(topics.filter((topic) => topic.includes('/sighting/'))).toHaveLength(lines('a.sightings').length);
  });

  it('writes the same day for the same seed, and another under a condition', async () => {
    const { day, lines } = inFolder();
    await day('a');
    await day('b');
    await day('c', '--condition', 'dead-scanner');
    for (const file of ['out', 'sightings', 'truth', 'visits']) expect(lines(`b.${file}`)).toEqual(lines(`a.${file}`));
    expect(lines('c.truth')).toEqual(lines('a.truth'));
    expect(new Set(lines('c.sightings').map((line) => (JSON.parse(line) as { anchor: string }).anchor)).size).toBe(1);
  });

  it('is read by aislegate decode without a refusal', async () => {
    const { day, lines } = inFolder();
    await day('a');
    const decoders = await loadDecoders();
    for (const text of lines('a.out').filter((_, index, all) => index % 50 === 0 || all.length - index < 5)) {
      const line = parseTraceLine(text);
      if (!line.ok) throw new Error(line.detail);
      const decoder = decoders.find((one) => one.topics(line.value.topic));
      expect(decoder?.decode({ rx: line.value.t, topic: line.value.topic, payload: tracePayload(line.value) })).toMatchObject({
        kind: 'heard',
      });
    }
  });

  it('refuses a shop where nothing can be heard', async () => {
    const deaf = { ...corner, scanners: [{ id: 'lost' }] };
    expect((await inFolder(deaf).day('a')).error).toMatchObject({ code: 'CLI_USAGE' });
  });
});

describe('aislegate simulate with a site file alone', () => {
  it('says which zones will be confused and where another scanner helps', async () => {
    const folder = tempFolder();
    const site = join(folder, 'site.json');
    const bare = departmentSite([]);
    writeFileSync(site, JSON.stringify(bare));
    const { error, stdout } = await runCommand(register, ['simulate', '--site', site, '--seeds', '1', '--json']);
    expect(error).toBeUndefined();
    const advice = JSON.parse(stdout) as { shops: number; suggestions: { x: number; y: number; zone: string }[]; improved: object[] };
    expect(advice).toMatchObject({ shops: 1, zones: [] });
    expect(advice.suggestions.length).toBeGreaterThanOrEqual(4);
    expect(advice.improved).toHaveLength(1);
  });

  it('says what it lacks', async () => {
    const folder = tempFolder();
    const site = join(folder, 'site.json');
    const { floor: _floor, ...bare } = departmentSite([]);
    writeFileSync(site, JSON.stringify(bare));
    expect((await runCommand(register, ['simulate', '--site', site])).error).toMatchObject({ code: 'CLI_USAGE' });
    expect((await runCommand(register, ['simulate', '--site', site, '--truth', 'truth.csv'])).error).toMatchObject({ code: 'CLI_USAGE' });
    writeFileSync(site, JSON.stringify({ shop: bare.shop, zones: [{ id: 'all', name: 'All' }], scanners: [] }));
    expect((await runCommand(register, ['simulate', '--site', site])).error).toMatchObject({ code: 'CLI_USAGE' });
  });
});
