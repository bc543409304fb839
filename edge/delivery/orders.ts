import { checker } from '../../contract/check.ts';
import { OrderFields, OrderRecord, orderSealContext } from '../../contract/records.ts';
import { unseal } from '../../contract/seal.ts';
import type { KeyRing } from '../ports/key-ring.ts';

const checkRecord = checker(OrderRecord);
const checkFields = checker(OrderFields);

/** The pickup orders of this shop. Numbers stay sealed until one is called out. */
export interface Orders {
  /** Takes a changed order; false where it is not one. `value` undefined removes it. */
  take(key: string, value: unknown): boolean;
  readyOf(subject: string): readonly OrderRecord[];
  of(subject: string): readonly OrderRecord[];
  forget(subject: string): void;
  /** The number to call out, or undefined where the member's key is gone. */
  numberOf(order: string): string | undefined;
}

export function createOrders(keyRing: Pick<KeyRing, 'get'>): Orders {
  const orders = new Map<string, OrderRecord>();
  const of = (subject: string): OrderRecord[] => [...orders.values()].filter((order) => order.subject === subject);
  return {
    of,
    forget(subject) {
      for (const { id } of of(subject)) orders.delete(id);
    },
    take(key, value) {
      const id = key.slice(key.indexOf('.') + 1);
      orders.delete(id);
      if (value === undefined) return true;
      const checked = checkRecord(value);
      if (checked.ok && checked.value.id === id) orders.set(id, checked.value);
      return checked.ok && checked.value.id === id;
    },
    readyOf: (subject) => of(subject).filter(({ state }) => state === 'ready'),
    numberOf(id) {
      const order = orders.get(id);
      const key = order && keyRing.get(order.subject);
      const fields = key && checkFields(unseal(key, orderSealContext(id), order.sealed));
      return fields?.ok ? fields.value.orderNumber : undefined;
    },
  };
}
