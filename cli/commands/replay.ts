import type { Command } from 'commander';
import { decimalNumber, noteLine, printJson } from '../command.ts';
import type { Played } from '../trace/play.ts';

interface Options {
  readonly mqtt: string;
  readonly speed: number;
  readonly username?: string;
  readonly password?: string;
  readonly ca?: string;
  readonly data?: string;
  readonly json?: boolean;
}

const INTERRUPTED = 130;

export function register(program: Command): void {
  program
    .command('replay')
    .description('play a trace: publish it over MQTT at its recorded times')
    .argument('<trace>', 'trace file (NDJSON, {t, source, topic, payload} per line)')
    .requiredOption('--mqtt <url>', 'broker, as in mqtt://127.0.0.1:18830')
    .option('--speed <number>', 'times faster than recorded; give the edge the same with --clock-speed', decimalNumber(0.01, 10_000), 1)
    .option('--username <name>', 'user at the broker')
    .option('--password <password>', 'its password (better: AISLEGATE_MQTT_PASSWORD)')
    .option('--ca <file>', 'authority of the broker, PEM')
    .option('--data <folder>', 'data folder whose gateway user to be (AISLEGATE_DATA, default ./data)')
    .option('--json', 'the summary as JSON')
    .action(replay);
}

async function replay(trace: string, options: Options): Promise<void> {
  const { checkTrace, readTrace } = await import('../trace/trace-file.ts');
  const { openPublisher } = await import('../trace/mqtt-publisher.ts');
  const { play, realPace } = await import('../trace/play.ts');
  const { progress } = await import('../progress.ts');
  const { lines, firstMs } = await checkTrace(trace);
  const publisher = await openPublisher(options);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const shown = progress('Replaying', lines);
  try {
    const played = await play({
      lines: readTrace(trace),
      firstMs,
      speed: options.speed,
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

function tell(played: Played, asJson: boolean): void {
  if (played.stopped) process.exitCode = INTERRUPTED;
  if (asJson) {
    printJson(played);
    return;
  }
  const others = played.leftOut > 0 ? `, ${played.leftOut} of other sources left out` : '';
  const end = played.stopped ? ', stopped before the end' : '';
  noteLine(`${played.published} messages published in ${played.seconds.toFixed(1)} s${others}${end}.`);
}
