import { TOKEN_WINDOW_MS, tokenOf, tokenWindow } from '../../../contract/app-token.ts';
import { pairedMedians, RUNS } from '../figure.ts';
import { heardOf, madeUp } from './made-up.ts';
import { p99Us } from './percentile.ts';
import type { ShopMembers } from './shop-members.ts';

const CALLS = 20_000;

export interface Lookups {
  readonly tokenUs: number;
  readonly identifierUs: number;
  /** And what is agreed to, for which the record is opened. */
  readonly agreedUs: number;
  readonly mapUs: number;
}

/** How long it takes to find a member nobody asked for just before, by token and by identifier, beside a `Map` of all identifiers. */
export function measureLookups({ recognition, directory }: ShopMembers, members: number, nowMs: number): Lookups {
  const window = tokenWindow(nowMs);
  const known = new Map(Array.from({ length: members }, (_, number) => [heardOf(madeUp(number))[0], number]));
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const chosen = Array.from({ length: Math.min(CALLS, members) }, (_nobody, at) => madeUp((at * 7919 + run * 31) % members));
    const tokens = chosen.map(({ tokenKey }) => Buffer.from(tokenOf(Buffer.from(tokenKey, 'hex'), window)).toString('hex'));
    const heard = chosen.map((member, at) => heardOf(member)[at % 2] ?? '');
    const found = (what: unknown): void => {
      if (what === undefined) throw new Error('a member was not found');
    };
    return {
      token: p99Us(chosen.length, (at) => found(recognition.token(tokens[at] ?? '', window * TOKEN_WINDOW_MS))),
      identifier: p99Us(chosen.length, (at) => found(directory.ownerOf(heard[at] ?? ''))),
      agreed: p99Us(chosen.length, (at) => {
        const owner = directory.ownerOf(heard[at] ?? '');
        found(owner && directory.allows(owner.subject, 'recognition', nowMs) ? owner : undefined);
      }),
      map: p99Us(chosen.length, (at) => known.get(heard[at] ?? '')),
    };
  });
  const beside = (name: 'token' | 'identifier' | 'agreed') => pairedMedians(runs.map((run) => ({ ours: run[name], reference: run.map })));
  return {
    tokenUs: beside('token').value,
    identifierUs: beside('identifier').value,
    agreedUs: beside('agreed').value,
    mapUs: beside('token').reference,
  };
}
