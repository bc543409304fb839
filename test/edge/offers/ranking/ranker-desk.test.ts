import { beforeEach, describe, expect, it } from 'vitest';
import type { FactDraft } from '../../../../contract/facts/fact.ts';
import { memoryModelStore } from '../../../../edge/adapters/memory/model-store.ts';
import { createLearning, LEARNING_SETTINGS } from '../../../../edge/offers/learning/create-learning.ts';
import { createRanker } from '../../../../edge/offers/ranking/create-ranker.ts';
import { createRankerDesk, type RankerDesk } from '../../../../edge/offers/ranking/ranker-desk.ts';
import type { StateChange } from '../../../../edge/ports/journal.ts';
import type { ModelStore } from '../../../../edge/ports/model-store.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { DAY_MS, madeUpLesson, openSeal } from '../learning/made-up-lessons.ts';
import { KNOWN_UNTIL, modelFile, newKey, TRUST } from './made-up-model.ts';

const [first, second] = [modelFile(1), modelFile(2)];

describe('the desk of the ranker', () => {
  let now: number;
  let facts: FactDraft[];
  const state = new Map<string, object>();
  let models: ModelStore;
  let desk: RankerDesk;
  let learning: ReturnType<typeof createLearning>;

  function open(): void {
    const clock = { nowMs: () => now };
    const guard = { leastDecided: 1, calibration: { from: 0, to: 1e9 }, tolerance: 1e9 };
    learning = createLearning({
      ...openSeal,
      isExcluded: () => false,
      savedLessons: [],
      savedHeads: [],
      settings: { ...LEARNING_SETTINGS, guard },
    });
    const ranker = createRanker({ clock, telemetry: new FakeTelemetry(), learning, trust: TRUST, saved: [] });
    const journal = {
      append: async (drafts: readonly FactDraft[], changes: readonly StateChange[] = []) => {
        facts.push(...drafts);
        for (const { key, value } of changes) if (value) state.set(key, value);
        return [];
      },
    };
    desk = createRankerDesk({ ranker, learning, models, journal, clock, saved: [...state].map(([key, value]) => ({ key, value })) });
  }

  beforeEach(() => {
    now = KNOWN_UNTIL + DAY_MS;
    facts = [];
    models = memoryModelStore(first);
    state.clear();
    open();
  });
  const changes = (): unknown[] => facts.map((fact) => (fact.kind === 'ranker' ? [fact.data.change, fact.data.reason] : []));

  it('has nothing to tell of a model before there is one', () => {
    expect(desk.status()).toEqual({
      serves: 'count-rule',
      fallback: 'no-model',
      orderedToCountRule: false,
      head: { lessons: 0, snapshots: [] },
    });
  });

  it('serves what the software came with until headquarters sends a model, and that one after a restart', async () => {
    await desk.start();
    expect(desk.status().model?.source).toBe('shipped');
    expect(await desk.takeModel(second.toString())).toBe(true);
    const version = desk.status().model?.version;
    open();
    await desk.start();
    expect(desk.status().model).toMatchObject({ version, source: 'headquarters' });
  });

  it('says that a model is of headquarters, although the software came with the same', async () => {
    await desk.start();
    expect(await desk.takeModel(first.toString())).toBe(true);
    expect(desk.status().model?.source).toBe('headquarters');
  });

  it('keeps no model that it refused', async () => {
    await desk.start();
    expect(await desk.takeModel(modelFile(3, {}, newKey()).toString())).toBe(false);
    expect(await models.list()).toHaveLength(1);
    expect(changes()).toEqual([
      ['model-taken', undefined],
      ['model-refused', 'bad-signature'],
    ]);
  });

  it('takes the newest that is still good where a kept one is good no more', async () => {
    await models.keep(Buffer.from('damaged'));
    await desk.start();
    expect(desk.status().model?.source).toBe('shipped');
  });

  it('goes back to the model before, and no further than there is one', async () => {
    await desk.start();
    const version = desk.status().model?.version;
    await desk.takeModel(second.toString());
    expect((await desk.rollBack('model', 'admin')).model?.version).toBe(version);
    await expect(desk.rollBack('model', 'admin')).rejects.toMatchObject({ code: 'OFR_NOTHING_BEFORE' });
  });

  it('stays with the model that it went back to although headquarters tells the other one again, until that sends a third', async () => {
    await desk.start();
    const version = desk.status().model?.version;
    await desk.takeModel(second.toString());
    await desk.rollBack('model', 'admin');
    open();
    await desk.start();
    expect(await desk.takeModel(second.toString())).toBe(true);
    expect(desk.status().model?.version).toBe(version);
    await desk.takeModel(modelFile(4).toString());
    expect(desk.status().model).toMatchObject({ source: 'headquarters' });
  });

  it('goes back to the count rule and lets the evidence choose again, each by one command', async () => {
    await desk.start();
    expect(await desk.rollBack('count-rule', 'admin')).toMatchObject({ orderedToCountRule: true, fallback: 'ordered' });
    expect(await desk.rollBack('auto', 'admin')).toMatchObject({ orderedToCountRule: false, fallback: 'cold-start' });
    expect(changes().slice(1)).toEqual([
      ['rolled-back', undefined],
      ['rolled-back', undefined],
    ]);
  });

  it('goes back to the head before; there is none before the shop has learnt', async () => {
    await desk.start();
    await expect(desk.rollBack('head', 'admin')).rejects.toMatchObject({ code: 'OFR_NOTHING_BEFORE' });
    const model = desk.status().model?.version ?? '';
    for (let number = 0; number < 300; number += 1) {
      const lesson = madeUpLesson(number, { model, shownAt: now, closesAt: now + 1, propensity: 0.5, shadowChance: 0.1, shadowShare: 1 });
      learning.shown(lesson);
    }
    now += DAY_MS;
    do await desk.work();
    while (learning.report().isLearning);
    expect(desk.status().head).toMatchObject({ lessons: 300, served: 'head-1', snapshots: ['head-1'], verdict: 'promote' });
    await desk.work();
    expect((await desk.rollBack('head', 'admin')).head.served).toBeUndefined();
    expect(changes()).toEqual([
      ['model-taken', undefined],
      ['head-promoted', undefined],
      ['rolled-back', undefined],
    ]);
  });
});
