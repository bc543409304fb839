import { describe, expect, it } from 'vitest';
import { AislegateError } from '../../../../contract/errors.ts';
import { type RankerStatus, rankerRoutes } from '../../../../contract/http/ranker-routes.ts';
import { registerRanker } from '../../../../edge/adapters/http/ranker.ts';
import type { Register } from '../../../../platform/http/routes.ts';

const status: RankerStatus = {
  serves: 'count-rule',
  fallback: 'cold-start',
  orderedToCountRule: false,
  head: { snapshots: [], lessons: 3 },
};

describe('what orders the offers, over HTTP', () => {
  const asked: unknown[] = [];
  const handlers = new Map<object, (request: object) => unknown>();
  const register = ((route: object, handler: (request: object) => unknown) => handlers.set(route, handler)) as unknown as Register;
  registerRanker(register, {
    status: () => status,
    async rollBack(to, by) {
      asked.push([to, by]);
      if (to === 'head') throw new AislegateError('OFR_NOTHING_BEFORE', { detail: 'nothing learnt' });
      return status;
    },
  });

  it('is told to whoever may ask', () => {
    expect(handlers.get(rankerRoutes.ranker)?.({})).toEqual(status);
  });

  it('goes back for whoever asked for it, by name', async () => {
    const rollBack = handlers.get(rankerRoutes.rollBackRanker);
    expect(await rollBack?.({ body: { to: 'count-rule' }, by: 'ada' })).toEqual(status);
    await expect(rollBack?.({ body: { to: 'head' }, by: 'ada' })).rejects.toMatchObject({ code: 'OFR_NOTHING_BEFORE' });
    expect(asked).toEqual([
      ['count-rule', 'ada'],
      ['head', 'ada'],
    ]);
  });

  it('is for admins only', () => {
    expect(Object.values(rankerRoutes).map(({ access }) => access)).toEqual(['admin', 'admin']);
  });
});
