import { createCipheriv } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TOKEN_WINDOW_MS, tokenBlock, tokenOf, tokenWindow } from '../../../contract/app-token.ts';
import type { Recognition } from '../../../edge/ports/recognition.ts';
import { median, RUNS } from '../figure.ts';
import { madeUp } from './made-up.ts';

export interface Windows {
  readonly nextWindowS: number;
  readonly stallMs: number;
  readonly idleStallMs: number;
  /** Node's own AES, a cipher for each key. */
  readonly plainS: number;
}

/** Late in a window: the one after the next is due then. */
const LATE_MS = (TOKEN_WINDOW_MS * 2) / 3;
const AHEAD = 2;
const PLAIN_KEYS = 20_000;

/** A time at which `advance` prepares a window ahead. */
export const lateInWindow = (nowMs: number): number => tokenWindow(nowMs) * TOKEN_WINDOW_MS + LATE_MS;

/** Resolves when the tables that are due at a time are all there; answers the longest that the event loop did not turn meanwhile, ms. */
export async function prepared(recognition: Recognition, nowMs: number): Promise<number> {
  const window = tokenWindow(nowMs);
  const key = Buffer.from(madeUp(0).tokenKey, 'hex');
  const due = [-1, 0, 1, AHEAD]
    .map((offset) => window + offset)
    .map((one) => ({ at: one * TOKEN_WINDOW_MS, token: hexOf(tokenOf(key, one)) }));
  recognition.advance(nowMs);
  return longestTurn(() => due.every(({ at, token }) => recognition.token(token, at) !== undefined));
}

/** How long one further window takes in the worker, window by window. */
export async function measureWindows(recognition: Recognition, members: number, nowMs: number): Promise<Windows> {
  let now = lateInWindow(nowMs);
  await prepared(recognition, now);
  const runs: { tookMs: number; stallMs: number; idleStallMs: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    now += TOKEN_WINDOW_MS;
    const started = performance.now();
    const stallMs = await prepared(recognition, now);
    const tookMs = performance.now() - started;
    const until = performance.now() + tookMs;
    runs.push({ tookMs, stallMs, idleStallMs: await longestTurn(() => performance.now() > until) });
  }
  return {
    nextWindowS: median(runs.map(({ tookMs }) => tookMs)) / 1000,
    stallMs: median(runs.map(({ stallMs }) => stallMs)),
    idleStallMs: median(runs.map(({ idleStallMs }) => idleStallMs)),
    plainS: plainSeconds(members, tokenWindow(now)),
  };
}

async function longestTurn(isDone: () => boolean): Promise<number> {
  let longestMs = 0;
  for (let before = performance.now(); !isDone(); ) {
    await nextTurn();
    const after = performance.now();
    longestMs = Math.max(longestMs, after - before);
    before = after;
  }
  return longestMs;
}

function plainSeconds(members: number, window: number): number {
  const keys = Array.from({ length: Math.min(PLAIN_KEYS, members) }, (_, number) => Buffer.from(madeUp(number).tokenKey, 'hex'));
  const block = tokenBlock(window);
  const started = performance.now();
  for (const key of keys) createCipheriv('aes-128-ecb', key, null).update(block);
  return ((performance.now() - started) / 1000) * (members / keys.length);
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
