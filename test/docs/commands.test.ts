import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../cli/main.ts';
import { trackedFiles, trackedText } from '../support/tracked-files.ts';

const program = commandLine();
const pages = trackedFiles().filter((path) => path.endsWith('.md') && path !== 'docs/cli.md');

/** Every command line of ours on a page, word by word; what a shell does after it is cut off. */
function linesOf(page: string): readonly (readonly string[])[] {
  const ours = [...trackedText(page).matchAll(/(?:npx aislegate|bin\/aislegate\.mjs) ([^\n`|&]+)/gu)].map(([, line = '']) => line);
  const starts = [...trackedText(page).matchAll(/npm start -- ([^\n`|&]+)/gu)].map(([, flags = '']) => `up ${flags}`);
  return [...ours, ...starts].map((line) => (line.match(/"[^"]*"|\S+/gu) ?? []).filter((word) => word !== '…'));
}

function commandOf(words: readonly string[]): Command {
  const found = program.commands.find((command) => command.name() === words[0]);
  return found?.commands.find((command) => command.name() === words[1]) ?? found ?? program;
}

describe('the command lines in the documentation', () => {
  test.each(pages)('%s names only commands and options that there are', (page) => {
    for (const words of linesOf(page)) {
      const command = commandOf(words);
      const line = `${page}: ${words.join(' ')}`;
      if (!words[0]?.startsWith('-')) expect(command, line).not.toBe(program);
      const known = [...command.options, ...program.options].flatMap(({ long, short }) => [long, short]);
      for (const word of words.filter((candidate) => candidate.startsWith('--')))
        expect(['--help', ...known], line).toContain(word.replace(/[):;,.]+$/u, ''));
    }
  });
});
