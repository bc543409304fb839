import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Listener } from '../../../cli/supervisor/listeners.ts';
import { checkData, checkListeners, checkNode } from '../../../cli/supervisor/preflight.ts';
import type { TlsFiles } from '../../../contract/setting-parts.ts';
import { freePorts } from '../../support/ports.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function listener(port: number, more: Partial<Listener> = {}): Listener {
  return {
    what: 'pages',
    host: '127.0.0.1',
    port,
    flag: '--http-port',
    hostFlag: '--http-host',
    tlsFlag: '--http-tls-cert',
    tls: undefined,
    ...more,
  };
}

async function certificate(): Promise<TlsFiles> {
  const folder = tempFolder();
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 });
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  writeFileSync(files.certFile, cert);
  writeFileSync(files.keyFile, key);
  return files;
}

async function takenPort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return port;
}

describe('before anything starts', () => {
  it('a Node that is too old is named', () => {
    expect(() => checkNode('20.18.9')).toThrow(expect.objectContaining({ code: 'CFG_NODE_OLD' }));
    expect(() => checkNode('20.19.0')).not.toThrow();
    expect(() => checkNode('24.0.0')).not.toThrow();
  });

  it('a file in the place of the data folder is named', () => {
    const file = join(tempFolder(), 'data');
    writeFileSync(file, '');
    expect(() => checkData(file)).toThrow(
      expect.objectContaining({ code: 'CFG_DATA_UNWRITABLE', message: expect.stringContaining('a file of that name') }),
    );
    expect(() => checkData(join(file, 'below'))).toThrow(expect.objectContaining({ code: 'CFG_DATA_UNWRITABLE' }));
  });

  it('a port in use is named with the flag that moves it', async () => {
    const port = await takenPort();
    await expect(checkListeners([listener(port)])).rejects.toMatchObject({
      code: 'CFG_PORT_IN_USE',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is in use. Stop what uses it, or move ours with --http-port.`),
    });
  });

  it('one port for two purposes is named with both flags', async () => {
    const [port = 0] = await freePorts(1);
    await expect(checkListeners([listener(port), listener(port, { flag: '--mqtt-port' })])).rejects.toThrow(
      '--mqtt-port and --http-port are both',
    );
  });

  it('nothing opens up to other machines without TLS', async () => {
    const [port = 0] = await freePorts(1);
    const open = { host: '0.0.0.0' };
    await expect(checkListeners([listener(port, open)])).rejects.toMatchObject({
      code: 'CFG_TLS_REQUIRED',
      message: expect.stringContaining('--http-tls-cert'),
    });
    await expect(checkListeners([listener(port, { ...open, tls: await certificate() })])).resolves.toBeUndefined();
  });

  it('nothing starts with a certificate that is not there, or that its key does not open', async () => {
    const [port = 0] = await freePorts(1);
    const mine = await certificate();
    const { keyFile } = await certificate();
    await expect(checkListeners([listener(port, { tls: { ...mine, certFile: '/no/cert.pem' } })])).rejects.toMatchObject({
      code: 'CFG_INVALID',
      message: expect.stringContaining('--http-tls-cert: /no/cert.pem cannot be read'),
    });
    await expect(checkListeners([listener(port, { tls: { ...mine, keyFile } })])).rejects.toMatchObject({
      code: 'CFG_INVALID',
      message: expect.stringContaining('--http-tls-cert: the certificate and its key cannot be used'),
    });
  });
});
