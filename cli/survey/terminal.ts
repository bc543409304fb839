import { createInterface } from 'node:readline/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { noteLine } from '../command.ts';
import { progress } from '../progress.ts';
import type { Terminal } from './ask-stops.ts';

const TICK_MS = 1000;

/** The person at the keyboard. */
export function openTerminal(): Terminal & { close(): void } {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  return {
    ask: (question) => Promise.race([lines.question(question), ended]),
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
