import type { NatsConnection } from '@nats-io/transport-node';
import { checker } from '../../../contract/check.ts';
import { ExportPart, type ExportRequest, exportSealContext, Holdings } from '../../../contract/privacy.ts';
import { unseal } from '../../../contract/seal.ts';
import { subjects } from '../../../contract/subjects.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { ShopDesk } from '../../ports/shop-desk.ts';
import { jsonOf } from './json-of.ts';

export interface ShopDeskOptions {
  readonly connection: NatsConnection;
  readonly clock: Pick<Clock, 'after'>;
  readonly random: Pick<Random, 'id'>;
  /** How long a shop may take to tell what it holds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5000;
const checkPart = checker(ExportPart);
const checkHoldings = checker(Holdings);

/** Shops as headquarters reaches them while they are connected. */
export function createShopDesk({ connection, clock, random, timeoutMs = TIMEOUT_MS }: ShopDeskOptions): ShopDesk {
  return {
    erase: (shop, record) => {
      if (!connection.isClosed()) connection.publish(subjects.erase(shop), JSON.stringify(record));
    },
    holdings: (shop, subject, key) =>
      new Promise((resolve) => {
        const request: ExportRequest = { requestId: random.id(), subject };
        const found = new Map<number, Holdings>();
        const end = (holdings: Holdings | undefined): void => {
          cancel();
          subscription.unsubscribe();
          resolve(holdings);
        };
        const cancel = clock.after(timeoutMs, () => end(undefined));
        const subscription = connection.subscribe(subjects.exported(shop), {
          callback: (error, message) => {
            const checked = error ? undefined : checkPart(jsonOf(message));
            if (!checked?.ok || checked.value.requestId !== request.requestId) return;
            const { part, parts, sealed } = checked.value;
            if (parts === 0) return end([]);
            const opened =
              sealed === undefined ? undefined : checkHoldings(unseal(key, exportSealContext(request.requestId, part), sealed));
            if (opened?.ok) found.set(part, opened.value);
            if (found.size === parts) end([...found].sort(([a], [b]) => a - b).flatMap(([, holdings]) => holdings));
          },
        });
        // The shop's answer must find us listening: the server takes what we say in order.
        connection.publish(subjects.export(shop), JSON.stringify(request));
      }),
  };
}
