import type { Shop } from '../../edge/domain/shop.ts';
import { floorPlanOf } from '../../edge/presence/engine/shop-floor.ts';
import { type Survey, surveyOf } from '../../edge/presence/engine/survey.ts';
import { createZoneRaster } from '../../edge/presence/engine/zone-raster.ts';
import type { SurveyLine } from './rows.ts';

export interface SurveyCheck {
  readonly points: number;
  readonly readings: number;
  readonly scanners: number;
  /** Zones with a polygon in which no point lies. */
  readonly zonesWithout: readonly string[];
  /** Scanners that heard the tag nowhere. */
  readonly deaf: readonly string[];
  /** Points that fewer than three scanners heard. */
  readonly weakPoints: number;
}

const FEW_SCANNERS = 3;

/** What a survey is worth to this shop, and what it lacks. */
export function checkSurvey(shop: Shop, lines: readonly SurveyLine[]): SurveyCheck {
  const survey = surveyOf(shop, lines);
  const heard = new Set(lines.map(({ scanner }) => scanner));
  const points = scannersByPoint(survey);
  const scanners = shop.listeners.filter(({ kind }) => kind === 'scanner');
  return {
    points: survey.points,
    readings: lines.length,
    scanners: heard.size,
    zonesWithout: zonesWithout(shop, survey),
    deaf: scanners.filter(({ id }) => !heard.has(id)).map(({ id }) => id),
    weakPoints: [...points.values()].filter((count) => count < FEW_SCANNERS).length,
  };
}

function scannersByPoint({ readings }: Survey): ReadonlyMap<string, number> {
  const points = new Map<string, number>();
  for (const { x, y } of readings) points.set(`${x},${y}`, (points.get(`${x},${y}`) ?? 0) + 1);
  return points;
}

function zonesWithout(shop: Shop, { readings }: Survey): string[] {
  if (!shop.floor) return [];
  const zoneAt = createZoneRaster(floorPlanOf(shop, shop.floor));
  const known = new Set(readings.map(({ x, y }) => zoneAt(x, y)));
  return [...shop.zones.values()].flatMap(({ id, polygon }, zone) => (polygon && !known.has(zone) ? [id] : []));
}

/** The same for a person. */
export function checkLines({ points, readings, scanners, zonesWithout: without, deaf, weakPoints }: SurveyCheck): string[] {
  return [
    `${points} ${points === 1 ? 'point' : 'points'}, ${readings} readings by ${scanners} scanners.`,
    ...(without.length > 0 ? [`No point lies in: ${without.join(', ')}. Stand in the middle of each, and near its borders.`] : []),
    ...(deaf.length > 0 ? [`Heard the tag nowhere: ${deaf.join(', ')}. Are they up, and did the tag advertise?`] : []),
    ...(weakPoints > 0 ? [`Heard by fewer than ${FEW_SCANNERS} scanners: ${weakPoints} points. Zones are unsure there.`] : []),
  ];
}
