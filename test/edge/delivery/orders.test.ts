import { expect, it } from 'vitest';
import { orderSealContext } from '../../../contract/records.ts';
import { seal } from '../../../contract/seal.ts';
import { createOrders } from '../../../edge/delivery/orders.ts';

const SUBJECT = 'ab'.repeat(16);
const key = new Uint8Array(32).fill(7);
const keyRing = (known: boolean) => ({ get: () => (known ? key : undefined) });
const sealed = seal(key, orderSealContext('ord-1'), { orderNumber: 'A-17' }, new Uint8Array(12));
const order = { id: 'ord-1', subject: SUBJECT, state: 'ready', readyAt: '2026-06-01T00:00:00Z', sealed };

it('finds the ready orders of a member and calls them by their number', () => {
  const orders = createOrders(keyRing(true));
  expect(orders.take('shop-1.ord-1', order)).toBe(true);
  expect(orders.readyOf(SUBJECT).map((one) => one.id)).toEqual(['ord-1']);
  expect(orders.numberOf('ord-1')).toBe('A-17');
});

it('forgets an order that was collected or taken back', () => {
  const orders = createOrders(keyRing(true));
  orders.take('shop-1.ord-1', order);
  orders.take('shop-1.ord-1', { ...order, state: 'collected' });
  expect(orders.readyOf(SUBJECT)).toEqual([]);
  expect(orders.take('shop-1.ord-1', undefined)).toBe(true);
  expect(orders.numberOf('ord-1')).toBeUndefined();
});

it('forgets the orders of a member who is erased, and of nobody else', () => {
  const orders = createOrders(keyRing(true));
  const other = 'cd'.repeat(16);
  orders.take('shop-1.ord-1', order);
  orders.take('shop-1.ord-2', { ...order, id: 'ord-2', subject: other });
  orders.forget(SUBJECT);
  expect([orders.readyOf(SUBJECT), orders.readyOf(other).map(({ id }) => id)]).toEqual([[], ['ord-2']]);
});

it('cannot call out a number once the key of the member is destroyed', () => {
  const orders = createOrders(keyRing(false));
  orders.take('shop-1.ord-1', order);
  expect(orders.numberOf('ord-1')).toBeUndefined();
});

it('refuses what is no order, and an order under the name of another', () => {
  const orders = createOrders(keyRing(true));
  expect(orders.take('shop-1.ord-1', { ...order, state: 'lost' })).toBe(false);
  expect(orders.take('shop-1.ord-2', order)).toBe(false);
  expect(orders.readyOf(SUBJECT)).toEqual([]);
});

it('cannot open a seal that was made for another order', () => {
  const orders = createOrders(keyRing(true));
  orders.take('shop-1.ord-2', { ...order, id: 'ord-2' });
  expect(orders.numberOf('ord-2')).toBeUndefined();
});
