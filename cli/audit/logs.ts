import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AislegateError } from '../../contract/errors.ts';
import type { Place } from '../../contract/settings.ts';
import type { AuditReport } from '../../platform/audit/verify.ts';
import { AUDIT_KEY_BYTES, auditFolder } from '../../platform/audit-log.ts';
import { readMasterKey } from '../../platform/master-key.ts';

export const LOG_OWNERS = ['edge', 'hq'] as const;
export type LogOwner = (typeof LOG_OWNERS)[number];

export interface NamedLog {
  readonly name: LogOwner | 'folder';
  readonly folder: string;
}

/** The audit logs that there are in a data folder. */
export function presentLogs(data: string): readonly NamedLog[] {
  return allLogs(data).filter(({ folder }) => existsSync(folder));
}

/** The audit logs of an installation: the wanted one, or those that there are. */
export function logsOf(data: string, wanted?: LogOwner): readonly NamedLog[] {
  const found = wanted === undefined ? presentLogs(data) : allLogs(data).filter(({ name }) => name === wanted);
  if (found.length === 0) throw new AislegateError('AUD_MISSING', { path: data });
  return found;
}

function allLogs(data: string): readonly NamedLog[] {
  return LOG_OWNERS.map((name) => ({ name, folder: auditFolder(join(data, name)) }));
}

/** The keys that seal the heads of the logs; none where they are not on this machine, or not for whoever asks. */
export async function headKeys(
  place: Pick<Place, 'data' | 'keys'> | undefined,
): Promise<(name: NamedLog['name']) => Uint8Array | undefined> {
  // An auditor who may read the logs need not be able to read keys: the chain tells him what it can.
  const master = place && (await readMasterKey({ folder: place.keys, data: place.data }).catch(() => undefined));
  return (name) => (name === 'folder' ? undefined : master?.derive(`${name} audit`, AUDIT_KEY_BYTES));
}

/** What was found, as a person reads it. */
export function reportLines(name: string, { records, from, last, broken, continued, seal }: AuditReport): readonly string[] {
  const shown = from === 1 ? '' : `; records before ${from} were dropped when their time was over`;
  return [
    ...(broken
      ? [
          `${name}: BROKEN at record ${broken.number} (${broken.file}): ${broken.detail}.`,
          `  ${records} ${records === 1 ? 'record stands' : 'records stand'} before it as written${shown}. Keep a copy of the folder before anything else.`,
        ]
      : [`${name}: ${records} ${records === 1 ? 'record' : 'records'}, each as it was written${shown}.`]),
    ...continued.map(({ number, what }) => `  At record ${number} the log went on although something was wrong with it: ${what}.`),
    ...(last.number > 0
      ? [`  ${broken ? 'Last good record' : 'Last record'}: ${last.number}:${last.hash}${last.at === undefined ? '' : ` of ${last.at}`}`]
      : []),
    ...(seal === 'unchecked' ? ['  The seal of its head was not checked: the key of the installation is not here.'] : []),
  ];
}
