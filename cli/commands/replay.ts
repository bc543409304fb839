import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { instantMs } from '../../contract/instant.ts';
import type { Place } from '../../contract/settings.ts';
import type { TraceLine } from '../../contract/trace.ts';
import { decimalNumber, noteLine, printJson, wholeNumber, wrongUse } from '../command.ts';
import { readConfiguration } from '../configuration.ts';
import { programRoot } from '../program-root.ts';
import type { Replayed } from '../replay/in-process.ts';
import type { Played } from '../trace/play.ts';

interface Options {
  readonly mqtt?: string;
  readonly speed: number;
  readonly site?: string;
  readonly seed: number;
  readonly asOf?: number;
  readonly username?: string;
  readonly password?: string;
  readonly ca?: string;
  readonly data?: string;
  readonly keys?: string;
  readonly json?: boolean;
}

const INTERRUPTED = 130;

export function register(program: Command): void {
  program
    .command('replay')
    .description('live a recorded trace again: here, on its own clock, printing the facts; or over MQTT at its recorded times')
    .argument('<trace>', 'trace file (NDJSON, {t, source, topic, payload} per line), or a recording of "aislegate record"')
    .option('--site <file>', 'here: site file (default site.json in the data folder)')
    .option('--seed <number>', 'here: seed of everything random; the same seed gives the same facts', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--as-of <time>', 'here: as if it had begun then (RFC 3339, or now); consents and offers have their dates', moment)
    .option('--mqtt <url>', 'publish for real instead, to this broker, as in mqtt://127.0.0.1:18830')
    .option('--speed <number>', 'times faster than recorded; give the edge the same with --clock-speed', decimalNumber(0.01, 10_000), 1)
    .option('--username <name>', 'user at the broker')
    .option('--password <password>', 'its password (better: AISLEGATE_MQTT_PASSWORD)')
    .option('--ca <file>', 'authority of the broker, PEM')
    .option('--data <folder>', 'data folder whose shop to be, or whose gateway user (AISLEGATE_DATA, default ./data)')
    .option('--keys <folder>', 'here: folder of the master key (AISLEGATE_KEYS, default the data folder with .keys behind)')
    .option('--json', 'the summary as JSON (here: alone, without the facts)')
    .action((trace: string, options: Options) =>
      options.mqtt === undefined ? replayHere(trace, options) : replayOverMqtt(trace, options.mqtt, options),
    );
}

async function replayHere(trace: string, options: Options): Promise<void> {
  const { checkTrace, openTrace } = await import('../trace/trace-file.ts');
  const { replayInProcess } = await import('../replay/in-process.ts');
  const { readShopOfData } = await import('../replay/shop-of-data.ts');
  const { openModelFiles } = await import('../../edge/adapters/models/model-files.ts');
  const { RELEASE_KEYS, SHIPPED_MODEL } = await import('../../models/offer-ranker/network/release-key.ts');
  const { readModelKey } = await import('../../platform/model-key.ts');
  const { progress } = await import('../progress.ts');
  if (options.speed !== 1) throw wrongUse('--speed is for --mqtt: a replay here goes as fast as it can.');
  const { data, keys } = placeOf(options);
  const opened = await openTrace(trace, data);
  const { lines, firstMs } = await checkTrace(opened, trace);
  const shop = await readShopOfData({ data, keys, site: options.site ?? join(data, 'site.json'), before: firstMs });
  const shown = progress('Replaying', lines);
  const laterMs = options.asOf === undefined ? 0 : options.asOf - firstMs;
  const replayed = await replayInProcess({
    ...shop,
    lines: laterLines(opened.lines(), laterMs),
    firstMs: firstMs + laterMs,
    models: await openModelFiles({ folder: join(data, 'edge', 'models'), shipped: join(programRoot(), SHIPPED_MODEL) }),
    modelKeys: [...RELEASE_KEYS, ...(await readModelKey(join(data, 'secrets', 'models.pub')))],
    seed: options.seed,
    onFact: (fact) => {
      if (!options.json) process.stdout.write(`${JSON.stringify(fact)}\n`);
    },
    onLine: shown.at,
  });
  shown.end();
  await shop.close();
  if (options.json) printJson(replayed);
  else tellReplayed(replayed);
}

function placeOf({ data, keys }: Options): Place {
  return readConfiguration({ ...(data !== undefined && { data }), ...(keys !== undefined && { keys }) }).place;
}

async function* laterLines(lines: AsyncIterable<TraceLine>, byMs: number): AsyncGenerator<TraceLine> {
  for await (const line of lines) yield { ...line, t: line.t + byMs };
}

function moment(text: string): number {
  const t = text === 'now' ? Date.now() : instantMs(text);
  if (t === undefined) throw new InvalidArgumentError('It must be a time, as in 2026-06-01T09:00:00Z, or now.');
  return t;
}

function tellReplayed({ messages, members, facts, refused }: Replayed): void {
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'none';
  noteLine(`${messages} messages; facts: ${counts(facts)}; refused: ${counts(refused)}.`);
  if (members === 0)
    noteLine('No members are known in this data folder, so everybody was a stranger: import members, and let the shop run once.');
}

async function replayOverMqtt(trace: string, mqtt: string, options: Options): Promise<void> {
  const { checkTrace, openTrace } = await import('../trace/trace-file.ts');
  const { openPublisher } = await import('../trace/mqtt-publisher.ts');
  const { play, realPace } = await import('../trace/play.ts');
  const { progress } = await import('../progress.ts');
  const opened = await openTrace(trace, placeOf(options).data);
  const { lines, firstMs } = await checkTrace(opened, trace);
  const publisher = await openPublisher({ ...options, mqtt });
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const shown = progress('Replaying', lines);
  try {
    const played = await play({
      lines: opened.lines(),
      firstMs,
      speed: options.speed,
      mayPublish: publisher.isGateway ? await gatewayRule() : undefined,
      publish: publisher.publish,
      pace: realPace,
      signal: stop.signal,
      onLine: shown.at,
    });
    shown.end();
    tell(played, options.json === true);
  } finally {
    shown.end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await publisher.close();
  }
}

/** Of the topics of tills, readers, screens and doors, those that a gateway may say; it says any other. */
async function gatewayRule(): Promise<(topic: string) => boolean> {
  const { loadDecoders } = await import('../../devices/catalogue.ts');
  const { accessOf, mayPublish } = await import('../../edge/adapters/aedes/access.ts');
  const equipment = (await loadDecoders()).filter((decoder) => decoder.durable);
  const access = accessOf('gateway', '+');
  return (topic) => mayPublish(access, topic) || !equipment.some((decoder) => decoder.topics(topic));
}

function tell(played: Played, asJson: boolean): void {
  if (played.stopped) process.exitCode = INTERRUPTED;
  if (asJson) {
    printJson(played);
    return;
  }
  const others = played.leftOut > 0 ? `, ${played.leftOut} left out: of other sources, or not for this user to say (--username)` : '';
  const end = played.stopped ? ', stopped before the end' : '';
  noteLine(`${played.published} messages published in ${played.seconds.toFixed(1)} s${others}${end}.`);
}
