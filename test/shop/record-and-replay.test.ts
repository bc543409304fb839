import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { register as record } from '../../cli/commands/record.ts';
import { register as replay } from '../../cli/commands/replay.ts';
import { DEMO_SITE } from '../../cli/demo/shop.ts';
import type { Fact, FactKind, FactOf } from '../../contract/facts/fact.ts';
import { factKind } from '../../contract/facts/fact.ts';
import type { RecordingReply } from '../../contract/http/edge-routes.ts';
import type { DecisionRow } from '../../contract/http/hq-routes.ts';
import { PURPOSES } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import type { TraceLine } from '../../contract/trace.ts';
import { DEMO_BEACON } from '../../devices/simulator/demo-beacon.ts';
import { espresense } from '../../devices/simulator/trace.ts';
import { emptyPages } from '../support/empty-pages.ts';
import { runCommand } from '../support/run-command.ts';
import { openShopFloor, type ShopFloor, until } from '../support/shop-floor.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tool } from '../support/tools.ts';
import { zoneOffers } from '../support/zone-offers.ts';

const START_MS = Date.now();
const DAY_MS = 86_400_000;
const SILENCE_MS = 40_000;
/** Without exploring, a decision depends on what was heard alone. */
const SITE: Site = { ...DEMO_SITE, settings: { ...DEMO_SITE.settings, offers: { exploreShare: 0 } } };
const CARD = '000123456789';

const member = {
  memberId: 'M-1001',
  firstName: 'Ada',
  identifiers: [DEMO_BEACON, `card:${CARD}`],
  consents: PURPOSES.map((purpose) => ({ purpose, givenAt: new Date(START_MS - DAY_MS).toISOString() })),
};
const offers = zoneOffers(SITE.zones, START_MS);

/** What the scanners publish while a tag stands in one zone after the other, 12 s in each. */
function walk(startMs: number): TraceLine[] {
  const scanners = SITE.scanners.map(({ id }, index) => ({ id, zone: Math.floor(index / 3) }));
  const report = { mobile: DEMO_BEACON, mac: 'dd88a1b2c3d4', rssiAt1mDbm: -59, intervalMs: 500 };
  return Array.from({ length: 96 }, (_, half) =>
    scanners.map(({ id, zone }): TraceLine => {
      const rssiDbm = zone === Math.floor(half / 24) ? -60 : -88;
      return { t: startMs + half * 500, source: 'mqtt', ...espresense({ ...report, room: id, rssiDbm }) };
    }),
  ).flat();
}

/** A shop that knows a member and offers, and whose data folder says where its edge listens. */
async function openShop(): Promise<ShopFloor> {
  const floor = await openShopFloor({ site: SITE, startMs: START_MS, webFolder: emptyPages() });
  mkdirSync(join(floor.data, 'run'));
  writeFileSync(join(floor.data, 'run', 'edge.json'), JSON.stringify({ edge: { http: { port: Number(new URL(floor.edge.url).port) } } }));
  await floor.importRows('members', [member]);
  await floor.importRows('catalogue', offers);
  await until(async () => {
    await floor.clock.advance(10);
    const { members, offers: known } = floor.edge.status();
    return members === 1 && known === offers.length;
  });
  return floor;
}

async function tap(floor: ShopFloor): Promise<void> {
  const till = floor.secrets.edge.mqttUsers.find(({ role }) => role === 'till');
  const client = await connectAsync(floor.edge.mqttUrl, { username: till?.username ?? '', password: till?.password ?? '' });
  onTestFinished(() => client.endAsync());
  await client.publishAsync(`aislegate/${SITE.shop.id}/card/till-1/tap`, JSON.stringify({ card: CARD }), { qos: 1 });
}

const recordingsOf = (floor: ShopFloor) => join(floor.data, 'edge', 'recordings');

/** To the command alone: the runner of the tests listens too. */
function pressCtrlC(): void {
  process.listeners('SIGINT').at(-1)?.('SIGINT');
}

async function isRecording({ edge, secrets }: ShopFloor): Promise<boolean> {
  const reply = await fetch(`${edge.url}/api/recordings`, { headers: { authorization: `Bearer ${secrets.edge.adminToken}` } });
  const { recordings } = (await reply.json()) as { recordings: RecordingReply[] };
  return recordings.some(({ endsAt }) => endsAt !== undefined);
}

