import { ERRORS, type ErrorCode, errorText, isErrorCode } from '../../contract/errors.ts';
import type { EdgeStatus } from '../../contract/http/edge-routes.ts';
import { rankerLines } from '../offers/ranker-lines.ts';
import { type Finding, look, ok, wrong } from './finding.ts';

const HEARD_WITHIN_MS = 5 * 60_000;
const MANY_FACTS = 10_000;
const MOST_CODES = 5;
const CLOCKS_APART_MS = 5000;

/** What the running shop says of itself. */
export function lookAtShop(status: EdgeStatus, nowMs: number): Finding[] {
  return [
    status.mqtt.connected
      ? ok('MQTT', status.mqtt.url)
      : wrong('MQTT', `${status.mqtt.url} is not connected`, 'is the broker there, and the password right?'),
    status.nats.connected ? ok('NATS', 'connected') : wrong('NATS', 'not connected', "look into the log of the shop's NATS server"),
    ...radio(status),
    ...headquarters(status),
    ...scanners(status),
    ...scannerClocks(status),
    ...calibration(status),
    ...floods(status),
    ...late(status),
    screens(status),
    members(status),
    status.offers > 0 ? ok('offers', `${status.offers} in the catalogue`) : look('offers', 'none', 'npx aislegate import catalogue FILE'),
    ...ranker(status),
    ok('visits', `${status.visitsOpen} open now`),
    ...clocks(status, nowMs),
    ...refused(status),
  ];
}

function members({ members: known, membersWaiting: waiting = 0 }: EdgeStatus): Finding {
  if (known + waiting === 0) return look('members', 'none', 'npx aislegate import members FILE');
  return ok('members', `${known} known here${waiting > 0 ? `, ${waiting} more are being written or wait for their keys` : ''}`);
}

/** That the evidence is not there yet, or that somebody ordered the count rule, is how it should be; all else wants looking at. */
function ranker({ ranker: told }: EdgeStatus): Finding[] {
  if (!told) return [];
  const [first = '', ...others] = rankerLines(told);
  const { fallback } = told;
  const asExpected = fallback === undefined || fallback === 'cold-start' || fallback === 'ordered';
  return [
    asExpected ? ok('ranker', [first, ...others].join(' ')) : look('ranker', first, 'docs/offer-learning-in-the-shop.md says what to do'),
  ];
}

function radio({ radio: own }: EdgeStatus): Finding[] {
  if (!own) return [];
  return [
    own.scanning
      ? ok('radio', `${own.device} scans`)
      : wrong('radio', `${own.device} does not scan`, "why stands in the shop's log under a code RAD_…; docs/radio.md"),
  ];
}

function headquarters({ headquarters: { reachable, unconfirmedFacts } }: EdgeStatus): Finding[] {
  const waiting = `${unconfirmedFacts} facts wait to be confirmed`;
  if (!reachable)
    return [look('headquarters', `not reachable; ${waiting}`, 'nothing is lost while there is disk: they go when it is back')];
  if (unconfirmedFacts > MANY_FACTS) return [look('headquarters', waiting, 'it is reachable and behind: look into its log')];
  return [ok('headquarters', `reachable; ${waiting}`)];
}

function scanners({ scanners: all, unknownScanners, now }: EdgeStatus): Finding[] {
  const isHeard = (at: number | undefined) => at !== undefined && now - at < HEARD_WITHIN_MS;
  const silent = all.filter(({ lastHeardAt }) => !isHeard(lastHeardAt)).map(({ id }) => id);
  const offline = all.filter(({ id, state }) => state === 'offline' && !silent.includes(id)).map(({ id }) => id);
  const homeless = all.filter(({ zone, side }) => zone === undefined && side === undefined).map(({ id }) => id);
  const heard = `${all.length - silent.length} of ${all.length} heard within 5 minutes`;
  return [
    silent.length === 0
      ? ok('scanners', heard)
      : (silent.length === all.length ? wrong : look)(
          'scanners',
          `${heard}; silent: ${names(silent)}`,
          'power, Wi-Fi, and what "npx aislegate credentials gateway" says',
        ),
    ...(offline.length > 0 ? [look('scanners', `disconnected: ${names(offline)}`, 'their broker lost them: power and Wi-Fi')] : []),
    ...(unknownScanners.length > 0
      ? [
          look(
            'scanners',
            `heard, but not in the site file: ${names(unknownScanners)}`,
            'add them under "scanners", by exactly these names',
          ),
        ]
      : []),
    ...(homeless.length > 0 ? [look('scanners', `in no zone: ${names(homeless)}`, 'give them a zone, or x and y inside one')] : []),
  ];
}

