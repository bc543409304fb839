/**
 * What this adapter uses of noble's layer for a Bluetooth controller: a private part of the package, so its version is pinned, and
 * test/edge/adapters/noble/hci.test.ts fails when a part of it is gone.
 */
declare module 'noble/lib/hci-socket/hci.js' {
  /** One of noble's drivers: a raw Bluetooth socket of the kernel, or a serial port. */
  export interface HciSocket {
    on(event: 'data', listener: (packet: Buffer) => void): unknown;
    on(event: 'error', listener: (error: Error) => void): unknown;
    on(event: 'state', listener: (up: boolean) => void): unknown;
    removeAllListeners(): unknown;
    bindRaw(adapter?: number, parameters?: object): unknown;
    bindUser(adapter?: number, parameters?: object): unknown;
    start(): void;
    stop(): void;
    isDevUp(): boolean;
    setFilter(filter: Buffer): void;
    write(packet: Buffer): void;
    /** Of the driver for serial ports only. */
    _handleReconnection?(): Promise<void>;
    _serialDevice?: { readonly opening: boolean; on(event: 'error' | 'open', listener: () => void): unknown; close(): void } | null;
  }

  export interface HciOptions {
    readonly hciDriver?: 'native' | 'uart';
    readonly bindParams?: { readonly uart: { readonly port: string; readonly baudRate: number } };
    readonly deviceId?: number;
    readonly userChannel?: boolean;
  }

  export class Hci {
    constructor(options: HciOptions);
    on(event: 'stateChange', listener: (state: string) => void): unknown;
    on(event: 'addressChange', listener: () => void): unknown;
    on(event: 'leScanEnableSet', listener: (status: number) => void): unknown;
    init(): void;
    stop(): void;
    readBdAddr(): void;
    setScanEnabled(enabled: boolean, filterDuplicates: boolean): void;
    onSocketData(packet: Buffer): void;
    onSocketError(error: Error): void;
    _socket: HciSocket;
  }

  export default Hci;
}
