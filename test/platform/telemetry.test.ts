import { describe, expect, it } from 'vitest';
import type { Telemetry as HqTelemetry } from '../../cloud/ports/telemetry.ts';
import { HQ_METRICS } from '../../cloud/ports/telemetry.ts';
import type { Telemetry as EdgeTelemetry } from '../../edge/ports/telemetry.ts';
import { EDGE_METRICS } from '../../edge/ports/telemetry.ts';
import { createLog } from '../../platform/log.ts';
import { createTelemetry } from '../../platform/telemetry.ts';
import { telemetryContract } from '../contract/telemetry.ts';

function collected() {
  const lines: string[] = [];
  const log = createLog({ level: 'info', process: 'edge', to: { write: (line) => void lines.push(line) } });
  return { log, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

telemetryContract('the real one', () => {
  const { log, entries } = collected();
  const telemetry = createTelemetry({ metrics: EDGE_METRICS, log, process: 'edge' });
  return { telemetry, text: () => telemetry.metricsText(), logged: () => entries().map((entry) => String(entry['code'] ?? entry['msg'])) };
});

describe('telemetry', () => {
  it('shows what was counted, under the name of the process', async () => {
    const telemetry = createTelemetry({ metrics: EDGE_METRICS, log: collected().log, process: 'edge' });
    const asPort: EdgeTelemetry = telemetry;
    asPort.count('aislegate_sightings_total', { outcome: 'member' }, 3);
    asPort.gauge('aislegate_visits_open', 2);
    asPort.observe('aislegate_decision_seconds', 0.004);
    const text = await telemetry.metricsText();
    expect(text).toContain('aislegate_sightings_total{outcome="member",process="edge"} 3');
    expect(text).toContain('aislegate_visits_open{process="edge"} 2');
    expect(text).toContain('aislegate_decision_seconds_bucket{le="0.005",process="edge"} 1');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('keeps two processes in one machine apart', async () => {
    const edge = createTelemetry({ metrics: EDGE_METRICS, log: collected().log, process: 'edge' });
    const hq: HqTelemetry & { metricsText(): Promise<string> } = createTelemetry({
      metrics: HQ_METRICS,
      log: collected().log,
      process: 'hq',
    });
    hq.count('aislegate_hq_facts_total', { outcome: 'committed' });
    expect(await edge.metricsText()).not.toContain('aislegate_hq_facts_total');
    expect(await hq.metricsText()).toContain('aislegate_hq_facts_total{outcome="committed",process="hq"} 1');
  });

  it('logs a code with its text, and what was happening', () => {
    const { log, entries } = collected();
    const telemetry = createTelemetry({ metrics: EDGE_METRICS, log, process: 'edge' });
    telemetry.info('started', { port: 18080 });
    telemetry.warn('ING_TOO_LARGE', { limit: 65536 });
    expect(entries()).toMatchObject([
      { level: 30, process: 'edge', port: 18080, msg: 'started' },
      { level: 40, code: 'ING_TOO_LARGE', limit: 65536, msg: 'The payload is larger than 65536 bytes.' },
    ]);
  });

  it('logs why something failed, but not the values that a driver hung on its error', () => {
    const { log, entries } = collected();
    const telemetry = createTelemetry({ metrics: EDGE_METRICS, log, process: 'edge' });
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (card)=(9001234) exists',
      parameters: ['9001234'],
    });
    telemetry.error('JRN_WRITE_FAILED', { detail: 'disk', retried: true }, new Error('outer', { cause }));
    const [entry] = entries();
    expect(entry).toMatchObject({
      code: 'JRN_WRITE_FAILED',
      err: { message: 'outer', cause: { message: 'duplicate key', code: '23505' } },
    });
    expect(JSON.stringify(entry)).not.toContain('9001234');
  });
});
