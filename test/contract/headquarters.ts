import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '../../contract/facts/fact.ts';
import type { Confirmed } from '../../contract/messages.ts';
import type { LeaseReply, LeaseRequest } from '../../contract/offers/budget.ts';
import type { Bucket } from '../../contract/subjects.ts';
import { numberedFact } from '../../edge/journal/fact.ts';
import type { BucketEntry, Headquarters } from '../../edge/ports/headquarters.ts';
import { hexId, visitOpened } from '../support/facts.ts';

export interface HeadquartersUnderTest {
  /** As the shop `demo` sees it. */
  readonly headquarters: Headquarters;
  /** Ids of the facts that headquarters' stream holds, in order, each once. */
  heldFacts(): Promise<readonly string[]>;
  change(bucket: Bucket, key: string, value: object | undefined): Promise<void>;
  confirm(confirmed: Confirmed): Promise<void>;
  giveKey(subject: string, key: Uint8Array): void;
  /** Answers requests for a part of a budget. */
  grant(answer: (request: LeaseRequest) => LeaseReply): void;
  cut(): Promise<void>;
  restore(): Promise<void>;
  dispose(): Promise<void>;
}

const EPOCH = 'd'.repeat(24);
const fact = (n: number): Fact => numberedFact('demo', { epoch: EPOCH, sequence: n }, visitOpened(n));
const patience = { timeout: 30_000, interval: 50 };

