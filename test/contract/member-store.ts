import { describe, expect, it } from 'vitest';
import type { MemberStore } from '../../edge/ports/member-store.ts';

export interface MemberStoreUnderTest {
  /** Opens the same store again; what was opened before has been closed. */
  open(): Promise<MemberStore>;
}

const subject = (n: number): string => n.toString(16).padStart(32, '0');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const hash = (text: string): Uint8Array => bytes(text.padEnd(8, '.'));
const record = (n: number, text: string, index: readonly string[], revision?: number) => ({
  subject: subject(n),
  record: bytes(text),
  index: index.map((text, tag) => Buffer.concat([hash(text), Uint8Array.of(tag)])),
  revision,
});

export function memberStoreContract(name: string, setUp: () => Promise<MemberStoreUnderTest>): void {
  describe(`the member store in ${name}`, () => {
    const filled = async (work: (store: MemberStore) => Promise<void>): Promise<MemberStore> => {
      const under = await setUp();
      const first = await under.open();
      await work(first);
      await first.close();
      return under.open();
    };
    const told = (store: MemberStore, text: string): string | undefined => {
      const owner = store.whoHas(hash(text));
      const found = owner && store.get(owner.subject);
      return found && `${Number.parseInt(found.subject, 16)}: ${Buffer.from(found.record).toString()}`;
    };

    it('finds members by each of their hashes and by subject, over a restart too', async () => {
      const write = async (store: MemberStore): Promise<void> => {
        await store.write([record(1, 'ada', ['tag', 'card'], 7), record(2, 'bob', ['phone']), record(3, 'cy', [])]);
        expect([told(store, 'tag'), told(store, 'card'), told(store, 'phone')]).toEqual(['1: ada', '1: ada', '2: bob']);
      };
      const store = await filled(write);
      expect([told(store, 'tag'), told(store, 'card'), told(store, 'phone'), told(store, 'watch')]).toEqual([
        '1: ada',
        '1: ada',
        '2: bob',
        undefined,
      ]);
      expect([store.get(subject(1))?.revision, store.get(subject(2))?.revision]).toEqual([7, undefined]);
      expect(Buffer.from(store.get(subject(3))?.record ?? []).toString()).toBe('cy');
      expect(store.get(subject(4))).toBeUndefined();
      expect(store.size()).toBe(3);
      expect([...store.subjects()].sort()).toEqual([1, 2, 3].map(subject));
      await store.close();
    });

    it('says who has a hash and with which tag, whatever the record holds', async () => {
      const store = await filled((first) => first.write([record(1, 'ada', ['tag', 'card']), record(2, 'bob', ['phone'])]));
      expect(['tag', 'card', 'phone', 'watch'].map((text) => store.whoHas(hash(text)))).toEqual([
        { subject: subject(1), tag: 0 },
        { subject: subject(1), tag: 1 },
        { subject: subject(2), tag: 0 },
        undefined,
      ]);
      await store.write([{ subject: subject(1), removed: true }]);
      expect(store.whoHas(hash('card'))).toBeUndefined();
      await store.close();
    });

    it('holds the last record of a member, and forgets the hashes that it no longer has', async () => {
      const store = await filled(async (first) => {
        await first.write([record(1, 'ada', ['tag', 'card'])]);
        await first.write([record(1, 'ada again', ['card', 'phone'])]);
      });
      expect([told(store, 'tag'), told(store, 'card'), told(store, 'phone')]).toEqual([undefined, '1: ada again', '1: ada again']);
      expect(store.size()).toBe(1);
      await store.close();
    });

    it('takes several changes of one member in one go, the last of which counts', async () => {
      const store = await filled(async (first) => {
        await first.write([
          record(1, 'ada', ['tag']),
          { subject: subject(1), additions: bytes('bread') },
          record(1, 'ada again', ['card']),
          record(2, 'bob', ['phone']),
          { subject: subject(2), removed: true },
        ]);
      });
      expect([told(store, 'tag'), told(store, 'card'), told(store, 'phone'), store.size()]).toEqual([
        undefined,
        '1: ada again',
        undefined,
        1,
      ]);
      expect(Buffer.from(store.get(subject(1))?.additions ?? []).toString()).toBe('bread');
      await store.close();
    });

    it('leaves nothing of a member who is removed, and gives the room to others', async () => {
      const store = await filled(async (first) => {
        await first.write([record(1, 'ada', ['tag']), record(2, 'bob', ['phone']), record(3, 'cy', ['card'])]);
        await first.write([{ subject: subject(2), additions: bytes('bread') }]);
        await first.write([
          { subject: subject(2), removed: true },
          { subject: subject(9), removed: true },
        ]);
        expect([first.get(subject(2)), told(first, 'phone'), first.size()]).toEqual([undefined, undefined, 2]);
      });
      expect([store.get(subject(2)), told(store, 'phone'), store.size()]).toEqual([undefined, undefined, 2]);
      await store.write([record(4, 'di', ['phone']), record(5, 'eve', ['ring'])]);
      expect([told(store, 'phone'), told(store, 'ring'), told(store, 'card'), store.size()]).toEqual(['4: di', '5: eve', '3: cy', 4]);
      expect(store.get(subject(4))?.additions).toBeUndefined();
      await store.close();
    });

    it('gives a hash to whom it was handed on, and leaves it there when the old owner goes', async () => {
      const store = await filled(async (first) => {
        await first.write([record(2, 'bob', ['tag'], 1), record(1, 'ada', [], 2)]);
        await first.write([record(1, 'ada', ['tag'], 3)]);
        expect(told(first, 'tag')).toBe('1: ada');
      });
      expect(told(store, 'tag')).toBe('1: ada');
      await store.write([{ subject: subject(2), removed: true }]);
      expect(told(store, 'tag')).toBe('1: ada');
      await store.close();
    });

    it('tells members apart whose hashes begin alike', async () => {
      const store = await filled(async (first) => first.write([record(1, 'ada', ['same1']), record(2, 'bob', ['same2'])]));
      expect([told(store, 'same1'), told(store, 'same2'), told(store, 'same3')]).toEqual(['1: ada', '2: bob', undefined]);
      await store.write([{ subject: subject(1), removed: true }]);
      expect([told(store, 'same1'), told(store, 'same2')]).toEqual([undefined, '2: bob']);
      await store.close();
    });

    it('keeps what the shop adds beside the record, until it is taken back', async () => {
      const store = await filled(async (first) => {
        await first.write([record(1, 'ada', ['tag'])]);
        await first.write([
          { subject: subject(1), additions: bytes('bread') },
          { subject: subject(2), additions: bytes('of nobody') },
        ]);
        await first.write([record(1, 'ada again', ['tag'])]);
      });
      expect(Buffer.from(store.get(subject(1))?.additions ?? []).toString()).toBe('bread');
      expect([store.get(subject(2)), store.size()]).toEqual([undefined, 1]);
      await store.write([{ subject: subject(1), additions: null }]);
      expect(store.get(subject(1))?.additions).toBeUndefined();
      await store.close();
    });

    it('remembers how far each bucket was read', async () => {
      const store = await filled(async (first) => {
        expect(first.marks().size).toBe(0);
        await first.write([record(1, 'ada', [])], new Map([['members/all', { key: 'all.1', revision: 3 }]]));
        await first.write([], new Map([['members/demo', { key: 'demo.2', revision: 5 }]]));
        await first.write([], new Map([['members/all', { key: 'all.3', revision: 9 }]]));
      });
      expect([...store.marks()].sort()).toEqual([
        ['members/all', { key: 'all.3', revision: 9 }],
        ['members/demo', { key: 'demo.2', revision: 5 }],
      ]);
      await store.close();
    });

    it('names all of its members, also while they change', async () => {
      const store = await filled(async (first) => first.write(Array.from({ length: 2500 }, (_, n) => record(n, 'somebody', [`${n}`]))));
      let named = 0;
      for (const one of store.subjects()) {
        named += 1;
        if (named % 500 === 0) await store.write([{ subject: one, removed: true }]);
      }
      expect([named, store.size()]).toEqual([2500, 2495]);
      await store.close();
    });
  });
}
