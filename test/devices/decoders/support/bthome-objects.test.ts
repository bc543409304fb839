import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../../devices/decoders/support/bthome-objects.ts';

/** The examples that the specification gives of its objects (bthome.io/format), and the state that it names for each of the others. */
const EXAMPLES: readonly (readonly [string, string, number])[] = [
  ['0009', 'packetId', 9],
  ['0161', 'batteryPercent', 97],
  ['02ca09', 'temperatureC', 25.06],
  ['03bf13', 'humidityPercent', 50.55],
  ['04138a01', 'pressurePa', 100_883],
  ['05138a14', 'illuminanceLux', 13_460.67],
  ['065e1f', 'massKg', 80.3],
  ['073e1d', 'massLb', 74.86],
  ['08ca06', 'dewPointC', 17.38],
  ['0960', 'count', 96],
  ['0a138a14', 'energyKWh', 1346.067],
  ['0b021b00', 'powerW', 69.14],
  ['0c020c', 'voltageV', 3.074],
  ['0d120c', 'pm25UgPerM3', 3090],
  ['0e021c', 'pm10UgPerM3', 7170],
  ['0f01', 'on', 1],
  ['1001', 'powerOn', 1],
  ['1100', 'opening', 0],
  ['12e204', 'co2Ppm', 1250],
  ['133301', 'tvocUgPerM3', 307],
  ['14020c', 'moisturePercent', 30.74],
  ['1501', 'batteryLow', 1],
  ['1601', 'batteryCharging', 1],
  ['1700', 'carbonMonoxide', 0],
  ['1801', 'cold', 1],
  ['1900', 'connected', 0],
  ['1a00', 'door', 0],
  ['1b01', 'garageDoor', 1],
  ['1c01', 'gas', 1],
  ['1d00', 'heat', 0],
  ['1e01', 'light', 1],
  ['1f01', 'unlocked', 1],
  ['2001', 'wet', 1],
  ['2100', 'motion', 0],
  ['2201', 'moving', 1],
  ['2301', 'occupancy', 1],
  ['2400', 'pluggedIn', 0],
  ['2500', 'presence', 0],
  ['2601', 'problem', 1],
  ['2701', 'running', 1],
  ['2800', 'safe', 0],
  ['2901', 'smoke', 1],
  ['2a00', 'sound', 0],
  ['2b00', 'tamper', 0],
  ['2c01', 'vibration', 1],
  ['2d01', 'window', 1],
  ['2e23', 'humidityPercent', 35],
  ['2f23', 'moisturePercent', 35],
  ['3a80', 'button', 128],
  ['3c0103', 'dimmerSteps', -3],
  ['3c020a', 'dimmerSteps', 10],
  ['3d0960', 'count', 24_585],
  ['3e2a2c0960', 'count', 1_611_213_866],
  ['3f020c', 'rotationDeg', 307.4],
  ['400c00', 'distanceMm', 12],
  ['414e00', 'distanceM', 7.8],
  ['424e3400', 'durationS', 13.39],
  ['434e34', 'currentA', 13.39],
  ['444e34', 'speedMPerS', 133.9],
  ['451101', 'temperatureC', 27.3],
  ['4632', 'uvIndex', 5],
  ['478756', 'volumeL', 2215.1],
  ['48dc87', 'volumeMl', 34_780],
  ['49dc87', 'flowM3PerH', 34.78],
  ['4a020c', 'voltageV', 307.4],
  ['4b138a14', 'gasM3', 1346.067],
  ['4c41018a01', 'gasM3', 25_821.505],
  ['4d12138a14', 'energyKWh', 344_593.17],
  ['4e87562a01', 'volumeL', 19_551.879],
  ['4f87562a01', 'waterL', 19_551.879],
  ['505d396164', 'timestampS', 1_684_093_277],
  ['518756', 'accelerationMPerS2', 22.151],
  ['528756', 'gyroscopeDegPerS', 22.151],
  ['5587562a01', 'storedL', 19_551.879],
  ['56e803', 'conductivityUsPerCm', 1000],
  ['57ea', 'temperatureC', -22],
  ['58ea', 'temperatureC', -7.7],
  ['59ea', 'count', -22],
  ['5aeaea', 'count', -5398],
  ['5bea0234ea', 'count', -365_690_134],
  ['5c02fbffff', 'powerW', -12.78],
  ['5d02ea', 'currentA', -5.63],
  ['5e9f8c', 'directionDeg', 359.99],
  ['5fa00f', 'precipitationMm', 4000],
  ['6001', 'channel', 1],
  ['61e803', 'rotationRpm', 1000],
  ['f00100', 'deviceType', 1],
  ['f100010204', 'firmware', 0x04020100],
  ['f2000106', 'firmware', 0x060100],
];

const read = (hex: string) => readObjects(Buffer.from(hex, 'hex'), 0);

describe('objects of BTHome', () => {
  it.each(EXAMPLES)('%s is %s of %d', (hex, name, value) => {
    expect(read(hex)).toEqual({ telemetry: { [name]: value }, end: 'complete' });
  });

  it('steps over text and raw bytes, which say their own length', () => {
    expect(read('0161530c48656c6c6f20576f726c6421540301020f5500000000')).toEqual({
      telemetry: { batteryPercent: 97, storedL: 0 },
      end: 'complete',
    });
  });

  it('leaves at text that is longer than what is there', () => {
    expect(read('0161530c4865')).toEqual({ telemetry: { batteryPercent: 97 }, end: 'cut' });
    expect(read('53')).toEqual({ telemetry: {}, end: 'cut' });
  });

  it('leaves at an object that it does not know, for nobody knows its length', () => {
    expect(read('0161ee0102ca09')).toEqual({ telemetry: { batteryPercent: 97 }, end: 'unknown' });
  });

  it('numbers what comes more than once, also where its second form is another', () => {
    expect(read('02ca09451101451101').telemetry).toEqual({ temperatureC: 25.06, temperatureC2: 27.3, temperatureC3: 27.3 });
  });
});
