import Type from 'typebox';
import { DurationMs, InstantText, Name } from '../scalars.ts';
import { factSchema } from './envelope.ts';

/** The parameters behind every figure of footfall, as the shop had them set: printed beside the figures. */
export const FootfallDefinition = Type.Object({
  absentAfterMs: Type.Unsafe<number>({ ...DurationMs, description: 'silence that ends a stay' }),
  leaveAfterMs: Type.Unsafe<number>({ ...DurationMs, description: 'silence that ends a visit' }),
  outsideAfterMs: Type.Unsafe<number>({ ...DurationMs, description: 'time outside that ends a visit' }),
  mergeStaysMs: Type.Unsafe<number>({ ...DurationMs, description: 'two stays in a zone with less than this between them are one' }),
  countStayMs: Type.Unsafe<number>({ ...DurationMs, description: 'a shorter stay is a pass-through' }),
  engagedMs: Type.Unsafe<number>({ ...DurationMs, description: 'a stay of this length is engaged' }),
  bounceMs: Type.Unsafe<number>({ ...DurationMs, description: 'a shorter visit is a bounce' }),
  passerByMs: Type.Unsafe<number>({
    ...DurationMs,
    description: 'who is only heard outside for this long is a passer-by; a device heard for less is not counted',
  }),
  staffAfterMs: Type.Unsafe<number>({ ...DurationMs, description: 'a visit of this length is not that of a customer' }),
  opensAt: Type.Optional(Type.String({ maxLength: 5, description: 'local time, as in 09:00' })),
  closesAt: Type.Optional(Type.String({ maxLength: 5, description: 'local time, as in 20:00' })),
  timezone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA: whose midnight parts the days; UTC when absent' })),
  anonymous: Type.Optional(Type.Literal('off', { description: 'anonymous devices are not counted; absent where they are' })),
  tills: Type.Array(Name, { maxItems: 500, description: 'zones where people queue to pay' }),
});
export type FootfallDefinition = Type.Static<typeof FootfallDefinition>;

const Count = Type.Integer({ minimum: 0 });
/** Devices are not people; how many of them have addresses that change stands beside every count of them. */
const Devices = Type.Object({
  devices: Type.Unsafe<number>({ ...Count, description: 'anonymous devices, each counted once' }),
  randomized: Type.Unsafe<number>({ ...Count, description: '… of which with an address that is known to change' }),
});
export type Devices = Type.Static<typeof Devices>;

/** Why a device is in no count. */
export const EXCLUSIONS = ['listed-staff', 'listed-fixture', 'never-leaves', 'outside-hours', 'too-brief'] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

/** What a shop's radio and doors say of 15 minutes, of everybody together: no device and nobody can be found in it. */
export const FootfallQuarter = Type.Object({
  from: Type.Unsafe<string>({ ...InstantText, description: 'beginning of the 15 minutes; key of the fact' }),
  revision: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  definition: FootfallDefinition,
  grade: Type.String({ maxLength: 20, description: 'what the zones are decided from: door, scanners, positions or survey' }),
  zones: Type.Array(Type.Object({ zone: Name, ...Devices.properties }), { maxItems: 500 }),
  inside: Devices,
  entered: Type.Unsafe<Devices>({
    ...Devices,
    description: 'inside for the first time in these 15 minutes, and heard outside before; the latter only where a scanner stands outside',
  }),
  passersBy: Type.Optional(Type.Unsafe<Devices>({ ...Devices, description: 'heard outside only; absent where no scanner stands outside' })),
  excluded: Type.Array(Type.Object({ reason: Type.Enum(EXCLUSIONS), devices: Count })),
  occupancy: Type.Object({
    mean: Type.Number({ minimum: 0, description: 'visits open, mean over the minutes' }),
    max: Count,
    zones: Type.Array(Type.Object({ zone: Name, mean: Type.Number({ minimum: 0 }), max: Count }), { maxItems: 500 }),
  }),
  doorIn: Type.Optional(Type.Unsafe<number>({ ...Count, description: 'people, by door counters; absent where there is none' })),
  doorOut: Type.Optional(Count),
  sightings: Type.Unsafe<number>({ ...Count, description: 'sightings that counted' }),
  late: Type.Unsafe<number>({ ...Count, description: '… of which came after their time was decided' }),
  tooLate: Type.Unsafe<number>({ ...Count, description: 'came later than the shop waits for, and counted for nothing' }),
  scannersHeard: Count,
  scanners: Count,
});
export type FootfallQuarter = Type.Static<typeof FootfallQuarter>;

export const FootfallFact = factSchema(
  'footfall',
  'What the radio and the doors of a shop say of 15 minutes, of everybody together; told again with a higher revision where it changed.',
  FootfallQuarter,
);
