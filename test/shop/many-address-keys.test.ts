import { beforeEach, describe, expect, it } from 'vitest';
import { tokenOf, tokenWindow } from '../../contract/app-token.ts';
import { PURPOSES } from '../../contract/records.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { MemoryRecognition } from '../../edge/adapters/memory/recognition.ts';
import { hexId } from '../support/facts.ts';
import { World } from '../support/virtual-shop.ts';

/** Both addresses are of this key: Core 5.4, Vol 3 Part H, App. D.7, and a second one. */
const IRK = 'ec0234a357c8ad05341010a60a397d9b';
const ADDRESSES = ['rpa:7081940dfbaa', 'rpa:412345c4d0df'] as const;
const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const KEYS = 1000;
const CHANGES_EACH_MS = 900_000;

let world: World;
beforeEach(async () => {
  const recognition = new MemoryRecognition();
  const random = seededRandom(5);
  const key = () => ({ identifier: `irk:${Buffer.from(random.bytes(16)).toString('hex')}`, device: 0 });
  await recognition.put(new Map(Array.from({ length: KEYS }, (_, n) => [hexId(3, n), [key()]])));
  world = new World(undefined, { recognition });
  world.member(PURPOSES, { identifiers: [`irk:${IRK}`, `token-key:${KEY.toString('hex')}`, 'card:20001234'] });
  world.offer('rolls-5', 'bakery');
  await world.open();
});

describe('in a shop with so many address keys that a stranger may fit one by chance', () => {
  it('a single address is no visit, no offer and no stranger, for however long it is heard', async () => {
    await world.stays('b1', 1200, ADDRESSES[0]);
    expect(world.facts('visit-opened')).toEqual([]);
    expect(world.shown('bakery-screen')).toEqual([]);
    expect(world.telemetry.value('aislegate_sightings_total', { outcome: 'unproven' })).toBe(1200);
  });

  it('a member is known when the phone changes its address, and then all the time', async () => {
    const started = world.clock.nowMs();
    const address = (t: number): string => ADDRESSES[Math.floor((t - started + 300_000) / CHANGES_EACH_MS) % 2] ?? '';
    await world.stays('b1', 590, address);
    expect(world.facts('visit-opened')).toEqual([]);
    await world.stays('b1', 20, address);
    expect(world.facts('visit-opened')).toMatchObject([{ zone: 'bakery' }]);
    await world.stays('b1', 1800, address);
    await world.pass(900_000);
    expect(world.facts('visit-closed')).toHaveLength(1);
    expect(world.facts('visit-closed')[0]?.dwellMs).toBeGreaterThan(1_790_000);
  });

  it('a member is known by the address at once who was known by a token or showed a card', async () => {
    const token = `token:${Buffer.from(tokenOf(KEY, tokenWindow(world.clock.nowMs()))).toString('hex')}`;
    world.hears('b1', ADDRESSES[0], { also: [token] });
    await world.stays('b1', 20, ADDRESSES[0]);
    expect(world.telemetry.value('aislegate_recognised_total', { way: 'resolvable-address' })).toBe(20);
    expect(world.facts('visit-opened')).toHaveLength(1);
  });

  it('a card shown in between is the second proof', async () => {
    await world.stays('w1', 5, ADDRESSES[0]);
    await world.tells('card/b1/tap', { card: '2000 1234' });
    await world.stays('w1', 30, ADDRESSES[0]);
    expect(world.telemetry.value('aislegate_recognised_total', { way: 'resolvable-address' })).toBe(30);
  });
});
