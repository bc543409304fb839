import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { AislegateError } from '../../contract/errors.ts';
import { assertSafeListen, portFree } from '../../platform/listen.ts';
import type { Listener } from './listeners.ts';

/** package.json says the same to npm, which only warns. */
const LEAST_NODE = [20, 19] as const;

export function checkNode(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  throw new AislegateError('CFG_NODE_OLD', { version });
}

/** Makes the data folder where it is missing and proves that we can write there. */
export function checkData(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    accessSync(data, constants.R_OK | constants.X_OK);
    const probe = join(data, `.writable-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AislegateError('CFG_DATA_UNWRITABLE', { path: data, detail: REASONS[code ?? ''] ?? code ?? 'unknown' }, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'there is a file of that name, or of a folder above it',
};

/** Every port is free, none is open to other machines in clear, and certificates open with their keys, before anything is started. */
export async function checkListeners(listeners: readonly Listener[]): Promise<void> {
  const taken = new Map<number, Listener>();
  for (const listener of listeners) {
    const { host, port, flag, hostFlag, tlsFlag, tls } = listener;
    assertSafeListen({ setting: hostFlag, host, tls: tls !== undefined, tlsSetting: tlsFlag });
    checkTls(listener);
    const twin = taken.get(port);
    if (twin) throw new AislegateError('CFG_INVALID', { detail: `${flag} and ${twin.flag} are both ${port}` });
    taken.set(port, listener);
    if (!(await portFree(host, port))) throw new AislegateError('CFG_PORT_IN_USE', { port, host, setting: flag });
  }
}

function checkTls({ tls, tlsFlag }: Listener): void {
  if (!tls) return;
  try {
    createSecureContext({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) });
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    const detail = path ? `${path} cannot be read (${code})` : `the certificate and its key cannot be used: ${message}`;
    throw new AislegateError('CFG_INVALID', { detail: `${tlsFlag}: ${detail}` }, { cause: error });
  }
}
