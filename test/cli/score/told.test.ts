import { expect, it } from 'vitest';
import { listener } from '../../../cli/score/told.ts';
import type { Fact } from '../../../contract/facts/fact.ts';

const fact = (kind: string, data: object): Fact => ({ type: `aislegate.fact.${kind}`, data }) as unknown as Fact;
const stay = (stayId: string, revision: number, dwellMs: number, supersedes?: readonly string[]) =>
  fact('zone-stay', {
    stayId,
    revision,
    subject: 'ada',
    zone: 'wine',
    enteredAt: '2026-01-05T10:00:00.000Z',
    leftAt: '2026-01-05T10:05:00.000Z',
    dwellMs,
    ...(supersedes && { supersedes }),
  });

it('reads facts as headquarters does: the highest revision, without what it replaced, in whatever order they come', () => {
  const facts = [stay('a', 1, 1000), stay('b', 1, 2000), stay('a', 2, 3000, ['b']), fact('count', {})];
  for (const order of [facts, facts.toReversed()]) {
    const heard = listener();
    for (const one of order) heard.hear(one);
    expect(heard.told().stays).toEqual([
      { subject: 'ada', zone: 'wine', fromMs: Date.UTC(2026, 0, 5, 10), toMs: Date.UTC(2026, 0, 5, 10, 5), dwellMs: 3000 },
    ]);
  }
});
