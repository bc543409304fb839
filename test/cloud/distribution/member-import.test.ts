import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../cloud/ports/database.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';
import { importingHq } from '../../support/importing-hq.ts';

let database: Database;
const BEACON = 'ibeacon:2f234454-cf6d-4a0f-adf2-f4911ba9ffa6-1-77';
const MEMBERS = `member_id,first_name,identifiers,consents\nM-1,Ada,${BEACON},recognition|personal-offers\nM-2,Bo,card:90017,recognition\n`;
const headquarters = (seed: number) => importingHq(database, seed);

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`importing members on ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    it('makes one member of several rows, leaves an identifier of two members to neither, and tells both', async () => {
      const hq = await headquarters(12);
      const text =
        'member_id,first_name,identifiers,consents,consent_given_at,consent_withdrawn_at,purchases\n' +
        'M-1,Ada,card:90017,recognition|analytics,2026-01-01T00:00:00Z,,milk:2:3.10@2026-03-01\n' +
        'M-2,Bo,card:90018|card:90099,recognition,2026-01-01T00:00:00Z,,\n' +
        `M-1,Adele,${BEACON},analytics,2026-01-01T00:00:00Z,2026-05-01T00:00:00Z,milk:1:1.55@2026-04-01\n` +
        'M-3,Cy,card:90099,recognition,2026-01-01T00:00:00Z,,\n';
      const left = 'and neither has the newer consent to recognition: left out here';
      expect(await hq.csv('members', text)).toEqual({
        imported: 3,
        rejected: [],
        noted: 3,
        notes: [
          { row: 2, field: 'identifiers', reason: `has one that row 4 has too, ${left}` },
          { row: 3, field: 'member_id', reason: 'is of the member of row 1: merged' },
          { row: 4, field: 'identifiers', reason: `has one that row 2 has too, ${left}` },
        ],
      });
      const members = hq.buckets.keys('members').map(hq.opened);
      expect(members).toHaveLength(3);
      expect(members).toContainEqual({
        memberId: 'M-1',
        firstName: 'Adele',
        identifiers: ['card:90017', BEACON],
        consents: [
          { purpose: 'recognition', givenAt: '2026-01-01T00:00:00Z' },
          { purpose: 'analytics', givenAt: '2026-01-01T00:00:00Z', withdrawnAt: '2026-05-01T00:00:00Z' },
        ],
        purchases: [{ product: 'milk', times: 3, amount: 4.65, lastOn: '2026-04-01' }],
      });
      expect(members).toContainEqual(expect.objectContaining({ memberId: 'M-2', identifiers: ['card:90018'] }));
      expect(members).toContainEqual(expect.objectContaining({ memberId: 'M-3', identifiers: [] }));
    });

    it('refuses members who are none once their rows are merged, and with them the whole file', async () => {
      const hq = await headquarters(13);
      const cards = (from: number) => Array.from({ length: 20 }, (_, n) => `card:${from + n}`).join('|');
      const text = `member_id,identifiers,consents\nM-1,${cards(10_000)},\nM-2,card:9001,\nM-1,${cards(20_000)},\n`;
      expect(await hq.csv('members', text)).toEqual({
        imported: 0,
        rejected: [{ row: 1, field: 'identifiers', reason: expect.stringMatching(/, once its rows are merged$/u) }],
      });
      expect(await database.query('select * from members')).toEqual([]);
    });

    it('leaves out whoever was erased and has agreed to nothing since, and takes whoever has', async () => {
      const hq = await headquarters(14);
      await hq.csv('members', MEMBERS);
      const before = [...hq.buckets.keys('members')];
      await database.query(
        `insert into erasures (subject, erasure_id, lookup, requested_at, requested_by)
           select subject, subject, lookup, '2026-11-22T08:00:00Z', 'somebody' from members`,
      );
      const row = (id: string, at: string) => `${id},card:9001${id.slice(-1)},recognition,${at}\n`;
      const text = `member_id,identifiers,consents,consent_given_at\n${row('M-1', '2026-01-01T00:00:00Z')}${row('M-2', '2026-11-22T08:30:00Z')}`;
      expect(await hq.csv('members', text)).toEqual({
        imported: 1,
        rejected: [],
        noted: 1,
        notes: [{ row: 1, field: 'member_id', reason: 'was erased and has agreed to nothing since: left out' }],
      });
      const fresh = hq.buckets.keys('members').filter((key) => !before.includes(key));
      expect(fresh.map(hq.opened)).toEqual([expect.objectContaining({ memberId: 'M-2' })]);
    });

    it('reads every column of a member, and writes the same as JSON would', async () => {
      const hq = await headquarters(15);
      const text =
        'member_id,identifiers,identifiers_2,identifiers_3,consents,language,channel,shops,points,tier,vouchers,gift_cards,purchases,offers,as_of\n' +
        'M-1,card:90017,ble:c0ffee000001|card:90018,card:90019,,fr,phone,lyon-3|lyon-1,120,gold,V1:5|V2:10@2026-12-31,G1:35.50,milk:2@2026-03-01|wine:1:8.90@2026-04-01,o-1:3@2026-05-01|o-2:4:1@2026-06-01,2026-11-01T00:00:00Z\n';
      expect(await hq.csv('members', text)).toEqual({ imported: 1, rejected: [] });
      expect(hq.opened(hq.buckets.keys('members')[0] ?? '')).toEqual({
        memberId: 'M-1',
        identifiers: ['card:90017'],
        devices: [['ble:c0ffee000001', 'card:90018'], ['card:90019']],
        consents: [],
        language: 'fr',
        channel: 'phone',
        shops: ['lyon-3', 'lyon-1'],
        points: 120,
        tier: 'gold',
        vouchers: [
          { id: 'V1', kind: 'voucher', value: 5 },
          { id: 'V2', kind: 'voucher', value: 10, endsOn: '2026-12-31' },
          { id: 'G1', kind: 'gift-card', value: 35.5 },
        ],
        purchases: [
          { product: 'milk', times: 2, lastOn: '2026-03-01' },
          { product: 'wine', times: 1, amount: 8.9, lastOn: '2026-04-01' },
        ],
        offers: [
          { offer: 'o-1', shown: 3, lastOn: '2026-05-01' },
          { offer: 'o-2', shown: 4, redeemed: 1, lastOn: '2026-06-01' },
        ],
        asOf: '2026-11-01T00:00:00Z',
      });
    });

    it('tells what is wrong with a purchase, an offer, a voucher or a day', async () => {
      const hq = await headquarters(16);
      const text =
        'member_id,identifiers,consents,identifiers_2,vouchers,purchases,offers\n' +
        'M-1,,,what,V1:x,milk:2,o-1:1:2:3@2026-01-01\nM-2,,,,V1:1:2,milk:2@2026-02-31,\n';
      expect((await hq.csv('members', text)).rejected).toEqual([
        { row: 1, field: 'identifiers_2', reason: expect.stringMatching(/^must be kind:value/u) },
        { row: 1, field: 'vouchers', reason: 'must be number' },
        { row: 1, field: 'purchases', reason: 'must be product, times, amount and day, in CSV as 4711:3:24.90@2026-03-01' },
        { row: 1, field: 'offers', reason: 'must be offer, shown, redeemed and day, in CSV as wine-10:3:1@2026-03-01' },
        { row: 2, field: 'vouchers', reason: 'must be id, value and day, in CSV as V-10:5.00@2026-12-31' },
      ]);
    });
  });
}
