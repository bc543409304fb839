import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/simulate.ts';
import { departmentSite } from '../../../cli/trace/floor.ts';
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
