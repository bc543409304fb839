import Type from 'typebox';
import { checker } from '../../contract/check.ts';
import { Sighting } from '../../contract/sighting.ts';
import type { Heard } from '../../edge/presence/engine/presence-engine.ts';
import { wrongUse } from '../command.ts';
import { linesOf } from '../files.ts';

/** What of a sighting the presence engine uses: recordings may lack the rest. */
const HeardLine = Type.Object({
  ...Type.Pick(Sighting, ['t', 'anchor', 'distanceM', 'position']).properties,
  // Out of what a receiver can report it is a broken packet, which the engine knows.
  rssiDbm: Type.Optional(Type.Number()),
  rssiAt1mDbm: Type.Optional(Type.Number()),
  // Whoever recorded people for a measurement may call them what they like.
  mobile: Type.String({ minLength: 1, maxLength: 256 }),
});

const check = checker(HeardLine);

/** The sightings in a file (NDJSON) by mobile, in the order of their times; wrong use, naming the line, at the first that is none. */
export async function readSightings(path: string): Promise<ReadonlyMap<string, readonly Heard[]>> {
  const byMobile = new Map<string, Heard[]>();
  for await (const { number, text } of linesOf(path)) {
    const { mobile, t, anchor, rssiDbm, rssiAt1mDbm, distanceM, position } = sightingOf(text, `${path}, line ${number}`);
    const heard: Heard = {
      t,
      anchor,
      ...(rssiDbm !== undefined && { rssiDbm }),
      ...(rssiAt1mDbm !== undefined && { rssiAt1mDbm }),
      ...(distanceM !== undefined && { distanceM }),
      ...(position && { position }),
    };
    const before = byMobile.get(mobile);
    if (before) before.push(heard);
    else byMobile.set(mobile, [heard]);
  }
  if (byMobile.size === 0) throw wrongUse(`${path} holds no sightings.`);
  for (const heard of byMobile.values()) heard.sort((a, b) => a.t - b.t);
  return byMobile;
}

function sightingOf(text: string, where: string): Type.Static<typeof HeardLine> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the line.
    throw wrongUse(`${where}: it is not JSON`);
  }
  const line = check(value);
  if (!line.ok) throw wrongUse(`${where}: ${line.detail}`);
  return line.value;
}
