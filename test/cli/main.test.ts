import { describe, expect, it, vi } from 'vitest';
import { commandLine, main } from '../../cli/main.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Runs a command line in this process: its exit code, and what it said where. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  let code = 0;
  vi.spyOn(process, 'exit').mockImplementation((given) => {
    code = Number(given ?? 0);
    return undefined as never;
  });
  await main(['node', 'aislegate', ...args]);
  code ||= Number(process.exitCode ?? 0);
  process.exitCode = 0;
  vi.restoreAllMocks();
  return { code, out, err };
}

describe('the command line', () => {
  it.each(commandLine().commands.map((command) => command.name()))('explains %s', async (name) => {
    const { code, out, err } = await run(name, '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: aislegate ${name}`);
  });

  it.each([
    [[], 'A command is missing; "aislegate --help" lists them.'],
    [['upp'], "unknown command 'upp' (Did you mean up?)"],
    [['up', '--nonsense'], "unknown option '--nonsense'"],
    [['up', '--http-port', 'many'], 'The configuration is wrong: --http-port must be a number'],
    [['import', 'wishes', 'a.csv'], 'Allowed choices are members, catalogue, rules, stock, orders.'],
    [['import', 'stock'], "missing required argument 'file'"],
    [['import', 'members', 'no-such.csv'], 'There is no file no-such.csv.'],
    [['import', 'stock', 'package.json', '--shop', 'a b'], '--shop is not the id of a shop'],
    [['credentials', 'king'], 'Allowed choices are gateway, till, screen, intake.'],
    [['init', '--screens', 'x', '--name', 'x'], 'It must be a whole number from 0 to 100.'],
  ])('answers wrong use with one line and exit code 2: %j', async (args, line) => {
    const { code, out, err } = await run(...args, ...(args.length > 0 && !args.includes('upp') ? ['--data', tempFolder()] : []));
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(line);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('says its version', async () => {
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it('makes a site file from flags, refuses to replace it, and does with --force', async () => {
    const data = tempFolder();
    const flags = [
      'init',
      '--data',
      data,
      '--name',
      'Épicerie',
      '--timezone',
      'Europe/Paris',
      '--zone',
      'Wine=wine-1,wine-2',
      '--zone',
      'Bakery',
    ];
    expect((await run(...flags)).out).toContain('site.json is written');
    expect(await run(...flags)).toMatchObject({ code: 2, err: expect.stringContaining('replace it with --force') });
    expect((await run(...flags, '--force')).code).toBe(0);
  });

  it('says what is wrong with an installation that was never started, for people and for programs', async () => {
    const data = tempFolder();
    const people = await run('doctor', '--data', data);
    expect(people.code).toBe(1);
    expect(people.out).toMatch(/WRONG {2}shop process +was never started here/u);
    const programs = await run('doctor', '--data', data, '--json');
    expect(programs.code).toBe(1);
    expect(JSON.parse(programs.out)).toMatchObject({ healthy: false });
  });

  it('says that nothing was started where links or credentials are asked for', async () => {
    expect(await run('credentials', '--data', tempFolder())).toMatchObject({
      code: 2,
      err: expect.stringContaining('There are no secrets'),
    });
    expect(await run('links', '--data', tempFolder())).toMatchObject({ code: 2, err: expect.stringContaining('site.json') });
    expect(await run('links', '--editor', 'no name!')).toMatchObject({
      code: 2,
      err: expect.stringContaining('It must be letters, digits'),
    });
  });
});
