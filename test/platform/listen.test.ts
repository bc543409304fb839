import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { assertSafeListen, isLoopback, listenError, portFree } from '../../platform/listen.ts';
import { freePorts } from '../support/ports.ts';

describe('listening', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '[::1]', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])(
    'knows that %s stays on this machine',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.4', 'shop.example', '128.0.0.1', '', 'localhost.example', '127.0.0.1.example'])(
    'takes %s for reachable from other machines',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );

  it('refuses to open up without TLS, and names both settings', () => {
    const open = { setting: 'AISLEGATE_EDGE_HOST', host: '0.0.0.0', tlsSetting: 'AISLEGATE_TLS_CERT' };
    expect(() => assertSafeListen({ ...open, tls: false })).toThrow(
      'AISLEGATE_EDGE_HOST is 0.0.0.0, which other machines can reach, and needs TLS: set AISLEGATE_TLS_CERT, or listen on 127.0.0.1.',
    );
    expect(() => assertSafeListen({ ...open, tls: true })).not.toThrow();
    expect(() => assertSafeListen({ ...open, host: '127.0.0.1', tls: false })).not.toThrow();
  });

  it('sees that a port is taken, and that it is free again', async () => {
    const holder = createServer();
    const [port = 0] = await freePorts(1);
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    expect(await portFree('127.0.0.1', port)).toBe(false);
    await new Promise((resolve) => holder.close(resolve));
    expect(await portFree('127.0.0.1', port)).toBe(true);
  });

  it('says that an address is not of this machine', async () => {
    await expect(portFree('192.0.2.1', 18080)).rejects.toMatchObject({ code: 'CFG_INVALID' });
  });

  it('tells a port that needs privileges from one in use, and passes on what it does not know', () => {
    const refused = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });
    expect(listenError(refused('EACCES'), '127.0.0.1', 80).message).toContain('above 1023');
    expect(listenError(refused('EADDRINUSE'), '127.0.0.1', 18080, '--edge-port').message).toContain('move ours with --edge-port');
    const other = refused('EMFILE');
    expect(listenError(other, '127.0.0.1', 18080)).toBe(other);
  });
});
