import { describe, expect, it } from 'vitest';
import { firstHead, priorOf } from '../../../../edge/offers/learning/head.ts';
import { createSnapshots, headOf } from '../../../../edge/offers/learning/snapshots.ts';
import type { StateChange } from '../../../../edge/ports/journal.ts';

const prior = priorOf(new Float32Array(9).fill(400));
const head = (level: number) => ({
  ...firstHead(prior),
  weights: prior.mean.map((value, index) => (index === 0 ? level : value)),
  evidence: level,
});

describe('the snapshots of what a shop learnt', () => {
  it('keep the five that were served last, and the way back through them', () => {
    const snapshots = createSnapshots([]);
    snapshots.standOn('m1', 0);
    const state = new Map<string, object>();
    const write = (changes: readonly StateChange[] = []): void => {
      for (const { key, value } of changes) value === undefined ? state.delete(key) : state.set(key, value);
    };
    for (let number = 1; number <= 7; number += 1) {
      write(snapshots.tryOut(head(number)));
      write(snapshots.promote(number));
    }
    expect(snapshots.names()).toEqual(['head-3', 'head-4', 'head-5', 'head-6', 'head-7']);
    expect([...state.keys()].filter((key) => key.includes('/head/'))).toHaveLength(5);
    const reopened = createSnapshots([...state].map(([key, value]) => ({ key, value })));
    expect(reopened.served()).toEqual(snapshots.served());
    expect(reopened.servedSince()).toBe(7);
    for (const name of ['head-6', 'head-5', 'head-4', 'head-3', undefined]) {
      expect(reopened.rollBack(9)).toBeDefined();
      expect(reopened.served()?.name).toBe(name);
    }
    expect(reopened.rollBack(9)).toBeUndefined();
  });

  it('never give a name twice, so that a decision names one head', () => {
    const snapshots = createSnapshots([]);
    snapshots.tryOut(head(1));
    snapshots.promote(1);
    snapshots.rollBack(2);
    snapshots.tryOut(head(2));
    expect(snapshots.shadow()?.name).not.toBe('head-1');
  });

  it('promote nothing where nothing is on trial', () => {
    const snapshots = createSnapshots([]);
    expect(snapshots.promote(1)).toEqual([]);
    expect(headOf(snapshots.served(), prior)).toEqual(firstHead(prior));
  });

  it('serve the model alone where a head is told of and cannot be read', () => {
    const state = { model: 'm1', names: ['head-1'], servedSince: 0, next: 2 };
    const snapshots = createSnapshots([{ key: 'learning/state', value: state }]);
    expect(snapshots.served()).toBeUndefined();
  });
});
