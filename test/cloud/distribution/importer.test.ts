import { Check } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerKeys } from '../../../cloud/distribution/keys.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { OFFER_KINDS } from '../../../contract/offers/offer.ts';
import { BUCKET_SCHEMAS, type OrderRecord, orderSealContext } from '../../../contract/records.ts';
import { unseal } from '../../../contract/seal.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';
import { importingHq } from '../../support/importing-hq.ts';

let database: Database;

const BEACON = 'ibeacon:2f234454-cf6d-4a0f-adf2-f4911ba9ffa6-1-77';
const MEMBERS = `member_id,first_name,identifiers,consents\nM-1,Ada,${BEACON},recognition|personal-offers\nM-2,Bo,card:90017,recognition\n`;

const headquarters = (seed: number) => importingHq(database, seed);

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`on ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    describe('importing members', () => {
      it('gives each a random subject and key, and hands the shops nothing in clear', async () => {
        const hq = await headquarters(1);
        expect(await hq.csv('members', MEMBERS)).toEqual({ imported: 2, rejected: [] });
        const keys = hq.buckets.keys('members');
        expect(keys).toHaveLength(2);
        for (const key of keys) {
          expect(key).toMatch(/^all\.[0-9a-f]{32}$/u);
          expect(Check(BUCKET_SCHEMAS.members, hq.buckets.get('members', key))).toBe(true);
        }
        expect(keys.map(hq.opened)).toContainEqual({
          memberId: 'M-1',
          firstName: 'Ada',
          identifiers: [BEACON],
          consents: [
            { purpose: 'recognition', givenAt: '2026-11-22T09:00:00.000Z' },
            { purpose: 'personal-offers', givenAt: '2026-11-22T09:00:00.000Z' },
          ],
        });
        const stored = JSON.stringify([await database.query('select * from members'), hq.buckets.calls]);
        for (const clear of ['M-1', 'Ada', '2f234454', '90017', 'recognition']) expect(stored).not.toContain(clear);
      });

      it('a member who is imported again stays the same subject under the same key', async () => {
        const hq = await headquarters(2);
        await hq.csv('members', MEMBERS);
        const before = [...hq.buckets.keys('members')].sort();
        await hq.csv('members', MEMBERS.replace('Ada', 'Adele'));
        expect([...hq.buckets.keys('members')].sort()).toEqual(before);
        expect(hq.keyRing.size()).toBe(2);
        expect(before.map(hq.opened)).toContainEqual(expect.objectContaining({ firstName: 'Adele' }));
      });

      it('a member whose key was destroyed and who comes again is somebody new', async () => {
        const hq = await headquarters(3);
        await hq.csv('members', MEMBERS);
        const [erased = ''] = hq.buckets.keys('members');
        await hq.keyRing.destroy(erased.slice('all.'.length));
        await hq.csv('members', MEMBERS);
        expect(hq.buckets.keys('members')).toHaveLength(2);
        expect(hq.buckets.keys('members')).not.toContain(erased);
        expect(hq.keyRing.size()).toBe(2);
      });

      it('a member who moves to one shop is taken from the others', async () => {
        const hq = await headquarters(4);
        await hq.csv('members', MEMBERS);
        await hq.csv('members', MEMBERS, 'lyon-3');
        expect(hq.buckets.keys('members').every((key) => key.startsWith('lyon-3.'))).toBe(true);
        expect(hq.buckets.keys('members')).toHaveLength(2);
      });

      it('reads what spreadsheets write: byte order mark, semicolons, any order of columns, quotes and Windows line ends', async () => {
        const hq = await headquarters(5);
        const text =
          '\uFEFFConsents;Consent Given At;Loyalty Level;Identifiers;affinity:dairy;affinity:wine;Member ID;segments;first_name;consent_expires_at\r\n' +
          `recognition|analytics;2026-01-01T00:00:00Z;gold;card:90017 ${BEACON};0.75;;M-7;families|weekend;"Anne ""Nan""; Marie";2027-01-01T00:00:00+01:00\r\n` +
          ';;;;;;;;;\r\n';
        expect(await hq.csv('members', text)).toEqual({ imported: 1, rejected: [] });
        expect(hq.opened(hq.buckets.keys('members')[0] ?? '')).toEqual({
          memberId: 'M-7',
          firstName: 'Anne "Nan"; Marie',
          identifiers: ['card:90017', BEACON],
          consents: [
            { purpose: 'recognition', givenAt: '2026-01-01T00:00:00Z', expiresAt: '2027-01-01T00:00:00+01:00' },
            { purpose: 'analytics', givenAt: '2026-01-01T00:00:00Z', expiresAt: '2027-01-01T00:00:00+01:00' },
          ],
          segments: ['families', 'weekend'],
          affinities: { dairy: 0.75 },
        });
      });

      it('refuses what a phone sends for some minutes only: it would recognise nobody', async () => {
        const hq = await headquarters(6);
        const text =
          'member_id,identifiers,identifiers_2,consents\n' +
          `M-1,token:${'0a'.repeat(16)},,recognition\n` +
          'M-2,card:90017,rpa:5a1122334455,recognition\n' +
          `M-3,token-key:${'0a'.repeat(16)},,recognition\n`;
        const reply = await hq.csv('members', text);
        const reason = expect.stringMatching(/^has one that changes by itself/u);
        expect(reply).toMatchObject({
          imported: 0,
          rejected: [
            { row: 1, field: 'identifiers', reason },
            { row: 2, field: 'identifiers_2', reason },
          ],
        });
      });

      it('tells every wrong row with its column and reason, quotes nothing, and imports none', async () => {
        const hq = await headquarters(6);
        const text =
          'member_id,first_name,identifiers,consents,consent_given_at,consent_expires_at,affinity:dairy\n' +
          `M-1,Ada,${BEACON},recognition,,,\n` +
          ',Bo,card:90017,recognition,,,\n' +
          'M-3,Cy,ble:AA:BB:CC,everything,,,\n' +
          'M-4,Di,card:90018,recognition,2026-02-31T00:00:00Z,,2\n' +
          'M-5,Ed,card:90019,recognition,2026-02-01T00:00:00Z,2026-01-01T00:00:00Z,much\n' +
          `M-1,Fy,${BEACON},recognition,,,\n` +
          'M-7,Gu\n';
        const reply = await hq.csv('members', text);
        expect(reply.imported).toBe(0);
        expect(reply.rejected).toEqual([
          { row: 2, field: 'member_id', reason: 'is missing' },
          { row: 3, field: 'identifiers', reason: expect.stringMatching(/^must be kind:value in lower case, as in card:/u) },
          {
            row: 3,
            field: 'consents',
            reason: 'must be one of recognition, personal-offers, staff-assistance, analytics, phone-messages',
          },
          { row: 4, field: 'affinity:dairy', reason: 'must be <= 1' },
          { row: 5, field: 'affinity:dairy', reason: 'must be number' },
          { row: 7, field: '', reason: 'has 2 cells, which is not as many as the first line names' },
        ]);
        expect(hq.buckets.calls).toEqual([]);
        expect(hq.keyRing.size()).toBe(0);
        expect(hq.telemetry.value('aislegate_hq_imports_total', { kind: 'members', outcome: 'rejected' })).toBe(1);
      });

      it('refuses consents given on days that are not, or that end before they begin', async () => {
        const hq = await headquarters(7);
        const text =
          'member_id,identifiers,consents,consent_given_at,consent_expires_at\n' +
          'M-4,card:90018,recognition,2026-02-31T00:00:00Z,\n' +
          'M-5,card:90019,recognition,2026-02-01T00:00:00Z,2026-01-01T00:00:00Z\n';
        expect((await hq.csv('members', text)).rejected).toEqual([
          { row: 1, field: 'consent_given_at', reason: 'is no moment that exists' },
          { row: 2, field: 'consent_expires_at', reason: 'must be after the beginning' },
        ]);
      });

      it('takes JSON too, and tells its paths', async () => {
        const hq = await headquarters(8);
        const member = { memberId: 'M-1', identifiers: [BEACON], consents: [{ purpose: 'recognition', givenAt: '2026-01-01T00:00:00Z' }] };
        expect(await hq.json('members', [member])).toEqual({ imported: 1, rejected: [] });
        const wrong = { ...member, identifiers: [BEACON, 'nonsense'], nickname: 'x', consents: [{ purpose: 'recognition' }] };
        expect((await hq.json('members', [wrong])).rejected).toEqual(
          expect.arrayContaining([
            { row: 1, field: 'nickname', reason: 'is not known here' },
            { row: 1, field: 'consents.0.givenAt', reason: 'is missing' },
            { row: 1, field: 'identifiers.1', reason: expect.stringMatching(/^must be kind:value/u) },
          ]),
        );
        expect((await hq.json('members', [17])).rejected).toMatchObject([{ row: 1, field: '' }]);
      });

      it.each([
        ['a file without a header', 'M-1,Ada,card:90017,recognition\n', 'missing: member_id, identifiers, consents'],
        ['an empty file', '', 'missing: member_id'],
        ['a column twice', 'member_id,identifiers,consents,consents\n', 'the column consents is there twice'],
        ['a quote that never ends', 'member_id,identifiers,consents\n"M-1,card:90017', 'the CSV breaks at line'],
        ['text after a quote', 'member_id,identifiers,consents\n"M-1"x,card:90017,\n', 'the CSV breaks at line 2'],
      ])('%s is refused as a whole, without quoting it', async (_what, text, detail) => {
        const hq = await headquarters(9);
        const refused = hq.csv('members', text);
        await expect(refused).rejects.toMatchObject({ code: 'HQ_IMPORT_INVALID', context: { detail: expect.stringContaining(detail) } });
        await expect(refused).rejects.not.toThrow('90017');
      });

      it('JSON that is none, or no list, is refused as a whole, without quoting it', async () => {
        const hq = await headquarters(10);
        await expect(hq.json('members', { secret: 1 })).rejects.toThrow('The import cannot be read: the JSON is not a list of rows');
      });

      it('thousands at once are all there, and again under the same subjects', async () => {
        const hq = await headquarters(11);
        const rows = Array.from({ length: 2500 }, (_, n) => `M-${n},card:${100_000 + n},recognition`);
        const text = `member_id,identifiers,consents\n${rows.join('\n')}\n`;
        expect((await hq.csv('members', text)).imported).toBe(2500);
        const before = [...hq.buckets.keys('members')].sort();
        expect(before).toHaveLength(2500);
        await hq.csv('members', text);
        expect([...hq.buckets.keys('members')].sort()).toEqual(before);
      });
    });

    describe('importing offers, stock and orders', () => {
      const OFFERS =
        'id,campaign,title,text,badge,kind,value,category,product,zones,starts_at,ends_at\n' +
        'yoghurt-20,autumn,"Yoghurt, 20 % off",All sorts,−20 %,percent-off,20,dairy,yoghurt,dairy|bakery,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z\n' +
        'wine-tasting,autumn,Wine tasting,,,information,,wine,,,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z\n';

      it('offers reach the shops they are for, and a new version replaces the old', async () => {
        const hq = await headquarters(21);
        expect(await hq.csv('catalogue', OFFERS)).toEqual({ imported: 2, rejected: [] });
        expect(hq.buckets.get('catalogue', 'all.yoghurt-20')).toMatchObject({
          value: 20,
          zones: ['dairy', 'bakery'],
          title: 'Yoghurt, 20 % off',
        });
        expect(hq.buckets.get('catalogue', 'all.wine-tasting')).not.toHaveProperty('zones');
        await hq.csv('catalogue', OFFERS.replace('20,dairy', '25,dairy'));
        expect(hq.buckets.get('catalogue', 'all.yoghurt-20')).toMatchObject({ value: 25 });
        await hq.csv('catalogue', OFFERS, 'lyon-3');
        expect(Check(BUCKET_SCHEMAS.catalogue, hq.buckets.get('catalogue', 'lyon-3.yoghurt-20'))).toBe(true);
        expect(await database.query('select scope from catalogue order by scope')).toHaveLength(4);
      });

      it('an offer that cannot be is told why', async () => {
        const hq = await headquarters(22);
        const text = OFFERS.replace('percent-off,20', 'percent-off,120').replace(
          'information,,wine,,,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z',
          'free,,wine,,,01.11.2026,2026-12-01T00:00:00Z',
        );
        expect((await hq.csv('catalogue', text)).rejected).toEqual([
          { row: 1, field: 'value', reason: 'must be at most 100 percent' },
          { row: 2, field: 'kind', reason: `must be one of ${OFFER_KINDS.join(', ')}` },
          { row: 2, field: 'starts_at', reason: 'must be RFC 3339' },
        ]);
        expect(hq.buckets.calls).toEqual([]);
      });

      it('an offer says in columns for whom, how much and beside what it is, under the old name of its product too', async () => {
        const hq = await headquarters(26);
        const text =
          'id,campaign,title,kind,value,category,line,brand,supplier,code,products,minimum_quantity,minimum_spend,margin,cost,exclusive_group,stacks,starts_on,service,information,starts_at,ends_at\n' +
          'red-2,autumn,Two reds,bundle,,wine,reds,acme,cellar,4711,merlot|malbec,2,20,3.5,0.02,reds,false,,,,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z\n' +
          'visit,autumn,Visit the cellar,event,,wine,,,,,,,,,,,true,2026-11-20T18:00:00Z,,,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z\n';
        expect(await hq.csv('catalogue', text)).toEqual({ imported: 2, rejected: [] });
        expect(hq.buckets.get('catalogue', 'all.red-2')).toEqual({
          ...{
            id: 'red-2',
            campaign: 'autumn',
            title: 'Two reds',
            kind: 'bundle',
            category: 'wine',
            line: 'reds',
            brand: 'acme',
            supplier: 'cellar',
          },
          ...{ code: '4711', products: ['merlot', 'malbec'], minimumQuantity: 2, minimumSpend: 20, margin: 3.5, cost: 0.02 },
          ...{ exclusiveGroup: 'reds', stacks: false, startsAt: '2026-11-01T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' },
        });
        const offer = { ...(hq.buckets.get('catalogue', 'all.visit') as object), product: 'merlot' };
        expect(await hq.json('catalogue', [offer])).toEqual({ imported: 1, rejected: [] });
        expect(hq.buckets.get('catalogue', 'all.visit')).toMatchObject({ products: ['merlot'], stacks: true });
      });

      it('an offer that is not as its kind is told so', async () => {
        const hq = await headquarters(27);
        const offer = { campaign: 'c', title: 't', category: 'wine', startsAt: '2026-11-01T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' };
        const rows = [
          { id: 'a', kind: 'points-multiplier' },
          { id: 'b', kind: 'points-multiplier', value: 1 },
          { id: 'c', kind: 'bonus-points', value: 1.5 },
          { id: 'd', kind: 'event' },
          { id: 'e', kind: 'event', startsOn: '2026-02-31T10:00:00Z' },
          { id: 'f', kind: 'game', service: 'booking', information: 'reviews' },
          { id: 'g', kind: 'voucher', value: 5 },
        ];
        const { rejected } = await hq.json(
          'catalogue',
          rows.map((row) => ({ ...offer, ...row })),
        );
        expect(rejected).toEqual([
          { row: 1, field: 'value', reason: 'is missing, and an offer of the kind points-multiplier needs it' },
          { row: 2, field: 'value', reason: 'must be above 1: points times 1 are the same points' },
          { row: 3, field: 'value', reason: 'must be a whole number of points' },
          { row: 4, field: 'startsOn', reason: 'is missing, and an offer of the kind event needs it' },
          { row: 5, field: 'startsOn', reason: 'is no moment that exists' },
          { row: 6, field: 'service', reason: 'is for the kind service only' },
          { row: 6, field: 'information', reason: 'is for the kind information only' },
        ]);
        expect(await hq.json('catalogue', [null])).toMatchObject({ imported: 0, rejected: [{ row: 1 }] });
      });

      it('stock is of one shop', async () => {
        const hq = await headquarters(23);
        await expect(hq.csv('stock', 'product,quantity\nyoghurt,12\n')).rejects.toMatchObject({ code: 'API_INVALID' });
        expect(await hq.csv('stock', 'quantity,product\n12.5,yoghurt\n0,wine\n', 'lyon-3')).toEqual({ imported: 2, rejected: [] });
        expect(hq.buckets.get('inventory', 'lyon-3.yoghurt')).toEqual({ product: 'yoghurt', quantity: 12.5 });
        expect((await hq.csv('stock', 'product,quantity\nyoghurt,-1\nwine,many\n', 'lyon-3')).rejected).toEqual([
          { row: 1, field: 'quantity', reason: 'must be >= 0' },
          { row: 2, field: 'quantity', reason: 'must be number' },
        ]);
      });

      it('an order reaches its shop with its number sealed under the key of its member', async () => {
        const hq = await headquarters(24);
        await hq.csv('members', MEMBERS);
        const text = 'order_number,member_id,state,ready_at\nO-4711,M-1,ready,2026-11-22T08:00:00Z\n';
        expect(await hq.csv('orders', text, 'lyon-3')).toEqual({ imported: 1, rejected: [] });
        const [key = ''] = hq.buckets.keys('orders');
        const order = hq.buckets.get('orders', key) as OrderRecord;
        expect(Check(BUCKET_SCHEMAS.orders, order)).toBe(true);
        expect(key).toBe(`lyon-3.${order.id}`);
        expect(unseal(hq.keyRing.get(order.subject) ?? new Uint8Array(32), orderSealContext(order.id), order.sealed)).toEqual({
          orderNumber: 'O-4711',
        });
        expect(JSON.stringify([await database.query('select * from orders'), hq.buckets.calls])).not.toContain('4711');
        await hq.csv('orders', text.replace('ready,', 'collected,'), 'lyon-3');
        expect(hq.buckets.get('orders', key)).toMatchObject({ state: 'collected' });
        expect(hq.buckets.keys('orders')).toHaveLength(1);
      });

      it('an order of somebody who is no member of the shop is refused, and with it the whole file', async () => {
        const hq = await headquarters(25);
        await hq.csv('members', MEMBERS, 'nantes-1');
        const rows = ['O-1,M-1,ready,2026-11-22T08:00:00Z', 'O-2,M-99,ready,2026-11-22T08:00:00Z'];
        const text = `order_number,member_id,state,ready_at\n${rows.join('\n')}\n`;
        expect((await hq.csv('orders', text, 'nantes-1')).rejected).toEqual([
          { row: 2, field: 'member_id', reason: 'is no member of this shop; import members first' },
        ]);
        expect((await hq.csv('orders', text, 'lyon-3')).rejected).toHaveLength(2);
        expect(await database.query('select * from orders')).toEqual([]);
        expect(hq.buckets.keys('orders')).toEqual([]);
      });
    });

    describe('records on their way to the shops', () => {
      it('wait while the buckets cannot be reached, and go when they can', async () => {
        const hq = await headquarters(31);
        hq.buckets.reachable = false;
        expect(await hq.csv('stock', 'product,quantity\nyoghurt,12\n', 'lyon-3')).toEqual({ imported: 1, rejected: [] });
        expect(hq.telemetry.logged).toMatchObject([{ level: 'error', what: 'HQ_OUTBOUND_WAITING' }]);
        expect(hq.telemetry.value('aislegate_hq_outbound_rows')).toBe(1);
        await hq.csv('stock', 'product,quantity\nyoghurt,11\n', 'lyon-3');
        hq.buckets.reachable = true;
        await hq.outbound.drain();
        expect(hq.buckets.calls).toEqual([{ bucket: 'inventory', key: 'lyon-3.yoghurt', value: { product: 'yoghurt', quantity: 11 } }]);
        expect(hq.telemetry.value('aislegate_hq_outbound_rows')).toBe(0);
      });

      it('go in the order in which they were imported, however many there are', async () => {
        const hq = await headquarters(32);
        hq.buckets.reachable = false;
        const stock = (quantity: number): string =>
          `product,quantity\n${Array.from({ length: 450 }, (_, n) => `p${n},${quantity}`).join('\n')}\n`;
        await hq.csv('stock', stock(1), 'lyon-3');
        await hq.csv('stock', stock(2), 'lyon-3');
        hq.buckets.reachable = true;
        await Promise.all([hq.outbound.drain(), hq.outbound.drain()]);
        expect(hq.buckets.keys('inventory')).toHaveLength(450);
        for (const key of hq.buckets.keys('inventory')) expect(hq.buckets.get('inventory', key)).toMatchObject({ quantity: 2 });
      });
    });

    describe('keys of members', () => {
      it('go to the shops that the member is for, until they are destroyed', async () => {
        const hq = await headquarters(41);
        await hq.csv('members', MEMBERS, 'lyon-3');
        const subjects = hq.buckets.keys('members').map((key) => key.slice('lyon-3.'.length));
        const ask = (shop: string) => answerKeys({ database, keyRing: hq.keyRing, telemetry: hq.telemetry }, shop, { subjects });
        const { keys } = await ask('lyon-3');
        expect(keys.map(({ subject }) => subject).sort()).toEqual([...subjects].sort());
        for (const { subject, key } of keys) expect(Buffer.from(key, 'base64url')).toEqual(Buffer.from(hq.keyRing.get(subject) ?? []));
        expect(await ask('nantes-1')).toEqual({ keys: [] });
        await hq.keyRing.destroy(subjects[0] ?? '');
        expect((await ask('lyon-3')).keys).toHaveLength(1);
        expect(hq.telemetry.value('aislegate_hq_keys_answered_total', { outcome: 'withheld' })).toBe(3);
      });
    });
  });
}
