import { littleEndian } from './integers.ts';

/** How the value of an object is written: so many bytes, least significant first, times `factor`, divided by `divisor`. */
interface Shape {
  readonly name: string;
  readonly bytes: number;
  readonly isSigned: boolean;
  readonly factor?: number;
  readonly divisor: number;
}

const unsigned = (name: string, bytes: number, divisor = 1): Shape => ({ name, bytes, isSigned: false, divisor });
const signed = (name: string, bytes: number, divisor = 1): Shape => ({ name, bytes, isSigned: true, divisor });

/** Objects whose first byte says how long they are: text and raw bytes, which are no telemetry. */
const TEXT = 0x53;
const RAW = 0x54;
const DIMMER = 0x3c;
const DIMMER_LEFT = 0x01;

/** The objects of BTHome v2 (bthome.io/format) by their id; a name says the unit, one without a unit is a state, an event or a number. */
const OBJECTS: Readonly<Record<number, Shape>> = {
  0: unsigned('packetId', 1),
  1: unsigned('batteryPercent', 1),
  2: signed('temperatureC', 2, 100),
  3: unsigned('humidityPercent', 2, 100),
  4: unsigned('pressurePa', 3), // hundredths of a hectopascal
  5: unsigned('illuminanceLux', 3, 100),
  6: unsigned('massKg', 2, 100),
  7: unsigned('massLb', 2, 100),
  8: signed('dewPointC', 2, 100),
  9: unsigned('count', 1),
  10: unsigned('energyKWh', 3, 1000),
  11: unsigned('powerW', 3, 100),
  12: unsigned('voltageV', 2, 1000),
  13: unsigned('pm25UgPerM3', 2),
  14: unsigned('pm10UgPerM3', 2),
  15: unsigned('on', 1),
  16: unsigned('powerOn', 1),
  17: unsigned('opening', 1),
  18: unsigned('co2Ppm', 2),
  19: unsigned('tvocUgPerM3', 2),
  20: unsigned('moisturePercent', 2, 100),
  21: unsigned('batteryLow', 1),
  22: unsigned('batteryCharging', 1),
  23: unsigned('carbonMonoxide', 1),
  24: unsigned('cold', 1),
  25: unsigned('connected', 1),
  26: unsigned('door', 1),
  27: unsigned('garageDoor', 1),
  28: unsigned('gas', 1),
  29: unsigned('heat', 1),
  30: unsigned('light', 1),
  31: unsigned('unlocked', 1),
  32: unsigned('wet', 1),
  33: unsigned('motion', 1),
  34: unsigned('moving', 1),
  35: unsigned('occupancy', 1),
  36: unsigned('pluggedIn', 1),
  37: unsigned('presence', 1),
  38: unsigned('problem', 1),
  39: unsigned('running', 1),
  40: unsigned('safe', 1),
  41: unsigned('smoke', 1),
  42: unsigned('sound', 1),
  43: unsigned('tamper', 1),
  44: unsigned('vibration', 1),
  45: unsigned('window', 1),
  46: unsigned('humidityPercent', 1),
  47: unsigned('moisturePercent', 1),
  58: unsigned('button', 1),
  61: unsigned('count', 2),
  62: unsigned('count', 4),
  63: signed('rotationDeg', 2, 10),
  64: unsigned('distanceMm', 2),
  65: unsigned('distanceM', 2, 10),
  66: unsigned('durationS', 3, 1000),
  67: unsigned('currentA', 2, 1000),
  68: unsigned('speedMPerS', 2, 100),
  69: signed('temperatureC', 2, 10),
  70: unsigned('uvIndex', 1, 10),
  71: unsigned('volumeL', 2, 10),
  72: unsigned('volumeMl', 2),
  73: unsigned('flowM3PerH', 2, 1000),
  74: unsigned('voltageV', 2, 10),
  75: unsigned('gasM3', 3, 1000),
  76: unsigned('gasM3', 4, 1000),
  77: unsigned('energyKWh', 4, 1000),
  78: unsigned('volumeL', 4, 1000),
  79: unsigned('waterL', 4, 1000),
  80: unsigned('timestampS', 4),
  81: unsigned('accelerationMPerS2', 2, 1000),
  82: unsigned('gyroscopeDegPerS', 2, 1000),
  85: unsigned('storedL', 4, 1000),
  86: unsigned('conductivityUsPerCm', 2),
  87: signed('temperatureC', 1),
  88: { ...signed('temperatureC', 1, 100), factor: 35 },
  89: signed('count', 1),
  90: signed('count', 2),
  91: signed('count', 4),
  92: signed('powerW', 4, 100),
  93: signed('currentA', 2, 1000),
  94: unsigned('directionDeg', 2, 100),
  95: unsigned('precipitationMm', 2),
  96: unsigned('channel', 1),
  97: unsigned('rotationRpm', 2),
  240: unsigned('deviceType', 2),
  241: unsigned('firmware', 4),
  242: unsigned('firmware', 3),
};

export interface Objects {
  readonly telemetry: Readonly<Record<string, number>>;
  /** Why the list was left: at its end, at an object that is not known (and whose length is not), or at one that is cut short. */
  readonly end: 'complete' | 'unknown' | 'cut';
}

/** The objects from `start` to the end of `bytes`. What comes a second time gets a number behind its name. */
export function readObjects(bytes: Uint8Array, start: number): Objects {
  const telemetry: Record<string, number> = {};
  const note = (name: string, value: number) => {
    let free = name;
    for (let number = 2; Object.hasOwn(telemetry, free); number += 1) free = `${name}${number}`;
    telemetry[free] = value;
  };
  for (let at = start; at < bytes.length; ) {
    const id = bytes[at] ?? 0;
    const shape = OBJECTS[id];
    const value = at + 1;
    const isText = id === TEXT || id === RAW;
    if (shape === undefined && !isText && id !== DIMMER) return { telemetry, end: 'unknown' };
    const end = value + (isText ? 1 + (bytes[value] ?? 0) : (shape?.bytes ?? 2));
    if (end > bytes.length) return { telemetry, end: 'cut' };
    if (shape !== undefined) note(shape.name, numberOf(bytes, value, shape));
    else if (id === DIMMER) note('dimmerSteps', (bytes[value] === DIMMER_LEFT ? -1 : 1) * (bytes[value + 1] ?? 0));
    at = end;
  }
  return { telemetry, end: 'complete' };
}

function numberOf(bytes: Uint8Array, at: number, { bytes: length, isSigned, factor = 1, divisor }: Shape): number {
  const raw = littleEndian(bytes, at, length);
  const value = isSigned && raw >= 2 ** (8 * length - 1) ? raw - 2 ** (8 * length) : raw;
  return (value * factor) / divisor;
}
