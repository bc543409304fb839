import type { Fact, FactOf } from '../../contract/facts/fact.ts';
import { factKind } from '../../contract/facts/fact.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ToldVisit extends Span {
  readonly subject: string;
}

export interface ToldStay extends Span {
  readonly subject: string;
  readonly zone: string;
  readonly dwellMs: number;
}

export type Quarter = FactOf<'footfall'>['data'];

/** What a shop told of a day, as headquarters reads it: of each id the highest revision, without what that replaced. */
export interface Told {
  readonly visits: readonly ToldVisit[];
  readonly stays: readonly ToldStay[];
  readonly quarters: readonly Quarter[];
}

interface Revised {
  readonly revision: number;
  readonly supersedes?: readonly string[];
}

class Latest<T extends Revised> {
  readonly #byId = new Map<string, T>();
  readonly #replaced = new Set<string>();

  take(id: string, data: T): void {
    for (const other of data.supersedes ?? []) this.#replaced.add(other);
    if ((this.#byId.get(id)?.revision ?? 0) < data.revision) this.#byId.set(id, data);
  }

  all(): T[] {
    return [...this.#byId].filter(([id]) => !this.#replaced.has(id)).map(([, data]) => data);
  }
}

/** Takes facts as they come; nothing of a day but its figures stays in memory. */
export function listener(): { readonly hear: (fact: Fact) => void; readonly told: () => Told } {
  const visits = new Latest<FactOf<'visit-closed'>['data']>();
  const stays = new Latest<FactOf<'zone-stay'>['data']>();
  const quarters = new Latest<Quarter>();
  return {
    hear(fact) {
      const kind = factKind(fact);
      if (kind === 'visit-closed') {
        const data = fact.data as FactOf<'visit-closed'>['data'];
        visits.take(data.visitId, data);
      } else if (kind === 'zone-stay') {
        const data = fact.data as FactOf<'zone-stay'>['data'];
        stays.take(data.stayId, data);
      } else if (kind === 'footfall') {
        const data = fact.data as Quarter;
        quarters.take(data.from, data);
      }
    },
    told: () => ({
      visits: visits
        .all()
        .map(({ subject, openedAt, closedAt }) => ({ subject, fromMs: Date.parse(openedAt), toMs: Date.parse(closedAt) })),
      stays: stays.all().map(({ subject, zone, enteredAt, leftAt, dwellMs }) => ({
        subject,
        zone,
        fromMs: Date.parse(enteredAt),
        toMs: Date.parse(leftAt),
        dwellMs,
      })),
      quarters: quarters.all(),
    }),
  };
}
