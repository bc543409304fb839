import { factId } from '../../contract/facts/envelope.ts';
import type { Fact, FactDraft } from '../../contract/facts/fact.ts';
import { instantText } from '../../contract/instant.ts';
import type { JournalPosition } from '../ports/journal.ts';

/** The fact that a draft becomes once it has its number: a CloudEvent whose id makes it count once. */
export function numberedFact(shop: string, { epoch, sequence }: JournalPosition, draft: FactDraft): Fact {
  const subject = 'subject' in draft.data ? { subject: draft.data.subject } : {};
  return {
    specversion: '1.0',
    id: factId(shop, epoch, sequence),
    source: `aislegate/${shop}`,
    type: `aislegate.fact.${draft.kind}`,
    time: instantText(draft.t),
    datacontenttype: 'application/json',
    ...subject,
    shop,
    epoch,
    sequence,
    data: draft.data,
  } as Fact;
}

/** Whether a fact is of the subject and goes when the subject is erased. */
export function isOf(fact: Fact, subject: string): boolean {
  return fact.subject === subject && fact.type !== 'aislegate.fact.erasure';
}

/** What stands in the place of a fact of somebody who was erased: its number, and not even its time. */
export function voidFact({ shop, epoch, sequence }: Fact, t: number): Fact {
  return numberedFact(shop, { epoch, sequence }, { kind: 'void', t, data: { at: instantText(t) } });
}
