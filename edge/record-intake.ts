import { checker } from '../contract/check.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { ModelRecord } from '../contract/offers/model-record.ts';
import type { OrderRecord } from '../contract/records.ts';
import type { Orders } from './delivery/orders.ts';
import type { MemberIntake } from './identity/member-intake.ts';
import type { Books } from './offers/books.ts';
import type { FiguresIntake } from './offers/chain-figures.ts';
import type { BucketEntry } from './ports/headquarters.ts';
import type { Eraser } from './privacy/eraser.ts';

export interface RecordIntakeParts {
  readonly eraser: Pick<Eraser, 'take' | 'work'>;
  readonly members: MemberIntake;
  readonly books: Pick<Books, 'takeOffer' | 'takeConfig' | 'takeStock' | 'takeFigures'>;
  readonly figures: FiguresIntake;
  /** Takes the text of a model; what is wrong with it is told by whoever takes it. */
  readonly takeModel: (text: string) => Promise<unknown>;
  readonly orders: Orders;
  /** An order of a subject waits to be collected. */
  readonly onOrderReady: (subject: string) => void;
  readonly refuse: (code: ErrorCode) => void;
}

/** Hands each record that headquarters sends to the stage that it is for. */
export function createRecordIntake({
  eraser,
  members,
  books,
  figures,
  takeModel,
  orders,
  onOrderReady,
  refuse,
}: RecordIntakeParts): (entry: BucketEntry) => Promise<void> {
  return async (entry) => {
    const { bucket, key, value } = entry;
    switch (bucket) {
      case 'erasures':
        if (value !== undefined && !eraser.take(value)) refuse('HQ_MESSAGE_INVALID');
        // Others wait until it is done; where the disk is full it waits, and is tried again.
        return eraser.work().catch(() => {});
      case 'members':
        return members.take(entry);
      case 'catalogue':
        if (!books.takeOffer(key, value)) refuse('HQ_MESSAGE_INVALID');
        return;
      case 'config':
        if (!books.takeConfig(key, value)) refuse('HQ_MESSAGE_INVALID');
        return;
      case 'models': {
        const model = modelIn(value);
        if (model !== undefined) await takeModel(model);
        else if (figures.take(key, value)) books.takeFigures(figures.current());
        else refuse('HQ_MESSAGE_INVALID');
        return;
      }
      case 'inventory':
        if (!books.takeStock(key, value)) refuse('HQ_MESSAGE_INVALID');
        return;
      case 'orders':
        if (!orders.take(key, value)) refuse('HQ_MESSAGE_INVALID');
        else if (isReady(value)) onOrderReady(value.subject);
        return;
    }
  };
}

const checkModel = checker(ModelRecord);

function modelIn(value: unknown): string | undefined {
  const checked = checkModel(value);
  return checked.ok ? checked.value.text : undefined;
}

function isReady(value: unknown): value is OrderRecord {
  return (value as OrderRecord | undefined)?.state === 'ready';
}

/** Told late, or again by a bucket that was restored: of somebody who was erased there is nothing to take but the removal. */
export function withoutErased(entry: BucketEntry, isErased: (subject: string) => boolean): BucketEntry {
  if (entry.bucket !== 'members' && entry.bucket !== 'orders') return entry;
  const subject = (entry.value as { readonly subject?: unknown } | null | undefined)?.subject;
  return typeof subject === 'string' && isErased(subject) ? { ...entry, value: undefined } : entry;
}
