import type { RowError } from '../../contract/http/hq-routes.ts';
import { instantMs } from '../../contract/instant.ts';
import type { MemberFields } from '../../contract/records.ts';

export interface Claimant {
  readonly row: number;
  readonly fields: MemberFields;
}

/**
 * Who keeps an identifier that several members claim: the one whose consent to recognition is the newest, and nobody where none is. A shop that
 * guessed would show one person's offers to another.
 */
export function settleClaims(members: readonly Claimant[]): { lost: ReadonlyMap<number, ReadonlySet<string>>; notes: readonly RowError[] } {
  const claims = new Map<string, Claimant[]>();
  for (const member of members) {
    for (const identifier of identifiersOf(member.fields)) {
      claims.set(identifier, [...(claims.get(identifier) ?? []), member]);
    }
  }
  const lost = new Map<number, Set<string>>();
  const notes = new Map<string, RowError>();
  for (const [identifier, claimants] of claims) {
    if (claimants.length === 1) continue;
    const keeper = newest(claimants);
    for (const { row } of claimants.filter((claimant) => claimant !== keeper)) {
      lost.set(row, (lost.get(row) ?? new Set()).add(identifier));
      const [other] = keeper ? [keeper] : claimants.filter((claimant) => claimant.row !== row);
      const why = keeper ? 'which has the newer consent to recognition' : 'and neither has the newer consent to recognition';
      const note = { row, field: 'identifiers', reason: `has one that row ${other?.row} has too, ${why}: left out here` };
      notes.set(`${row} ${note.reason}`, note);
    }
  }
  return { lost, notes: [...notes.values()] };
}

/** All that a member claims, on whichever phone. */
export function identifiersOf({ identifiers, devices = [] }: MemberFields): ReadonlySet<string> {
  return new Set([...identifiers, ...devices.flat()]);
}

function newest(claimants: readonly Claimant[]): Claimant | undefined {
  const dated = claimants.map((claimant) => ({ claimant, at: recognitionGivenAt(claimant.fields) }));
  const latest = Math.max(...dated.map(({ at }) => at));
  const [first, second] = dated.filter(({ at }) => at === latest);
  return latest > Number.NEGATIVE_INFINITY && !second ? first?.claimant : undefined;
}

function recognitionGivenAt({ consents }: MemberFields): number {
  const given = consents.filter(({ purpose, withdrawnAt }) => purpose === 'recognition' && withdrawnAt === undefined);
  return Math.max(...given.map(({ givenAt }) => instantMs(givenAt) ?? Number.NEGATIVE_INFINITY));
}
