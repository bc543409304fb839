import Type from 'typebox';
import { Identifier } from './identifier.ts';
import { Name } from './scalars.ts';
import { WAYS } from './ways.ts';

/** Beyond this it was meant in mm or in degrees: no shop is so far away from its own corner. */
export const MAX_M = 10_000;
const Metres = Type.Number({ minimum: -MAX_M, maximum: MAX_M, description: 'm' });
/** The largest shops measure some 300 m; at the start each quarter of a metre is looked at. */
const Side = Type.Number({ minimum: 0.1, maximum: 1000, description: 'm' });
const Point = Type.Array(Metres, { minItems: 2, maxItems: 2, description: '[x, y] in m' });

export const Zone = Type.Object({
  id: Name,
  name: Type.String({ minLength: 1, maxLength: 120 }),
  kind: Type.Optional(Type.String({ maxLength: 40, description: 'department, entrance, tills, inside, …' })),
  polygon: Type.Optional(Type.Array(Point, { minItems: 3, maxItems: 200 })),
});
export type Zone = Type.Static<typeof Zone>;

export const Scanner = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 120, description: 'what the gateway calls itself: room name, or 12 hex of its MAC' }),
  x: Type.Optional(Metres),
  y: Type.Optional(Metres),
  z: Type.Optional(Metres),
  side: Type.Optional(Type.Union([Type.Literal('inside'), Type.Literal('outside')])),
  zone: Type.Optional(Name),
  aliases: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 120 }), {
      maxItems: 20,
      description: 'what other gateways call the same scanner: a room name, a MAC',
    }),
  ),
});
export type Scanner = Type.Static<typeof Scanner>;

/** What says something of health, faith or private life (GDPR Art. 9), as retailers commonly call it; a shop's own list replaces this one. */
export const SENSITIVE_CATEGORIES = [
  'health',
  'pharmacy',
  'medicine',
  'intimate',
  'pregnancy',
  'baby',
  'diet',
  'alcohol',
  'tobacco',
  'religion',
];

const LocalTime = Type.String({ pattern: '^(?:[01]\\d|2[0-3]):[0-5]\\d$', description: 'local time, as in 09:00' });

