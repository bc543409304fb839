import type { BusinessEvent } from '../../contract/business-event.ts';
import { type Decoded, type Decoder, type Heard, type Malformed, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { errorText } from '../../contract/errors.ts';
import type { Sighting } from '../../contract/sighting.ts';
import { advertReader } from '../../devices/decoders/support/adverts.ts';
import { createReplayGuard } from '../../edge/ingest/replay-guard.ts';

/** What a payload told, and what of it was refused. */
export interface Read {
  readonly sightings: readonly Sighting[];
  readonly events: readonly BusinessEvent[];
  readonly statuses: NonNullable<Heard['statuses']>;
  readonly refused: readonly Pick<Malformed, 'code' | 'reason'>[];
}

const MOST_SENSORS = 100_000;
/** Who decodes lines wants to know of each that it says nothing new, of another scanner's too. */
const VERDICTS = { again: 'ING_REPLAYED', replayed: 'ING_REPLAYED', downgraded: 'ING_DOWNGRADED' } as const;

/**
 * Reads payloads with one format, or finds the format of each among all. Adverts in what a gateway passed on are opened with every format of
 * adverts, an advert by itself with those that were asked for; the readings of encrypting sensors must be newer than the ones before.
 */
export function payloadReader(catalogue: readonly Decoder[], chosen: readonly Decoder[]): (message: Undecoded) => Read {
  const openAny = advertReader(catalogue);
  const openChosen = advertReader(chosen);
  const guard = createReplayGuard({ limit: MOST_SENSORS });

  function open({ adverts = [] }: Heard, { keyOf, rx }: Undecoded, isAdvert: boolean): Pick<Read, 'sightings' | 'refused'> {
    const sightings: Sighting[] = [];
    const refused: Malformed[] = [];
    for (const advert of adverts) {
      const opened = (isAdvert ? openChosen : openAny)(advert, keyOf);
      const { secured } = opened;
      const verdict = secured ? guard.check({ secured, content: '', rx }) : 'ok';
      const problems = [opened.refused ?? [], verdict === 'ok' ? [] : malformed(errorText(VERDICTS[verdict]), VERDICTS[verdict])].flat();
      refused.push(...problems);
      const { telemetry, ...other } = opened.sighting ?? {};
      const sighting = verdict === 'ok' ? opened.sighting : (other as Sighting);
      // Of an advert by itself nothing is left when what it says was refused; that a gateway heard its sender stays true.
      const isEmpty = problems.length > 0 && isAdvert && (verdict !== 'ok' || telemetry === undefined) && isOnlyAddress(sighting);
      if (sighting && !isEmpty) sightings.push(sighting);
    }
    return { sightings, refused };
  }

  return (message) => {
    const [decoder, decoded] = decodeWith(chosen, message);
    if (decoded.kind !== 'heard') return { ...NOTHING, refused: [decoded.kind === 'malformed' ? decoded : unknown(chosen)] };
    const opened = open(decoded, message, decoder?.advert !== undefined);
    return {
      sightings: [...(decoded.sightings ?? []), ...opened.sightings],
      events: decoded.events ?? [],
      statuses: decoded.statuses ?? [],
      refused: [...(decoded.refused ?? []), ...opened.refused],
    };
  };
}

const NOTHING: Read = { sightings: [], events: [], statuses: [], refused: [] };

/** A topic that is some format's own says which; else the format that recognises the payload. */
function decodeWith(chosen: readonly Decoder[], message: Undecoded): readonly [Decoder | undefined, Decoded] {
  const own = message.topic === '' ? undefined : chosen.find((decoder) => decoder.topics(message.topic));
  let found: readonly [Decoder | undefined, Decoded] = [undefined, NOT_MINE];
  for (const decoder of own ? [own] : chosen) {
    const decoded = decoder.decode(message);
    if (decoded.kind === 'heard') return [decoder, decoded];
    if (found[1].kind === 'not-mine') found = [decoder, decoded];
  }
  return found;
}

function isOnlyAddress(sighting: Sighting | undefined): boolean {
  return sighting === undefined || sighting.mobile === '' || /^(?:ble|rpa|nrpa):/u.test(sighting.mobile);
}

function unknown(chosen: readonly Decoder[]): Pick<Malformed, 'code' | 'reason'> {
  const [only, ...others] = chosen;
  const reason = only && others.length === 0 ? `not in the format ${only.id}` : 'in none of the formats, or one that --topic would tell';
  return { code: 'ING_UNKNOWN_TOPIC', reason };
}
