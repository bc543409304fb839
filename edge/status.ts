import type { ErrorCode } from '../contract/errors.ts';
import type { EdgeStatus } from '../contract/http/edge-routes.ts';
import type { AssembledShop } from './assembled-shop.ts';
import type { Shop } from './domain/shop.ts';
import type { Bus } from './ports/bus.ts';
import type { Headquarters } from './ports/headquarters.ts';
import type { Journal } from './ports/journal.ts';
import type { MessageSource } from './ports/message-source.ts';
import type { Telemetry } from './ports/telemetry.ts';
import type { CalibrationReport } from './presence/calibration/calibration.ts';
import { areGroups } from './presence/engine/grade.ts';

/** What came in since the start, and what of it was refused, by code: what `aislegate doctor` shows first. */
export interface Tally {
  readonly messages: number;
  readonly refused: Record<string, number>;
}

/** Telemetry that keeps a tally beside the metrics. */
export function keepTally<T extends Telemetry>(telemetry: T): { telemetry: T; tally(): Tally } {
  const refused = new Map<string, number>();
  let messages = 0;
  const counting: T = {
    ...telemetry,
    count(name, labels, by = 1) {
      const code = name === 'aislegate_refused_total' ? (labels?.['code'] as ErrorCode | undefined) : undefined;
      if (code) refused.set(code, (refused.get(code) ?? 0) + by);
      if (name === 'aislegate_messages_total') messages += by;
      telemetry.count(name, labels, by);
    },
  };
  return { telemetry: counting, tally: () => ({ messages, refused: Object.fromEntries(refused) }) };
}

export interface StatusParts {
  readonly shop: Shop;
  readonly assembled: AssembledShop;
  readonly journal: Journal;
  readonly headquarters: Headquarters;
  readonly bus: Bus;
  readonly source: MessageSource;
  readonly mqttUrl: string;
  readonly now: number;
  readonly tally: Tally;
  readonly radio?: EdgeStatus['radio'];
}

/** How the shop is doing, for an operator. Counts and names of things only: nothing of any person. */
export function edgeStatus({ shop, assembled, journal, headquarters, bus, source, mqttUrl, now, tally, radio }: StatusParts): EdgeStatus {
  return {
    shop: { id: shop.id, name: shop.name, timezone: shop.timezone },
    now,
    mqtt: { connected: source.connected(), url: mqttUrl },
    nats: { connected: bus.connected() },
    ...(radio && { radio }),
    headquarters: { reachable: headquarters.reachable(), unconfirmedFacts: journal.stats().facts },
    scanners: scannersStatus(shop, assembled),
    unknownScanners: [...assembled.unknownScanners()],
    floods: [...assembled.floods(now)],
    screens: assembled.watch.screens().map((screen) => ({ ...screen, state: assembled.screenState(screen.id) })),
    calibration: { ...calibrationStatus(assembled.calibration()), groups: areGroups(shop) },
    late: { ...assembled.late() },
    ranker: assembled.ranker.status(),
    ...footfallStatus(assembled.running()),
    ...assembled.size(),
    ...tally,
  };
}

function scannersStatus(shop: Shop, { watch }: AssembledShop): EdgeStatus['scanners'] {
  const sides = new Map(shop.listeners.map(({ id, side }) => [id, side]));
  return watch.scanners().map((scanner) => {
    const side = sides.get(scanner.id);
    return { ...scanner, ...(side && { side }) };
  });
}

function footfallStatus(running: ReturnType<AssembledShop['running']>): Pick<EdgeStatus, 'footfall'> {
  return running ? { footfall: { ...running } } : {};
}

function calibrationStatus({ grade, waitingMinutes, learnt, rejected, survey }: CalibrationReport): NonNullable<EdgeStatus['calibration']> {
  return {
    grade,
    waitingMinutes,
    rejected,
    ...(learnt && { ...learnt, offsetsDb: { ...learnt.offsetsDb } }),
    ...(survey && { surveyPoints: survey.points, surveyStrangers: [...survey.strangers] }),
  };
}