function scannerClocks({ scanners: all }: EdgeStatus): Finding[] {
  const off = all.filter(({ clockOffsetMs = 0 }) => clockOffsetMs !== 0);
  if (off.length === 0) return [];
  const told = off.map(
    ({ id, clockOffsetMs = 0 }) => `${id} (${clockOffsetMs > 0 ? '+' : '−'}${Math.round(Math.abs(clockOffsetMs) / 1000)} s)`,
  );
  return [look('scanners', `their clocks are wrong: ${names(told)}`, 'what they say is corrected; give them a time server (NTP)')];
}

/** So much more than the others that people should look at it. */
const ODD_DB = 6;

/** What zones are told from, and how well the radio of the shop is known. */
function calibration({ calibration: known }: EdgeStatus): Finding[] {
  if (!known) return [];
  const { grade, groups, learntAt, minutes = 0, tags = 0, waitingMinutes, offsetsDb = {}, surveyPoints = 0, surveyStrangers = [] } = known;
  const from = {
    door: 'the scanners at the door',
    scanners: groups
      ? 'the scanners in them: where each zone has its own, who hears best tells most'
      : 'the scanners in them: with x and y of the scanners, a floor and polygons they are told better',
    positions: 'the positions of the scanners',
    survey: `a survey of ${surveyPoints} points`,
  }[grade];
  const learns = grade === 'positions' || grade === 'survey';
  const learnt =
    learntAt === undefined
      ? `; nothing learnt yet, ${waitingMinutes} minutes of traffic heard`
      : `; learnt from ${minutes} minutes of traffic and ${tags} beacons`;
  const odd = Object.entries(offsetsDb).filter(([, offsetDb]) => Math.abs(offsetDb) >= ODD_DB);
  return [
    ok('zones', `told from ${from}${learns ? learnt : ''}`),
    ...(odd.length > 0
      ? [
          look(
            'scanners',
            `read much more or less than the others: ${names(odd.map(([id, db]) => `${id} (${db > 0 ? '+' : '−'}${Math.abs(db).toFixed(0)} dB)`))}`,
            'that is corrected; but look at their antennas, and whether they hang where the site file says',
          ),
        ]
      : []),
    ...(surveyPoints > 0 && grade !== 'survey'
      ? [
          look(
            'survey',
            `not used: it has ${surveyPoints} points`,
            groups
              ? 'nothing to do: each zone has scanners of its own, which tell it better than a survey'
              : 'go on with --append; zones need polygons, scanners x and y: docs/survey.md',
          ),
        ]
      : []),
    ...(surveyStrangers.length > 0
      ? [look('survey', `scanners that are not in the site file: ${names(surveyStrangers)}`, 'survey anew where they were replaced')]
      : []),
  ];
}

function floods({ floods: all = [] }: EdgeStatus): Finding[] {
  return all
    .slice(0, MOST_CODES)
    .map(({ scanner, device, dropped }) =>
      device === undefined
        ? look(
            'flood',
            `${scanner} sent ${dropped} sightings too many`,
            'look at that gateway: settings.ingest.scannerPerSecond is the measure',
          )
        : look(
            'flood',
            `a device at ${scanner} (${device}) was reported ${dropped} times too often`,
            'look for a tag or a gateway gone mad there',
          ),
    );
}

function late({ late: known }: EdgeStatus): Finding[] {
  if (!known || known.dropped === 0) return [];
  const what = `${known.dropped} sightings that scanners kept and told late found no room`;
  return [look('late', what, 'visits of that time are shorter than they were; let scanners tell what they hear at once')];
}

function screens({ screens: all, now }: EdgeStatus): Finding {
  const silent = all.filter(({ lastHelloAt }) => lastHelloAt === undefined || now - lastHelloAt > 86_400_000).map(({ id }) => id);
  if (all.length === 0) return look('screens', 'none in the site file', 'add them under "screens"');
  const said = `${all.length - silent.length} of ${all.length} opened within a day`;
  return silent.length === 0
    ? ok('screens', said)
    : look('screens', `${said}; not: ${names(silent)}`, 'open the link of "npx aislegate links" on each');
}

function clocks({ now }: EdgeStatus, nowMs: number): Finding[] {
  const apartMs = Math.abs(now - nowMs);
  return apartMs > CLOCKS_APART_MS
    ? [look('clock', `the shop's is ${Math.round(apartMs / 1000)} s away from ours`, 'right only for recorded input (--clock-speed)')]
    : [];
}

function refused({ refused: byCode }: EdgeStatus): Finding[] {
  return Object.entries(byCode)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_CODES)
    .map(([code, count]) => look('refused', `${count} × ${code}`, isErrorCode(code) ? generalText(code) : 'docs/errors.md'));
}

/** The text of a code without the particulars of one case. */
function generalText(code: ErrorCode): string {
  return ERRORS[code].message.includes('{') ? `docs/errors.md, ${code}` : errorText(code);
}

function names(ids: readonly string[]): string {
  const shown = ids.slice(0, 8).join(', ');
  return ids.length > 8 ? `${shown} and ${ids.length - 8} more` : shown;
}
