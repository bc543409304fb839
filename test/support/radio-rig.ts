import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import type { RadioDevice } from '../../edge/adapters/noble/hci.ts';
import { createRadioSource, type RadioOptions } from '../../edge/adapters/noble/source.ts';
import type { RawMessage } from '../../edge/domain/message.ts';
import type { MessageSource } from '../../edge/ports/message-source.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { type ControllerOptions, type DriverFaults, HciDriver } from './hci-controller.ts';
import { until } from './shop-floor.ts';

export const SILENCE_MS = 60_000;
export const ADAPTER: RadioDevice = { kind: 'adapter', number: 0 };

export interface RadioRig {
  readonly source: MessageSource;
  readonly clock: VirtualClock;
  readonly telemetry: FakeTelemetry;
  readonly heard: RawMessage[];
  /** The codes of all warnings, oldest first. */
  warned(): string[];
}

/** The radio of a shop's computer with what surrounds it; it closes with the test. */
export function radioRig(options: Partial<RadioOptions> = {}): RadioRig {
  const clock = new VirtualClock(1_800_000_000_000);
  const telemetry = new FakeTelemetry();
  const source = createRadioSource({
    device: ADAPTER,
    scanner: 'back-room',
    silenceMs: SILENCE_MS,
    clock,
    random: seededRandom(),
    telemetry,
    ...options,
  });
  onTestFinished(() => source.close());
  const warned = () => telemetry.logged.filter(({ level }) => level === 'warn').map(({ what }) => what);
  return { source, clock, telemetry, heard: [], warned };
}

export interface EmulatedRig extends RadioRig {
  /** One for each time that the radio was opened. */
  readonly drivers: HciDriver[];
  /** The one that is open now. */
  driver(): HciDriver;
  start(): Promise<void>;
  /** Lets time pass, little by little, until the radio scans again. */
  back(): Promise<void>;
}

/** The same on an emulated controller in this process: noble is real from its layer for controllers upwards. */
export function emulatedRadio(
  controller: (ControllerOptions & DriverFaults) | ((opened: number) => ControllerOptions & DriverFaults) = {},
  options: Partial<RadioOptions> = {},
): EmulatedRig {
  const drivers: HciDriver[] = [];
  const rig = radioRig({
    driver: () => {
      const driver = new HciDriver(typeof controller === 'function' ? controller(drivers.length) : controller);
      drivers.push(driver);
      return driver;
    },
    ...options,
  });
  return {
    ...rig,
    drivers,
    driver: () => {
      const last = drivers.at(-1);
      if (!last) throw new Error('the radio was never opened');
      return last;
    },
    start: () => rig.source.start((message) => rig.heard.push(message)),
    back: () =>
      until(async () => {
        await rig.clock.advance(100);
        return rig.source.connected();
      }),
  };
}
