import type { DecisionExplained } from '../../contract/http/decision-routes.ts';
import { explainDecision, type KnownNames } from '../../contract/offers/explain.ts';
import { type Book, placed } from './book.ts';
import { type ReplayParts, replay } from './replay.ts';

export interface ExplainParts extends ReplayParts {
  /** The newest book, for names where the one that a decision was made from is gone. */
  readonly bookNow: () => Book;
}

/** A decision that was made here and is still kept, with whom it is about for the audit log. */
export type Explained = { readonly subject: string; readonly explained: DecisionExplained };

export function createExplainer(parts: ExplainParts): (decisionId: string) => Explained | undefined {
  return (decisionId) => {
    const kept = parts.decided.of(decisionId);
    if (!kept) return undefined;
    const { subject, ...decision } = kept.fields.decision;
    const lines = explainDecision(decision, namesIn(parts.decided.bookOf(decision.book) ?? parts.bookNow()));
    const again = replay(parts, decisionId);
    return { subject, explained: { decision, lines: [...lines, `Replay: ${again.detail}.`], replay: again } };
  };
}

/** What headquarters calls offers, rules, caps and campaigns. */
function namesIn(book: Book): KnownNames {
  const rules = new Map(book.source.records.flatMap((record) => ('name' in record ? [[record.id, record.name] as const] : [])));
  return { offer: (id) => placed(book).get(id)?.offer.title, rule: (id) => rules.get(id) };
}
