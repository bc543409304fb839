import { at, type Derivation, earlier, KEY, newest, type Row, TOLD, told, WHO } from './derivation.ts';

const VISIT_COLUMNS = {
  opened_at: 'timestamptz',
  closed_at: 'timestamptz',
  dwell_ms: 'bigint',
  unknown_ms: 'bigint',
  zones: 'integer',
  stays: 'integer',
  ended_by: 'text',
  bounce: 'boolean',
  excluded: 'text',
  ...TOLD,
} as const;
const OPEN: Row = {
  closed_at: null,
  dwell_ms: null,
  unknown_ms: null,
  zones: null,
  stays: null,
  ended_by: null,
  bounce: null,
  excluded: null,
};

/** The beginning of a visit is its revision 0: any end that was told, in whatever order, says more. */
const visits: Derivation = {
  table: 'visits',
  columns: { ...KEY, ...WHO, ...VISIT_COLUMNS, first_zone: 'text' },
  key: ['shop', 'visit_id'],
  // Only its beginning names the zone; "least" makes two that contradict each other come to the same in any order.
  merge: { ...newest('visits', ['subject', ...Object.keys(VISIT_COLUMNS)]), first_zone: earlier('visits', 'first_zone') },
  rowsOf: (fact) => {
    if (fact.type === 'aislegate.fact.visit-opened') {
      const { visitId, subject, openedAt, zone } = fact.data;
      const visit = { shop: fact.shop, visit_id: visitId, subject, opened_at: at(openedAt), first_zone: zone };
      return [{ ...OPEN, ...visit, ...told(fact, 0) }];
    }
    if (fact.type === 'aislegate.fact.visit-closed') {
      const { visitId, subject, openedAt, closedAt, dwellMs, unknownMs, zones, stays, end, bounce, excluded, revision } = fact.data;
      const visit = { shop: fact.shop, visit_id: visitId, subject, opened_at: at(openedAt), first_zone: null, closed_at: at(closedAt) };
      const figures = { dwell_ms: Math.round(dwellMs), unknown_ms: Math.round(unknownMs), zones, stays };
      return [{ ...visit, ...figures, ended_by: end, bounce, excluded: excluded ?? null, ...told(fact, revision) }];
    }
    return [];
  },
};

const STAY_COLUMNS = {
  ...WHO,
  zone: 'text',
  entered_at: 'timestamptz',
  left_at: 'timestamptz',
  dwell_ms: 'bigint',
  stay: 'text',
  confidence: 'double precision',
  ...TOLD,
} as const;

const zoneStays: Derivation = {
  table: 'zone_stays',
  columns: { ...KEY, stay_id: 'text', ...STAY_COLUMNS },
  key: ['shop', 'stay_id'],
  merge: newest('zone_stays', Object.keys(STAY_COLUMNS)),
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.zone-stay') return [];
    const { stayId, visitId, subject, zone, enteredAt, leftAt, dwellMs, stay, confidence, revision } = fact.data;
    const who = { shop: fact.shop, stay_id: stayId, visit_id: visitId, subject, zone };
    const times = { entered_at: at(enteredAt), left_at: at(leftAt), dwell_ms: Math.round(dwellMs) };
    return [{ ...who, ...times, stay, confidence, ...told(fact, revision) }];
  },
};

/** Whatever revision says that two things were one: sightings only ever add, so what was joined is never parted. */
const superseded: Derivation = {
  table: 'superseded',
  columns: { ...KEY, kind: 'text', id: 'text', into_id: 'text', subject: 'text' },
  key: ['shop', 'kind', 'id', 'into_id'],
  merge: {},
  rowsOf: (fact) => {
    const rows = (kind: string, into: string, subject: string, ids: readonly string[] = []): readonly Row[] =>
      ids.filter((id) => id !== into).map((id) => ({ shop: fact.shop, kind, id, into_id: into, subject }));
    if (fact.type === 'aislegate.fact.visit-closed') return rows('visit', fact.data.visitId, fact.data.subject, fact.data.supersedes);
    if (fact.type === 'aislegate.fact.zone-stay') return rows('stay', fact.data.stayId, fact.data.subject, fact.data.supersedes);
    return [];
  },
};

const QUARTER_COLUMNS = {
  grade: 'text',
  definition: 'jsonb',
  inside: 'integer',
  inside_randomized: 'integer',
  entered: 'integer',
  entered_randomized: 'integer',
  passers_by: 'integer',
  passers_by_randomized: 'integer',
  occupancy_mean: 'double precision',
  occupancy_max: 'integer',
  door_in: 'integer',
  door_out: 'integer',
  sightings: 'bigint',
  late: 'bigint',
  too_late: 'bigint',
  scanners_heard: 'integer',
  scanners: 'integer',
  zones: 'jsonb',
  zone_occupancy: 'jsonb',
  excluded: 'jsonb',
  ...TOLD,
} as const;

const footfallQuarters: Derivation = {
  table: 'footfall_quarters',
  columns: { ...KEY, start: 'timestamptz', ...QUARTER_COLUMNS },
  key: ['shop', 'start'],
  merge: newest('footfall_quarters', Object.keys(QUARTER_COLUMNS)),
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.footfall') return [];
    const { from, revision, grade, definition, inside, entered, passersBy, occupancy, doorIn, doorOut, zones, excluded } = fact.data;
    const { sightings, late, tooLate, scannersHeard, scanners } = fact.data;
    return [
      {
        shop: fact.shop,
        start: at(from),
        grade,
        definition,
        inside: inside.devices,
        inside_randomized: inside.randomized,
        entered: entered.devices,
        entered_randomized: entered.randomized,
        passers_by: passersBy?.devices ?? null,
        passers_by_randomized: passersBy?.randomized ?? null,
        occupancy_mean: occupancy.mean,
        occupancy_max: occupancy.max,
        door_in: doorIn ?? null,
        door_out: doorOut ?? null,
        sightings,
        late,
        too_late: tooLate,
        scanners_heard: scannersHeard,
        scanners,
        zones,
        zone_occupancy: occupancy.zones,
        excluded,
        ...told(fact, revision),
      },
    ];
  },
};

export const PRESENCE_DERIVATIONS: readonly Derivation[] = [visits, zoneStays, superseded, footfallQuarters];
