import type { Sighting } from '../../contract/sighting.ts';
import type { KnownDevice } from './known-devices.ts';

/** A path that has not delivered a device for this long does not lead it any more. */
const LEAD_MS = 10_000;
/** A gateway that posts its second again sends no more than this of one device. */
const READINGS_KEPT = 16;

/**
 * Whether a sighting tells again what was counted already. Two reports of one advert cannot be matched one to one: gateways filter,
 * average and round, so that strength and time differ between them. Instead one path (transport and format) leads a device at a scanner
 * while it delivers, another is heard only once the leader has been silent, and two readings of the leader are two readings. Times are
 * event times: a cloud that posts its minute late repeats what the scanner itself said live.
 */
export function isRepeated(device: KnownDevice, path: string, { t, rx, sourceT, rssiDbm }: Sighting): boolean {
  // Nothing is heard after now: our clock was set back, and whoever led until then must not do so until it is that late again.
  if (device.last > rx) {
    device.last = t;
    device.since = Math.min(device.since, t);
  }
  if (path !== device.path) {
    if (t >= device.since - LEAD_MS && t <= device.last + LEAD_MS) return true;
    // What was heard before the leader began is news, and no reason to follow whoever tells it.
    if (t < device.since) return false;
    device.path = path;
    device.since = t;
    device.last = t;
    device.readings = undefined;
  }
  if (t > device.last) device.last = t;
  if (t < device.since) device.since = t;
  const said = sourceT ?? t;
  // Without a clock of its own, a source says nothing by which a repetition could be told from the next reading.
  return said !== rx && isSentAgain(device, said * 256 + (rssiDbm ?? 127));
}

/** Brokers and gateways deliver again what they are not sure of: the same path, the same time by its own clock, the same strength. */
function isSentAgain(device: KnownDevice, reading: number): boolean {
  device.readings ??= [];
  if (device.readings.includes(reading)) return true;
  device.readings[device.nextReading] = reading;
  device.nextReading = (device.nextReading + 1) % READINGS_KEPT;
  return false;
}
