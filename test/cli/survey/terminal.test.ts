import { Readable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { openTerminal } from '../../../cli/survey/terminal.ts';

it('what is typed ahead waits for its question, and the end of the input is the last answer', async () => {
  const input = vi
    .spyOn(process, 'stdin', 'get')
    .mockReturnValue(Readable.from([Buffer.from('1 2\n3 4\n')]) as unknown as typeof process.stdin);
  const output = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const terminal = openTerminal();
    expect(await terminal.ask('first? ')).toBe('1 2');
    await terminal.wait(0.01);
    expect(await terminal.ask('second? ')).toBe('3 4');
    expect(await terminal.ask('third? ')).toBeUndefined();
    expect(output).toHaveBeenCalledWith('second? ');
    expect(terminal.nowMs()).toBeGreaterThan(0);
    terminal.close();
  } finally {
    input.mockRestore();
    output.mockRestore();
  }
});