function factsOf<K extends FactKind>(text: string, kind: K): FactOf<K>['data'][] {
  const facts = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Fact);
  return facts.filter((fact) => factKind(fact) === kind).map((fact) => fact.data as FactOf<K>['data']);
}

/** No screen hangs in this shop, so nothing was shown and nothing ignored, while the screens of a replay show what they are told: values differ by that. */
const essence = ({ zone, chosen, candidates }: Pick<DecisionRow, 'zone' | 'chosen' | 'candidates'>) => ({
  zone,
  chosen,
  candidates: candidates.map(({ offer, propensity }) => ({ offer, propensity })),
});

describe.skipIf(!tool('nats-server'))('a shop’s input, recorded while it is played over MQTT', () => {
  it('is replayed to the same facts each time, and to the decisions that the shop took', { timeout: 180_000 }, async () => {
    const floor = await openShop();
    const file = join(tempFolder(), 'shop.rec');
    const run = (command: typeof record, ...args: string[]) => runCommand(command, [...args, '--data', floor.data]);

    const recorded = run(record, 'record', '--for', '1h', '--out', file, '--json');
    await until(() => isRecording(floor));
    const startMs = Math.ceil(floor.clock.nowMs() / 500) * 500 + 1000;
    const lines = walk(startMs);
    for (let at = 0; at < lines.length; at += SITE.scanners.length) {
      const together = lines.slice(at, at + SITE.scanners.length);
      await floor.clock.advanceTo(together[0]?.t ?? 0);
      await floor.publish(together);
      if (at === 36 * SITE.scanners.length) await tap(floor);
    }
    await floor.pass(SILENCE_MS);
    pressCtrlC();
    const { stdout, error } = await recorded;
    expect(error).toBeUndefined();
    expect(JSON.parse(stdout)).toMatchObject({ ended: 'asked', messages: lines.length + 1, dropped: 0, file });
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const [one, again] = [await run(replay, 'replay', file), await run(replay, 'replay', file)];
    expect(one.error).toBeUndefined();
    expect(one.stdout).toBe(again.stdout);
    expect(one.stderr).toMatch(new RegExp(`^${lines.length + 1} messages; `, 'u'));
    expect(factsOf(one.stdout, 'visit-opened')).toHaveLength(1);
    expect(factsOf(one.stdout, 'tap')).toHaveLength(1);

    const replayed = factsOf(one.stdout, 'decision');
    expect(replayed.length).toBeGreaterThanOrEqual(4);
    let told: DecisionRow[] = [];
    await until(async () => {
      await floor.clock.advance(250);
      told = (await floor.ask<{ rows: DecisionRow[] }>(`/api/shops/${SITE.shop.id}/decisions`)).rows;
      return told.length >= replayed.length;
    });
    const decided = told.sort((a, b) => a.decidedAt.localeCompare(b.decidedAt));
    expect(replayed.map(essence)).toEqual(decided.map(essence));
    expect(decided.map(({ chosen }) => chosen).every((chosen) => chosen !== undefined)).toBe(true);
    // The recording begins at another beat of the clock that decides four times a second, and a test lets several beats pass at once.
    for (const [index, { decidedAt }] of decided.entries()) {
      expect(Math.abs(Date.parse(decidedAt) - Date.parse(replayed[index]?.decidedAt ?? ''))).toBeLessThanOrEqual(1000);
    }

    const lined = await run(record, 'record', '--open', file);
    expect(lined.stdout.trim().split('\n')).toHaveLength(lines.length + 1);
    const [kept] = JSON.parse((await run(record, 'record', '--list', '--json')).stdout) as [{ id: string }];
    expect((await run(record, 'record', '--delete', kept.id)).error).toBeUndefined();
    expect(existsSync(file)).toBe(true);
    expect((await run(replay, 'replay', file)).error).toMatchObject({ code: 'REC_KEY_GONE' });
    const copy = join(tempFolder(), 'copy');
    copyFileSync(file, copy);
    expect((await run(record, 'record', '--open', copy)).error).toMatchObject({ code: 'REC_KEY_GONE' });
    await floor.clock.advance(60_000);
    expect(readdirSync(recordingsOf(floor))).toEqual([]);
  });
});
