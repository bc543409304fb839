import { EventEmitter } from 'node:events';
import type { HciSocket } from '../../edge/adapters/noble/hci.ts';

/** Opcodes of Bluetooth Core 5.4, Vol 4 Part E §7. */
export const OPCODES = {
  setEventMask: 0x0c01,
  reset: 0x0c03,
  readLeHostSupport: 0x0c6c,
  writeLeHostSupport: 0x0c6d,
  readLocalVersion: 0x1001,
  readBufferSize: 0x1005,
  readAddress: 0x1009,
  leSetEventMask: 0x2001,
  leReadBufferSize: 0x2002,
  leReadFeatures: 0x2003,
  leSetScanParameters: 0x200b,
  leSetScanEnable: 0x200c,
  leSetExtendedScanParameters: 0x2041,
  leSetExtendedScanEnable: 0x2042,
} as const;

const H4_COMMAND = 0x01;
const H4_EVENT = 0x04;
const COMMAND_COMPLETE = 0x0e;
const UNKNOWN_COMMAND = 0x01;
const EXTENDED_ADVERTISING = 0b1_0000;
const BLUETOOTH_5 = 0x09;

export interface ControllerOptions {
  /** Whether it is one of Bluetooth 5 with extended advertising. */
  readonly extended?: boolean;
  /** 6 is Bluetooth 4.0, the first with Low Energy. */
  readonly version?: number;
  /** Answers these commands with an error status. */
  readonly refuses?: Readonly<Record<number, number>>;
  /** Does not answer at all. */
  readonly mute?: boolean;
}

/** A Bluetooth controller as a host sees it: commands in, events out, and reports only while it scans. */
export class HciController {
  readonly commands: number[] = [];
  /** Does not answer any more. */
  mute: boolean;
  readonly #options: ControllerOptions;
  readonly #send: (packet: Buffer) => void;
  #scanning = false;
  #duplicates = false;
  #onScan: () => void = () => {};

  constructor(send: (packet: Buffer) => void, options: ControllerOptions = {}) {
    this.#send = send;
    this.#options = options;
    this.mute = options.mute ?? false;
  }

  get scanning(): boolean {
    return this.#scanning;
  }

  /** Whether the host asked for every advert, not for one of each address. */
  get duplicates(): boolean {
    return this.#duplicates;
  }

  /** Resolves when the host has switched the scan on. */
  scanned(): Promise<void> {
    return this.#scanning
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#onScan = resolve;
        });
  }

  /** A whole command packet of the host. */
  receive(packet: Uint8Array): void {
    if (packet[0] !== H4_COMMAND) return;
    const opcode = (packet[1] ?? 0) | ((packet[2] ?? 0) << 8);
    this.commands.push(opcode);
    if (this.mute) return;
    const parameters = packet.subarray(4);
    const refused = this.#options.refuses?.[opcode];
    const answer = refused === undefined ? this.#answer(opcode, parameters) : [refused];
    this.#complete(opcode, answer);
    const isEnable = opcode === OPCODES.leSetScanEnable || opcode === OPCODES.leSetExtendedScanEnable;
    if (isEnable && answer[0] === 0) this.#scan(parameters[0] === 1, parameters[1] === 0);
  }

  /** Sends what it heard, or anything else, as it is: also what no controller should send. */
  emit(...packets: readonly Uint8Array[]): void {
    for (const packet of packets) this.#send(Buffer.from(packet));
  }

  #scan(enabled: boolean, duplicates: boolean): void {
    this.#scanning = enabled;
    this.#duplicates = duplicates;
    if (enabled) this.#onScan();
  }

  #complete(opcode: number, answer: readonly number[]): void {
    this.#send(Buffer.from([H4_EVENT, COMMAND_COMPLETE, 3 + answer.length, 1, opcode & 0xff, opcode >> 8, ...answer]));
  }

  /** Status and return parameters. */
  #answer(opcode: number, parameters: Uint8Array): readonly number[] {
    const { extended = false, version = BLUETOOTH_5 } = this.#options;
    switch (opcode) {
      case OPCODES.reset:
        this.#scanning = false;
        return [0];
      case OPCODES.setEventMask:
      case OPCODES.leSetEventMask:
      case OPCODES.writeLeHostSupport:
        return [0];
      case OPCODES.readLeHostSupport:
        return [0, 1, 0];
      case OPCODES.readLocalVersion:
        return [0, version, 0, 0, version, 0xff, 0xff, 0, 0];
      case OPCODES.readBufferSize:
        return [0, 0xfb, 0, 0, 8, 0, 0, 0];
      case OPCODES.readAddress:
        return [0, 1, 0, 0, 0, 0, 2];
      case OPCODES.leReadBufferSize:
        return [0, 0xfb, 0, 8];
      case OPCODES.leReadFeatures:
        return [0, 0, extended ? EXTENDED_ADVERTISING : 0, 0, 0, 0, 0, 0, 0];
      case OPCODES.leSetScanParameters:
      case OPCODES.leSetScanEnable:
        return [parameters.length > 0 ? 0 : UNKNOWN_COMMAND];
      case OPCODES.leSetExtendedScanParameters:
      case OPCODES.leSetExtendedScanEnable:
        return [extended ? 0 : UNKNOWN_COMMAND];
      default:
        return [UNKNOWN_COMMAND];
    }
  }
}

export interface DriverFaults {
  /** Thrown by the binding, as by the kernel where there is no adapter. */
  readonly bind?: Error;
  /** Told of every command, as by the kernel where the right is missing. */
  readonly write?: Error;
  readonly isDown?: boolean;
}

/** A controller in this process, in the place of noble's drivers. */
export class HciDriver extends EventEmitter implements HciSocket {
  readonly controller: HciController;
  /** How it was bound: beside other programs, or for us alone. */
  channel: 'raw' | 'user' | undefined;
  readonly #faults: DriverFaults;
  #running = false;
  #up: boolean;

  constructor(options: ControllerOptions & DriverFaults = {}) {
    super();
    this.#faults = options;
    this.#up = !options.isDown;
    this.controller = new HciController((packet) => this.#running && this.emit('data', packet), options);
  }

  get running(): boolean {
    return this.#running;
  }

  bindRaw(): void {
    this.#bind('raw');
  }

  bindUser(): void {
    this.#bind('user');
  }

  start(): void {
    this.#running = true;
  }

  stop(): void {
    this.#running = false;
  }

  isDevUp(): boolean {
    return this.#up;
  }

  setFilter(): void {}

  write(packet: Buffer): void {
    // The kernel refuses at once; the answer of a controller comes later, if by no time of a clock that is told to move.
    if (this.#faults.write) this.emit('error', this.#faults.write);
    else queueMicrotask(() => this.controller.receive(packet));
  }

  #bind(channel: 'raw' | 'user'): void {
    if (this.#faults.bind) throw this.#faults.bind;
    this.channel = channel;
  }

  /** Somebody switches the adapter off, or pulls it out. */
  goDown(): void {
    this.#up = false;
    this.emit('state', false);
  }
}
