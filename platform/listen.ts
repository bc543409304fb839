import { BlockList, createServer, isIP } from 'node:net';
import { AislegateError } from '../contract/errors.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

/** Whether only this machine can reach what listens on `host`. A name other than `localhost` may resolve to anything: no. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/u, '$1').toLowerCase();
  if (bare === 'localhost') return true;
  const family = isIP(bare);
  return family !== 0 && loopback.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

export interface SafeListen {
  /** The setting that gave the host, as the reader of the error would change it. */
  readonly setting: string;
  readonly host: string;
  readonly tls: boolean;
  readonly tlsSetting: string;
}

/** Refuses to open up to other machines in clear text. */
export function assertSafeListen({ setting, host, tls, tlsSetting }: SafeListen): void {
  if (!tls && !isLoopback(host)) throw new AislegateError('CFG_TLS_REQUIRED', { setting, host, tls: tlsSetting });
}

/** Whether nobody listens on the port. Rejects with CFG_INVALID where we could not listen there either way. */
export function portFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(listenError(error, host, port));
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** What a refused `listen` means to the one who set host and port; `setting` is the name of the port's. */
export function listenError(error: NodeJS.ErrnoException, host: string, port: number, setting = 'another port'): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new AislegateError('CFG_PORT_IN_USE', { host, port, setting }, { cause: error });
    case 'EACCES':
      return new AislegateError(
        'CFG_INVALID',
        { detail: `this user may not listen on port ${port}; take one above 1023` },
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new AislegateError('CFG_INVALID', { detail: `${host} is not an address of this machine` }, { cause: error });
    default:
      return error;
  }
}
