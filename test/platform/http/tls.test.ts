import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import { asAdmin, served } from '../../support/served.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function certificate(): Promise<{ certFile: string; keyFile: string; cert: string }> {
  const folder = tempFolder();
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 });
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  return { certFile, keyFile, cert };
}

describe('a server that other machines reach', () => {
  it('speaks TLS', async () => {
    const tls = await certificate();
    const { server } = await served({ tls });
    await server.listen();
    const { port } = new URL(server.url());
    const status = await new Promise((resolve, reject) => {
      const asked = request({ host: 'localhost', port, path: '/healthz', ca: tls.cert }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      asked.on('error', reject).end();
    });
    expect(status).toBe(200);
  });

  it('keeps cookies and browsers on TLS, links on its public name, and metrics to itself', async () => {
    const { server } = await served({ host: '0.0.0.0', tls: await certificate(), publicUrl: 'https://shop.example/' });
    const link = server.link({ target: 'screen', id: 'dairy' });
    expect(link).toMatch(/^https:\/\/shop\.example\/enter\?token=/u);
    const entered = await server.inject({ url: link.slice('https://shop.example'.length) });
    expect(entered.cookies).toMatchObject([{ secure: true }]);
    expect(entered.headers['strict-transport-security']).toBe('max-age=31536000');
    expect((await server.inject({ url: '/metrics' })).statusCode).toBe(401);
    expect((await server.inject({ url: '/metrics', headers: asAdmin })).statusCode).toBe(200);
    const named = { ...asAdmin, host: 'shop.example', origin: 'https://shop.example' };
    const made = await server.inject({ method: 'POST', url: '/api/links', headers: named, payload: { target: 'screen', id: 'dairy' } });
    expect(made.statusCode).toBe(200);
  });
});