export const Settings = Type.Object(
  {
    presence: Type.Optional(
      Type.Object({
        absentAfterMs: Type.Optional(
          Type.Number({
            minimum: 5000,
            maximum: 3_600_000,
            default: 30_000,
            description: 'silence that ends a stay in a zone; longer by itself for devices that are seldom heard',
          }),
        ),
        leaveAfterMs: Type.Optional(
          Type.Number({ minimum: 5000, maximum: 14_400_000, default: 600_000, description: 'silence that ends a visit' }),
        ),
        outsideAfterMs: Type.Optional(
          Type.Number({ minimum: 1000, maximum: 3_600_000, default: 120_000, description: 'time outside the door that ends a visit' }),
        ),
        logLateMs: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: 604_800_000,
            default: 172_800_000,
            description: 'what scanners kept and tell later than this revises no visit any more',
          }),
        ),
      }),
    ),
    footfall: Type.Optional(
      Type.Object({
        mergeStaysMs: Type.Optional(
          Type.Number({ minimum: 0, maximum: 600_000, default: 20_000, description: 'stays in a zone with less between them are one' }),
        ),
        countStayMs: Type.Optional(
          Type.Number({ minimum: 0, maximum: 600_000, default: 10_000, description: 'a shorter stay is a pass-through' }),
        ),
        engagedMs: Type.Optional(
          Type.Number({ minimum: 0, maximum: 3_600_000, default: 60_000, description: 'a stay of this length is engaged' }),
        ),
        bounceMs: Type.Optional(
          Type.Number({ minimum: 0, maximum: 3_600_000, default: 60_000, description: 'a shorter visit is a bounce' }),
        ),
        passerByMs: Type.Optional(
          Type.Number({ minimum: 0, maximum: 600_000, default: 3000, description: 'heard outside only, for this long: a passer-by' }),
        ),
        staffAfterMs: Type.Optional(
          Type.Number({ minimum: 600_000, maximum: 86_400_000, default: 14_400_000, description: 'no customer stays as long as this' }),
        ),
        opensAt: Type.Optional(LocalTime),
        closesAt: Type.Optional(LocalTime),
        anonymous: Type.Optional(
          Type.Enum(['counters', 'off'], {
            default: 'counters',
            description: 'devices of nobody known add to counts and to nothing else; or not even to those',
          }),
        ),
      }),
    ),
    offers: Type.Optional(
      Type.Object({
        confidence: Type.Optional(
          Type.Number({ minimum: 0, maximum: 1, default: 0.8, description: 'offers are decided on zones that are at least this sure' }),
        ),
        exploreShare: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: 0.5,
            default: 0.05,
            description: 'share of decisions drawn evenly among the best five, to keep learning',
          }),
        ),
        leastValue: Type.Optional(
          Type.Number({
            minimum: -1e6,
            maximum: 1e6,
            default: 0,
            description: 'nothing is shown rather than an offer that is expected to earn no more than this',
          }),
        ),
        leastChance: Type.Optional(
          Type.Number({ minimum: 0, maximum: 1, default: 0.001, description: 'nor one that is taken less often than this' }),
        ),
        dwellMs: Type.Optional(
          Type.Number({
            minimum: 5000,
            maximum: 3_600_000,
            default: 60_000,
            description: 'who is still in a zone after this is decided about again',
          }),
        ),
        gapMs: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: 3_600_000,
            default: 10_000,
            description: 'so long nothing else is decided for a member, but on entering another zone',
          }),
        ),
        redeemWithinMs: Type.Optional(
          Type.Number({
            minimum: 60_000,
            maximum: 2_678_400_000,
            description: 'a purchase is credited to an offer for so long after it was shown; to the end of the day when absent',
          }),
        ),
        mostPerDay: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: 1000,
            default: 24,
            description: 'so many offers a member is shown on a day; headquarters sends caps in the place of this one',
          }),
        ),
        restMs: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: 3_600_000,
            default: 0,
            description: 'so long between two of them, whichever zone and phone of a household; caps as well',
          }),
        ),
        sensitiveCategories: Type.Optional(
          Type.Array(Name, { maxItems: 200, default: SENSITIVE_CATEGORIES, description: 'never chosen for a person on a public screen' }),
        ),
        showMs: Type.Optional(Type.Number({ minimum: 1000, maximum: 600_000, default: 20_000, description: 'how long an offer stays' })),
        deadlineMs: Type.Optional(
          Type.Number({ minimum: 500, maximum: 60_000, default: 4000, description: 'a screen must have shown it by then' }),
        ),
      }),
    ),
    ingest: Type.Optional(
      Type.Object({
        topics: Type.Optional(
          Type.Array(
            Type.Object({
              filter: Type.String({
                minLength: 1,
                maxLength: 250,
                description: 'MQTT topic filter, as in my/minew/+; the first + stands for the scanner where the payload names none',
              }),
              format: Type.String({ minLength: 1, maxLength: 64, description: 'as "aislegate decode --help" lists them' }),
            }),
            { maxItems: 100, description: 'topics of your own, and the format of what comes there' },
          ),
        ),
        lateAfterMs: Type.Optional(
          Type.Number({
            minimum: 1000,
            maximum: 86_400_000,
            default: 90_000,
            description: 'what comes later than this is not acted on: it only revises what was told',
          }),
        ),
        silentAfterMs: Type.Optional(
          Type.Number({ minimum: 5000, maximum: 86_400_000, default: 60_000, description: 'a scanner not heard for this long is silent' }),
        ),
        scannerPerSecond: Type.Optional(
          Type.Number({ minimum: 1, maximum: 1_000_000, default: 2000, description: 'sightings of one scanner that count' }),
        ),
        devicePerSecond: Type.Optional(
          Type.Number({ minimum: 1, maximum: 1_000_000, default: 100, description: 'sightings of one device at one scanner that count' }),
        ),
      }),
    ),
    identity: Type.Optional(
      Type.Object(
        {
          ways: Type.Optional(
            Type.Array(Type.Enum(WAYS), { uniqueItems: true, description: 'by what members are recognised; all of them when left out' }),
          ),
          suspectMs: Type.Optional(
            Type.Number({
              minimum: 0,
              maximum: 86_400_000,
              default: 900_000,
              description: 'for so long an identifier leads to nobody after it was heard where one person cannot be',
            }),
          ),
          guestMs: Type.Optional(
            Type.Number({
              minimum: 600_000,
              maximum: 86_400_000,
              default: 14_400_000,
              description: 'how long terms of the guest Wi-Fi last',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    pickup: Type.Optional(
      Type.Object({
        alertForMs: Type.Optional(
          Type.Number({ minimum: 10_000, maximum: 3_600_000, default: 900_000, description: 'how long a pickup alert rings' }),
        ),
      }),
    ),
  },
  { additionalProperties: false },
);
export type Settings = Type.Static<typeof Settings>;

/** The site file: small, edited by people. */
export const Site = Type.Object(
  {
    shop: Type.Object({
      id: Name,
      name: Type.String({ minLength: 1, maxLength: 120 }),
      timezone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA, as in Europe/Paris' }),
      format: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'as rules name it: city, hypermarket, …' })),
      region: Type.Optional(Name),
      services: Type.Optional(Type.Array(Name, { maxItems: 100, description: 'what the shop offers beside goods, as rules name it' })),
    }),
    floor: Type.Optional(Type.Object({ width: Side, depth: Side }, { description: 'm' })),
    zones: Type.Array(Zone, { minItems: 1, maxItems: 500 }),
    scanners: Type.Array(Scanner, { maxItems: 2000 }),
    screens: Type.Optional(Type.Array(Type.Object({ id: Name, zone: Name }), { maxItems: 2000 })),
    devices: Type.Optional(
      Type.Array(Type.Object({ id: Name, name: Type.String({ minLength: 1, maxLength: 120 }) }), {
        maxItems: 500,
        description: 'staff devices',
      }),
    ),
    beacons: Type.Optional(
      Type.Array(Type.Object({ id: Type.String({ minLength: 1, maxLength: 120 }), x: Metres, y: Metres, zone: Type.Optional(Name) }), {
        maxItems: 2000,
      }),
    ),
    walls: Type.Optional(Type.Array(Type.Array(Point, { minItems: 2, maxItems: 2 }), { maxItems: 5000 })),
    ignore: Type.Optional(
      Type.Array(Type.Object({ id: Identifier, as: Type.Union([Type.Literal('staff'), Type.Literal('fixture')]) }), {
        maxItems: 5000,
        description: 'badges of staff, printers, tills: they are in no count and have no visits',
      }),
    ),
    settings: Type.Optional(Settings),
  },
  { $id: 'Site', description: 'Zones, scanners, screens and devices of one shop.' },
);
export type Site = Type.Static<typeof Site>;
