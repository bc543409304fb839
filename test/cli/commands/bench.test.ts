import { afterEach, describe, expect, it, vi } from 'vitest';
import { BENCHES } from '../../../cli/bench/index.ts';
import { register } from '../../../cli/commands/bench.ts';
import { runCommand } from '../../support/run-command.ts';

vi.mock('../../../cli/bench/index.ts', () => {
  const figures = [
    {
      id: 'fast',
      what: 'a thing',
      value: 1.234,
      unit: 'µs',
      better: 'lower',
      bar: 2,
      reference: { name: 'another', value: 1, unit: 'µs' },
      ratio: 1.234,
    },
    { id: 'slow', what: 'more of it', value: 321, unit: '/s', better: 'higher', bar: 400 },
    { id: 'plain', what: 'just so', value: 5, unit: 'kB', better: 'lower' },
  ];
  return { BENCHES: { ingest: () => Promise.resolve(() => Promise.resolve(figures)) } };
});

afterEach(() => vi.restoreAllMocks());

describe('aislegate bench', () => {
  it('prints each figure beside its reference, and whether it keeps to its bar', async () => {
    const { stdout } = await runCommand(register, ['bench', 'ingest'], '');
    expect(stdout).toContain('fast: a thing: 1.23 µs; another: 1.00 µs; ratio 1.23; at most 2: kept');
    expect(stdout).toContain('slow: more of it: 321 /s; at least 400: NOT kept');
    expect(stdout).toContain('plain: just so: 5.00 kB\n');
  });

  it('answers a program with the name, the machine and the figures', async () => {
    const { stdout } = await runCommand(register, ['bench', 'ingest', '--json'], '');
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'ingest',
      machine: expect.stringContaining('Node'),
      figures: [{ id: 'fast' }, { id: 'slow' }, { id: 'plain' }],
    });
  });

  it('measures everything where nothing is named', async () => {
    const { stdout } = await runCommand(register, ['bench', '--json'], '');
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).toEqual(Object.keys(BENCHES));
  });

  it('names what it can measure when asked for something else', async () => {
    const { error } = await runCommand(register, ['bench', 'weather'], '');
    expect(String(error)).toContain('ingest');
  });
});
