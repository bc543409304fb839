import type { Telemetry } from '../../ports/telemetry.ts';
import type { CalibrationReport } from './calibration.ts';

/** Shows operators what the shop learnt of its radio. */
export function tellCalibration(telemetry: Telemetry, { learnt }: CalibrationReport): void {
  if (!learnt) return;
  telemetry.gauge('aislegate_calibration_minutes', learnt.minutes);
  if (learnt.exponent !== undefined) telemetry.gauge('aislegate_path_loss_exponent', learnt.exponent);
  for (const [scanner, offsetDb] of Object.entries(learnt.offsetsDb)) {
    telemetry.gauge('aislegate_scanner_offset_db', offsetDb, { scanner });
  }
}
