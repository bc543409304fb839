import { createInterface } from 'node:readline/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { noteLine } from '../command.ts';
import { progress } from '../progress.ts';
import type { Terminal } from './ask-stops.ts';

const TICK_MS = 1000;

/** The person at the keyboard. */
export function openTerminal(): Terminal & { close(): void } {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // What is typed ahead waits for its question; a program's answers come all at once.
  const typed = lines[Symbol.asyncIterator]();
  return {
    async ask(question) {
      process.stderr.write(question);
      const { value, done } = await typed.next();
      return done ? undefined : value;
    },
    say: noteLine,
    async wait(seconds) {
      const shown = progress('Standing', seconds);
      const beganMs = performance.now();
      for (let passedS = 0; passedS < seconds; passedS = (performance.now() - beganMs) / 1000) {
        shown.at(Math.floor(passedS));
        await wait(Math.min(TICK_MS, (seconds - passedS) * 1000));
      }
      shown.end();
    },
    nowMs: Date.now,
    close: () => lines.close(),
  };
}
