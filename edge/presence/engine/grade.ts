import type { Listener, Shop } from '../../domain/shop.ts';
import type { PathLoss } from './path-loss.ts';
import type { Grade } from './presence-engine.ts';
import type { SurveyReading } from './signal-map.ts';

/** What was learnt of a shop beside its site file; scanners by their index in `shop.listeners`. */
export interface Learnt {
  readonly survey?: readonly SurveyReading[];
  /** What each scanner has come to read more since the survey, in dB. */
  readonly sinceSurveyDb?: readonly number[];
  readonly loss?: PathLoss;
}

/** From fewer places the distances alone say where nobody is. */
const PLACES = 3;

/** The zone inside the door, where scanners hang on both of its sides. */
export function insideOf({ zones, listeners }: Shop): string | undefined {
  const hasBoth = listeners.some(({ side }) => side === 'inside') && listeners.some(({ side }) => side === 'outside');
  if (!hasBoth) return undefined;
  const all = [...zones.values()];
  return (all.length === 1 ? all[0] : all.find(({ kind }) => kind === 'inside'))?.id;
}

/** Whether a listener tells anything of the zones inside: those at the door tell its sides. */
export function tellsZones({ side, zone }: Listener, inside: string | undefined): boolean {
  return zone !== undefined && (side === undefined || (side === 'inside' && zone !== inside));
}

/** The best that the site file and what was learnt allow. */
export function gradeOf(shop: Shop, { survey = [] }: Learnt): Grade {
  const places = shop.listeners.filter(({ x, y, side }) => x !== undefined && y !== undefined && side !== 'outside').length;
  const hasPlan = shop.floor !== undefined && [...shop.zones.values()].some(({ polygon }) => polygon !== undefined);
  if (hasPlan && survey.length > 0 && places > 0) return 'survey';
  if (hasPlan && places >= PLACES) return 'positions';
  const inside = insideOf(shop);
  return inside !== undefined && !shop.listeners.some((listener) => tellsZones(listener, inside)) ? 'door' : 'scanners';
}