export function headquartersContract(name: string, setUp: () => Promise<HeadquartersUnderTest>): void {
  describe(`headquarters over ${name}`, () => {
    let subject: HeadquartersUnderTest;
    let headquarters: Headquarters;
    beforeEach(async () => {
      subject = await setUp();
      headquarters = subject.headquarters;
    });
    afterEach(() => subject.dispose());

    const sendUntilTaken = (facts: readonly Fact[]) =>
      expect
        .poll(
          () =>
            headquarters.send(facts).then(
              () => 'taken',
              () => 'refused',
            ),
          patience,
        )
        .toBe('taken');
    /** What the shop knows of the buckets, as it is told. */
    const watched = () => {
      const known = new Map<string, unknown>();
      headquarters.watch(['catalogue', 'inventory'], ({ bucket, key, value }: BucketEntry) => {
        if (value === undefined) known.delete(`${bucket}/${key}`);
        else known.set(`${bucket}/${key}`, value);
      });
      return known;
    };

    it('holds every fact that it took, a repeated one once', async () => {
      const facts = Array.from({ length: 450 }, (_, n) => fact(n + 1));
      await sendUntilTaken(facts);
      await sendUntilTaken(facts.slice(0, 3));
      expect([...(await subject.heldFacts())].sort()).toEqual(facts.map(({ id }) => id).sort());
    });

    it('says so when it cannot be reached, and takes facts when it is back', async () => {
      await sendUntilTaken([fact(1)]);
      await subject.cut();
      await expect(headquarters.send([fact(2)])).rejects.toThrow();
      await expect.poll(() => headquarters.reachable(), patience).toBe(false);
      await subject.restore();
      await sendUntilTaken([fact(2)]);
      expect(await subject.heldFacts()).toEqual([fact(1).id, fact(2).id]);
    });

    it('tells what it has committed', async () => {
      const told: Confirmed[] = [];
      headquarters.onConfirmed((confirmed) => told.push(confirmed));
      const confirmed = { watermarks: [{ epoch: EPOCH, sequence: 7 }] };
      await expect
        .poll(async () => {
          await subject.confirm(confirmed);
          return told[0];
        }, patience)
        .toEqual(confirmed);
    });

    it('tells what the buckets hold for this shop and for all, and each change', async () => {
      await subject.change('catalogue', 'all.a', { n: 1 });
      await subject.change('catalogue', 'demo.b', { n: 2 });
      await subject.change('catalogue', 'lyon.c', { n: 3 });
      const known = watched();
      await expect.poll(() => Object.fromEntries(known), patience).toEqual({ 'catalogue/all.a': { n: 1 }, 'catalogue/demo.b': { n: 2 } });
      await subject.change('catalogue', 'demo.b', undefined);
      await subject.change('inventory', 'demo.milk', { quantity: 4 });
      await expect
        .poll(() => Object.fromEntries(known), patience)
        .toEqual({ 'catalogue/all.a': { n: 1 }, 'inventory/demo.milk': { quantity: 4 } });
      expect(headquarters.reachable()).toBe(true);
    });

    it('catches up with what changed while it was away', async () => {
      await subject.change('catalogue', 'all.a', { n: 1 });
      await subject.change('catalogue', 'demo.b', { n: 2 });
      const known = watched();
      await expect.poll(() => known.size, patience).toBe(2);
      await subject.cut();
      await expect.poll(() => headquarters.reachable(), patience).toBe(false);
      await subject.restore();
      await subject.change('catalogue', 'all.a', { n: 5 });
      await subject.change('catalogue', 'demo.b', undefined);
      await expect.poll(() => Object.fromEntries(known), patience).toEqual({ 'catalogue/all.a': { n: 5 } });
      await expect.poll(() => headquarters.reachable(), patience).toBe(true);
    });

    it('waits for headquarters that is not there when the shop opens', async () => {
      await subject.change('catalogue', 'all.a', { n: 1 });
      await subject.cut();
      const known = watched();
      await subject.restore();
      await expect.poll(() => Object.fromEntries(known), patience).toEqual({ 'catalogue/all.a': { n: 1 } });
    });

    it('tells, to whom says how far it has read, only what came after it', async () => {
      await subject.change('catalogue', 'all.a', { n: 1 });
      await subject.change('catalogue', 'demo.b', { n: 2 });
      await subject.change('catalogue', 'all.c', { n: 3 });
      const told: BucketEntry[] = [];
      headquarters.watch(['catalogue'], (entry) => void told.push(entry));
      await expect.poll(() => told.length, patience).toBe(3);
      const first = told.find(({ key }) => key === 'all.a');
      const later: BucketEntry[] = [];
      const marks = new Map([['catalogue/all', { key: 'all.a', revision: first?.revision ?? 0 }]]);
      headquarters.watch(['catalogue'], (entry) => void later.push(entry), marks);
      await expect.poll(() => later.map(({ key }) => key).sort(), patience).toEqual(['all.c', 'demo.b']);
      await subject.change('catalogue', 'all.a', undefined);
      await expect.poll(() => later.map(({ key }) => key).sort(), patience).toEqual(['all.a', 'all.c', 'demo.b']);
      expect(told.map(({ revision }) => revision).every((one) => (one ?? 0) > 0)).toBe(true);
    });

    it('gives the keys of members, leaving out those that have none any more', async () => {
      const key = Uint8Array.from({ length: 32 }, (_, i) => i);
      subject.giveKey(hexId(2, 1), key);
      await expect
        .poll(
          () =>
            headquarters.keys([hexId(2, 1), hexId(2, 2)]).then(
              (keys) => [...keys],
              () => 'away',
            ),
          patience,
        )
        .toEqual([[hexId(2, 1), key]]);
      await subject.cut();
      await expect(headquarters.keys([hexId(2, 1)])).rejects.toThrow();
    });

    it('grants a part of a budget, of a campaign or of a member, and says so when it cannot be reached', async () => {
      const asked: LeaseRequest[] = [];
      subject.grant((request) => {
        asked.push(request);
        const { campaign, member, spent } = request;
        return { campaign, ...(member !== undefined && { member }), granted: 7, spent, until: '2026-06-01T00:00:00Z' };
      });
      const request = { campaign: 'spring', spent: 2, wanted: 5, at: '2026-05-04T12:00:00Z' };
      const ofMember = { ...request, member: hexId(2, 1), wanted: 0, kept: 1 };
      const reply = { campaign: 'spring', granted: 7, spent: 2, until: '2026-06-01T00:00:00Z' };
      await expect.poll(() => headquarters.lease(request).catch(() => 'away'), patience).toEqual(reply);
      expect(await headquarters.lease(ofMember)).toEqual({ ...reply, member: ofMember.member });
      expect(asked.slice(-2)).toEqual([request, ofMember]);
      await subject.cut();
      await expect(headquarters.lease(request)).rejects.toThrow();
    });
  });
}
