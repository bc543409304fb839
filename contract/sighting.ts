import Type from 'typebox';
import { Identifier } from './identifier.ts';
import { EpochMs } from './scalars.ts';

export const RADIOS = ['ble', 'wifi', 'app', 'card'] as const;

/** What a receiver can report (Bluetooth Core 5.4, Vol 4 Part E §7.7.65.2): −127 to +20 dBm. More is a broken packet. */
export const RSSI_DBM = { minimum: -127, maximum: 20 } as const;

/** One radio contact between a fixed thing (anchor) and a moving one (mobile). */
export const Sighting = Type.Object(
  {
    t: Type.Number({
      minimum: 0,
      maximum: 1e14,
      description: "ms epoch by the source's own clock, corrected where that is known to be wrong, or `rx` where it has none",
    }),
    sourceT: Type.Optional(Type.Number({ minimum: 0, maximum: 1e14, description: 'ms epoch as the source said, where `t` was corrected' })),
    rx: Type.Number({ minimum: 0, maximum: 1e14, description: 'ms epoch at which the edge received it' }),
    anchor: Type.String({ minLength: 1, maxLength: 120, description: 'scanner, access point or fixed beacon, as it calls itself' }),
    mobile: Identifier,
    radio: Type.Enum(RADIOS),
    rssiDbm: Type.Optional(Type.Number(RSSI_DBM)),
    rssiAt1mDbm: Type.Optional(Type.Number(RSSI_DBM)),
    distanceM: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000 })),
    position: Type.Optional(
      Type.Object({
        x: Type.Number({ description: 'm' }),
        y: Type.Number({ description: 'm' }),
        floor: Type.Optional(Type.String({ maxLength: 64 })),
        accuracyM: Type.Optional(Type.Number({ minimum: 0 })),
      }),
    ),
    randomized: Type.Optional(Type.Boolean({ description: 'absent where the address type is not reported' })),
    also: Type.Optional(Type.Array(Identifier, { maxItems: 16 })),
    telemetry: Type.Optional(Type.Record(Type.String(), Type.Number())),
  },
  { $id: 'Sighting', description: 'A scanner heard a mobile, or a mobile heard a beacon.' },
);
export type Sighting = Type.Static<typeof Sighting>;

/** What a gateway publishes on our own topic: the receive time is the edge's to add. */
export const SightingReport = Type.Object(
  {
    t: Type.Optional(EpochMs),
    mobile: Identifier,
    radio: Type.Optional(Type.Enum(RADIOS)),
    rssiDbm: Type.Optional(Type.Number(RSSI_DBM)),
    rssiAt1mDbm: Type.Optional(Type.Number(RSSI_DBM)),
    distanceM: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000 })),
    also: Type.Optional(Type.Array(Identifier, { maxItems: 16 })),
  },
  { $id: 'SightingReport', description: "A sighting on Aislegate's own MQTT topic; the scanner stands in the topic." },
);
export type SightingReport = Type.Static<typeof SightingReport>;
