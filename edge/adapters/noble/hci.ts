import type { Hci, HciOptions, HciSocket } from 'noble/lib/hci-socket/hci.js';
import { EXTENDED_REPORT, H4_EVENT, LE_META_EVENT, LEGACY_REPORT } from '../../../devices/decoders/support/hci-report.ts';
import { failureOf, type RadioFailure } from './failure.ts';

export type HciClass = typeof Hci;
export type { HciSocket };

/** A Bluetooth adapter of this machine, the first one where no number is given; or a controller at a serial port. */
export type RadioDevice =
  | { readonly kind: 'adapter'; readonly number?: number; readonly userChannel?: boolean }
  | { readonly kind: 'serial'; readonly path: string; readonly baudRate: number };

export interface HciListener {
  /** An LE Meta event with advertising reports, as it came from the controller, with its H4 packet type. */
  readonly advert: (event: Uint8Array) => void;
  /** A packet that noble choked on. */
  readonly malformed: () => void;
  readonly scanning: () => void;
  /** It answered to what it was asked. */
  readonly answered: () => void;
  /** Once at most, and nothing after it. */
  readonly failed: (failure: RadioFailure) => void;
}

export interface OpenHci {
  /**
   * Asks the controller for its address, to know that it is there. A serial port that was pulled out is noticed by writing only: the driver
   * reads nothing from it, again and again (@serialport/bindings-cpp 12.0.1, unix-read).
   */
  ask(): void;
  close(): void;
}

/** noble's layer for controllers; throws where the package or its native part is not there. */
export async function loadHci(): Promise<HciClass> {
  return (await import('noble/lib/hci-socket/hci.js')).default;
}

/** Core 5.4, Vol 4 Part E §7.7.14. */
const COMMAND_COMPLETE = 0x0e;

/**
 * Opens a controller and lets it scan, active and with duplicates.
 *
 * Of noble this is the controller layer, without the layers above it: those merge all adverts of an address into one object, hold back the
 * first one, remember every address for ever, swallow what a listener throws, write to the console and end the process at SIGINT. Reports
 * go on before noble reads them: as they came, so that our own decoder counts what is malformed.
 */
export function openHci(HciLayer: HciClass, device: RadioDevice, listener: HciListener, driver?: HciSocket): OpenHci {
  const hci = new HciLayer({ ...optionsOf(device), ...(driver && { hciDriver: 'uart' }) });
  if (driver) hci._socket = driver;
  let over = false;
  let closed = false;
  const fail = (failure: RadioFailure): void => {
    if (over) return;
    over = true;
    // Whoever hears this closes the controller. noble may be in the middle of opening it, and would go on with what is closed.
    queueMicrotask(() => closed || listener.failed(failure));
  };

  tellErrors(hci, fail);
  const read = hci.onSocketData;
  hci.onSocketData = (packet) => {
    if (over) return;
    if (isAdvert(packet)) return listener.advert(packet);
    if (!isAnswer(packet)) return;
    try {
      read.call(hci, packet);
    } catch {
      listener.malformed();
    }
  };

  const asked: boolean[] = [];
  const setScanEnabled = hci.setScanEnabled;
  hci.setScanEnabled = (enabled, filterDuplicates) => {
    asked.push(enabled);
    setScanEnabled.call(hci, enabled, filterDuplicates);
  };
  hci.on('leScanEnableSet', (status) => {
    // Answers come in the order of the commands; what noble itself asks while it starts is to switch the scan off.
    if (over || !asked.shift()) return;
    if (status === 0) listener.scanning();
    else fail({ code: 'RAD_REFUSED', context: { status: `0x${status.toString(16).padStart(2, '0')}` } });
  });

  hci.on('addressChange', () => over || listener.answered());
  let poweredOn = false;
  hci.on('stateChange', (state) => {
    if (over) return;
    if (state === 'unsupported') fail({ code: 'RAD_UNSUPPORTED', context: { detail: 'no Bluetooth Low Energy' } });
    else if (state === 'poweredOn' && !poweredOn) {
      poweredOn = true;
      hci.setScanEnabled(true, false);
    } else if (state === 'poweredOff') {
      // A serial port begins like this. An adapter that is off would be opened anew by noble itself when it is switched on, with a driver
      // that then reads from a descriptor that it has closed: it is given up instead, and a new one opened.
      if (device.kind === 'adapter') fail({ code: 'RAD_SWITCHED_OFF' });
      else if (poweredOn) fail({ code: 'RAD_LOST', context: { detail: 'the serial port was closed' } });
    }
  });
  hci.init();

  return {
    ask: () => hci.readBdAddr(),
    close: () => {
      over = true;
      closed = true;
      closeHci(hci, poweredOn);
      if (device.kind === 'adapter') retired.push(hci._socket);
    },
  };
}

/**
 * Closed sockets of adapters, never to be collected: the driver (bluetooth-hci-socket 2.3.0) closes its descriptor when it is stopped and
 * once more when it is collected, and by then the number may belong to a file of ours.
 */
const retired: HciSocket[] = [];

function optionsOf(device: RadioDevice): HciOptions {
  if (device.kind === 'serial') return { hciDriver: 'uart', bindParams: { uart: { port: device.path, baudRate: device.baudRate } } };
  return { ...(device.number !== undefined && { deviceId: device.number }), userChannel: device.userChannel ?? false };
}

/** noble keeps the errors of its drivers to itself, or makes another state of them. */
function tellErrors(hci: Hci, fail: (failure: RadioFailure) => void): void {
  const socket = hci._socket;
  hci.onSocketError = (error) => fail(failureOf(error));
  for (const name of ['bindRaw', 'bindUser'] as const) {
    const bind = socket[name];
    const telling = (...parameters: Parameters<typeof bind>): unknown => {
      try {
        return bind.apply(socket, parameters);
      } catch (error) {
        fail(failureOf(error));
        throw error;
      }
    };
    // By definition, not by assignment: the methods of a native class are read-only.
    Object.defineProperty(socket, name, { value: telling });
  }
  // The driver would open a lost serial port again by itself, beside the new driver that is opened here.
  if (socket._handleReconnection) socket._handleReconnection = async () => {};
}

function closeHci(hci: Hci, scanning: boolean): void {
  const port = hci._socket._serialDevice;
  try {
    if (scanning) hci.setScanEnabled(false, true);
    hci.stop();
  } catch {
    // It was never bound.
  }
  // The driver takes its listeners off, but a port that is still being opened would stay open, and its error be nobody's.
  port?.on('error', () => {});
  if (port?.opening) port.on('open', () => port.close());
}

/** Of the rest noble gets the answers to its commands: this radio connects to nobody, and hears of no connection. */
function isAnswer(packet: Uint8Array): boolean {
  return packet[0] === H4_EVENT && packet[1] === COMMAND_COMPLETE;
}

function isAdvert(packet: Uint8Array): boolean {
  return packet[0] === H4_EVENT && packet[1] === LE_META_EVENT && (packet[3] === LEGACY_REPORT || packet[3] === EXTENDED_REPORT);
}
