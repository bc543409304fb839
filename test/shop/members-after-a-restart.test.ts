import { beforeEach, expect, it } from 'vitest';
import { ADA, TAG, World } from '../support/virtual-shop.ts';

let world: World;
const loseRecords = (): void => {
  for (const table of [world.members.rows, world.members.index, world.members.marks]) table.clear();
};
beforeEach(async () => {
  world = new World();
  world.member();
  await world.open();
  await world.close();
});

it('knows its members after a restart without headquarters', async () => {
  world.headquarters.cut();
  await world.open();
  expect([world.shop.size().members, world.shop.shownMember(TAG)?.subject]).toEqual([1, ADA]);
  await world.close();
});

it.each([
  ['keys', () => world.keys.clear()],
  ['records', () => loseRecords()],
  [
    'keys, some of them, and rubbish stands in their place',
    () => {
      world.keys.clear();
      world.keys.set('ef'.repeat(16), Buffer.alloc(32, 9));
    },
  ],
])('whose %s were lost asks headquarters for everything again', async (_what, lose) => {
  lose();
  await world.open();
  expect(world.shop.shownMember('M-1')?.subject).toBe(ADA);
  await world.close();
});

it('whose secrets were lost asks for them again, and recognises by them', async () => {
  world.member(undefined, { identifiers: [`token-key:${'6b'.repeat(16)}`, `irk:${'1f'.repeat(16)}`] });
  await world.open();
  await world.close();
  await world.secrets.destroy(ADA);
  await world.open();
  expect(world.shop.size().secrets).toMatchObject({ tokenKeys: 1, irks: 1 });
  await world.close();
});

it('moves members that stood beside the other records into their store', async () => {
  const sealed = JSON.stringify({ bucket: 'members', key: `all.${ADA}`, value: { subject: ADA, sealed: sealedRecord() } });
  world.replica.set(`members/all.${ADA}`, sealed);
  loseRecords();
  world.headquarters.cut();
  await world.open();
  expect([world.shop.shownMember('M-1')?.subject, world.replica.size]).toEqual([ADA, 0]);
  await world.close();
});

/** As headquarters sealed it. */
function sealedRecord(): string {
  const row = world.members.rows.get(ADA);
  if (!row) throw new Error('no record');
  return `1.${Buffer.from(row.record).toString('base64url')}`;
}

it('adds what its till sells to the member, until headquarters accounts for it', async () => {
  world.member(undefined, { identifiers: ['card:20001234'] });
  await world.open();
  const body = { eventId: 'r-1', card: '20001234', total: 9.5, lines: [{ product: 'riesling', quantity: 1, amount: 9.5 }] };
  const payload = Buffer.from(JSON.stringify({ ...body, lines: [...body.lines, { product: 'corks', quantity: -1, amount: -2 }] }));
  await world.shop.pipeline.keep({ rx: world.clock.nowMs(), source: 'mqtt', topic: 'aislegate/shop-1/till/till-2/receipt', payload });
  expect(world.shop.shownMember('M-1')).toMatchObject({
    member: { purchases: [{ product: 'riesling', times: 1, amount: 9.5, lastOn: '2026-06-01' }] },
    addedHere: { purchases: 1, offers: 0 },
  });
  world.member(undefined, { asOf: new Date(world.clock.nowMs() + 1000).toISOString() });
  await world.pass(250);
  expect(world.shop.shownMember('M-1')?.addedHere).toEqual({ purchases: 0, offers: 0 });
  await world.close();
});
