import type { ErrorCode } from '../contract/errors.ts';
import type { Orders } from './delivery/orders.ts';
import type { MemberIntake } from './identity/member-intake.ts';
import type { Catalogue } from './offers/catalogue.ts';
import type { BucketEntry } from './ports/headquarters.ts';

export interface RecordIntakeParts {
  readonly members: MemberIntake;
  readonly catalogue: Catalogue;
  readonly orders: Orders;
  readonly refuse: (code: ErrorCode) => void;
}

/** Hands each record that headquarters sends to the stage that it is for. */
export function createRecordIntake({ members, catalogue, orders, refuse }: RecordIntakeParts): (entry: BucketEntry) => Promise<void> {
  return async (entry) => {
    const { bucket, key, value } = entry;
    switch (bucket) {
      case 'members':
        return members.take(entry);
      case 'catalogue':
        if (!catalogue.takeOffer(key, value)) refuse('HQ_MESSAGE_INVALID');
        return;
      case 'inventory':
        if (!catalogue.takeStock(key, value)) refuse('HQ_MESSAGE_INVALID');
        return;
      case 'orders':
        if (!orders.take(key, value)) refuse('HQ_MESSAGE_INVALID');
        return;
    }
  };
}
