import { describe, expect, it } from 'vitest';
import type { Telemetry } from '../../edge/ports/telemetry.ts';

export interface TelemetryUnderTest {
  readonly telemetry: Telemetry;
  /** The metrics in the text format of Prometheus. */
  text(): Promise<string>;
  /** Codes and events of what was logged. */
  logged(): readonly string[];
}

/** What every telemetry promises, the real one and the one of the tests alike. */
export function telemetryContract(name: string, make: () => TelemetryUnderTest): void {
  describe(`${name} as telemetry`, () => {
    const readingOf = async (under: TelemetryUnderTest, series: RegExp): Promise<number> => {
      const line = (await under.text()).split('\n').find((candidate) => series.test(candidate));
      return Number(line?.split(' ').at(-1));
    };

    it('adds up what is counted, each label for itself', async () => {
      const under = make();
      under.telemetry.count('aislegate_messages_total', { source: 'mqtt' });
      under.telemetry.count('aislegate_messages_total', { source: 'mqtt' }, 4);
      under.telemetry.count('aislegate_messages_total', { source: 'radio' });
      expect(await readingOf(under, /^aislegate_messages_total\{.*mqtt/u)).toBe(5);
      expect(await readingOf(under, /^aislegate_messages_total\{.*radio/u)).toBe(1);
    });

    it('shows the last value of a gauge', async () => {
      const under = make();
      under.telemetry.gauge('aislegate_visits_open', 7);
      under.telemetry.gauge('aislegate_visits_open', 3);
      expect(await readingOf(under, /^aislegate_visits_open(?:\{|\s)/u)).toBe(3);
    });

    it('logs events by name and troubles by code', () => {
      const under = make();
      under.telemetry.info('edge started', { shop: 'lyon-3' });
      under.telemetry.warn('ING_CLOCK_SUSPECT', { seconds: 90 });
      under.telemetry.error('JRN_WRITE_FAILED', {}, new Error('no space'));
      expect(under.logged()).toEqual(['edge started', 'ING_CLOCK_SUSPECT', 'JRN_WRITE_FAILED']);
    });
  });
}
