import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { createTold, type EventName, type Note, type Told } from '../../../edge/business/told.ts';

const DAY_MS = 86_400_000;
const receipt = (eventId: string, device = 'till-1'): EventName => ({ kind: 'receipt', device, eventId });

/** What a disk makes of notes. */
class State {
  readonly entries = new Map<string, object>();
  write({ changes, written }: Note): void {
    for (const { key, value } of changes) value === undefined ? this.entries.delete(key) : this.entries.set(key, value);
    written();
  }
  open(limits: { mostPerKind?: number; keptForMs?: number } = {}, seed = 1): Told {
    const saved = [...this.entries].map(([key, value]) => ({ key, value })).sort((a, b) => (a.key < b.key ? -1 : 1));
    return createTold({ saved, random: seededRandom(seed), ...limits });
  }
}

describe('what shop equipment has told', () => {
  it('is known again after a restart, of the same device and kind only', () => {
    const state = new State();
    state.write(state.open().note(receipt('r-1'), 'bread', 0));
    const told = state.open({}, 2);
    expect(told.standingOf(receipt('r-1'), 'bread')).toBe('known');
    expect(told.standingOf(receipt('r-1', 'till-2'), 'bread')).toBe('new');
    expect(told.standingOf({ ...receipt('r-1'), kind: 'card-tap' }, 'bread')).toBe('new');
    expect(told.standingOf(receipt('r-2'), 'bread')).toBe('new');
  });

  it('has one id for ever, after a restart and the restore of a backup too', () => {
    const state = new State();
    const told = state.open();
    const id = told.idOf(receipt('r-1'));
    expect(id).toMatch(/^[0-9a-f]{32}$/u);
    state.write(told.note(receipt('r-2'), '', 0));
    expect(state.open({}, 9).idOf(receipt('r-1'))).toBe(id);
    expect(new State().open({}, 9).idOf(receipt('r-1'))).not.toBe(id);
  });

  it('shows that a device gave an id away twice', () => {
    const state = new State();
    const told = state.open();
    state.write(told.note(receipt('0001'), 'bread', 0));
    expect(told.standingOf(receipt('0001'), 'wine')).toBe('reused');
  });

  it('is not known before it is written: what the disk refused will come again', () => {
    const told = new State().open();
    told.note(receipt('r-1'), 'bread', 0);
    expect(told.standingOf(receipt('r-1'), 'bread')).toBe('new');
    const { changes } = told.note(receipt('r-1'), 'bread', 1);
    expect(changes.map(({ key }) => key)).toContain('told/salt');
  });

  it('lies on the disk as hashes: neither the id nor the content can be read there', () => {
    const state = new State();
    state.write(state.open().note(receipt('card 20001234'), 'bread', 0));
    expect(JSON.stringify([...state.entries])).not.toMatch(/2000|bread|till-1/u);
  });

  it('is forgotten after its time, with the next thing told of any kind', () => {
    const state = new State();
    const told = state.open();
    state.write(told.note(receipt('old'), '', 0));
    state.write(told.note(receipt('young'), '', 6 * DAY_MS));
    state.write(told.note({ kind: 'card-tap', device: 'door', eventId: '1' }, '', 7 * DAY_MS + 1));
    expect([told.standingOf(receipt('old'), ''), told.standingOf(receipt('young'), '')]).toEqual(['new', 'known']);
    expect(state.entries.size).toBe(3);
  });

  it('is bounded per kind, the oldest going first, also of what was there at the start', () => {
    const state = new State();
    const before = state.open();
    for (let n = 0; n < 5; n += 1) state.write(before.note(receipt(`r-${9 - n}`), '', n));
    state.write(before.note({ kind: 'door-count', device: 'door', eventId: '1' }, '', 2));
    const told = state.open({ mostPerKind: 3 });
    state.write(told.note(receipt('new'), '', 10));
    const known = ['r-9', 'r-8', 'r-7', 'r-6', 'r-5', 'new'].filter((id) => told.standingOf(receipt(id), '') === 'known');
    expect(known).toEqual(['r-6', 'r-5', 'new']);
    expect(told.standingOf({ kind: 'door-count', device: 'door', eventId: '1' }, '')).toBe('known');
    expect(state.entries.size).toBe(5);
  });

  it('is forgotten in small portions: one event does not pay for thousands', () => {
    const state = new State();
    const before = state.open();
    for (let n = 0; n < 350; n += 1) state.write(before.note(receipt(`r-${n}`), '', 0));
    const { changes } = state.open().note(receipt('new'), '', 30 * DAY_MS);
    expect(changes.filter(({ value }) => value === undefined)).toHaveLength(100);
  });
});
