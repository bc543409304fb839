const DAY_MS = 86_400_000;

/** Two offers for each zone, in force from a day before to a day after `aroundMs`: rows as headquarters imports them. */
export function zoneOffers(zones: readonly { readonly id: string; readonly name: string }[], aroundMs: number): object[] {
  return zones.flatMap(({ id, name }) =>
    [1, 2].map((n) => ({
      id: `${id}-${n}`,
      campaign: 'spring',
      title: `${name} offer ${n}`,
      kind: 'percent-off',
      value: 10 * n,
      category: id,
      zones: [id],
      startsAt: new Date(aroundMs - DAY_MS).toISOString(),
      endsAt: new Date(aroundMs + DAY_MS).toISOString(),
    })),
  );
}
