import Type from 'typebox';
import { CountFact, ReceiptFact, TapFact } from './business-facts.ts';
import { ErasureFact, VoidFact } from './erasure-facts.ts';
import { FootfallFact } from './footfall-facts.ts';
import { DecisionFact, ExposureFact, RankerFact, RedemptionFact, ResponseFact, ScreenEventFact } from './offer-facts.ts';
import { PickupFact } from './pickup-facts.ts';
import { VisitClosedFact, VisitOpenedFact, ZoneStayFact } from './presence-facts.ts';
import { SecurityFact } from './security-facts.ts';

/** Every kind of fact that a shop can tell headquarters, by its name on the wire. */
export const FACT_SCHEMAS = {
  'visit-opened': VisitOpenedFact,
  'visit-closed': VisitClosedFact,
  'zone-stay': ZoneStayFact,
  footfall: FootfallFact,
  decision: DecisionFact,
  exposure: ExposureFact,
  response: ResponseFact,
  redemption: RedemptionFact,
  ranker: RankerFact,
  'screen-event': ScreenEventFact,
  pickup: PickupFact,
  security: SecurityFact,
  tap: TapFact,
  receipt: ReceiptFact,
  count: CountFact,
  erasure: ErasureFact,
  void: VoidFact,
} as const;

export type FactKind = keyof typeof FACT_SCHEMAS;
export const FACT_KINDS = Object.keys(FACT_SCHEMAS) as FactKind[];

export const Fact = Type.Union(Object.values(FACT_SCHEMAS));
export type Fact = { [K in FactKind]: Type.Static<(typeof FACT_SCHEMAS)[K]> }[FactKind];
export type FactOf<K extends FactKind> = Type.Static<(typeof FACT_SCHEMAS)[K]>;

/** A fact before the journal has numbered it. */
export type FactDraft = { [K in FactKind]: { kind: K; t: number; data: FactOf<K>['data'] } }[FactKind];

export function factKind(fact: Fact): FactKind {
  return fact.type.slice('aislegate.fact.'.length) as FactKind;
}
