import { AislegateError } from '../../contract/errors.ts';
import { identifierKind } from '../../contract/identifier.ts';

export interface EspresenseReport {
  /** The room that the scanner calls itself. */
  readonly room: string;
  readonly mobile: string;
  /** 12 hex. */
  readonly mac: string;
  readonly rssiDbm: number;
  readonly rssiAt1mDbm: number;
  /** Mean time between adverts. */
  readonly intervalMs: number;
}

/** A report as an ESPresense scanner publishes it (its BleFingerprint.cpp, `fillJson`): RSSI with two decimals, no distance. */
export function espresense(report: EspresenseReport): { topic: string; payload: string } {
  const id = espresenseId(report.mobile);
  const payload =
    `{"mac":"${report.mac}","id":${JSON.stringify(id)},"rssi@1m":${Math.round(report.rssiAt1mDbm)},` +
    `"rssi":${report.rssiDbm.toFixed(2)},"rxAdj":0,"int":${Math.round(report.intervalMs)}}`;
  return { topic: `espresense/devices/${id}/${report.room}`, payload };
}

/** How ESPresense spells an identifier of ours. */
export function espresenseId(mobile: string): string {
  const value = mobile.slice(mobile.indexOf(':') + 1);
  switch (identifierKind(mobile)) {
    case 'ibeacon':
      return `iBeacon:${value}`;
    case 'irk':
      return `irk:${value}`;
    case 'ble':
      return `known:${value}`;
    default:
      throw new AislegateError('CLI_USAGE', { detail: 'ESPresense reports identifiers of the kinds ibeacon, irk and ble.' });
  }
}
