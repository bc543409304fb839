import { telemetryContract } from '../contract/telemetry.ts';
import { FakeTelemetry } from './telemetry.ts';

telemetryContract('the fake', () => {
  const telemetry = new FakeTelemetry();
  return { telemetry, text: () => telemetry.metricsText(), logged: () => telemetry.logged.map(({ what }) => what) };
});
