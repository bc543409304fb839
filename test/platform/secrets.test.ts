import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureSecrets, readEdgeSecrets, readHqSecrets, SECRET_FILES } from '../../platform/secrets.ts';
import { publicKeyOf } from '../../platform/signing-key.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('the secrets of an installation', () => {
  it('are made once and stay the same', async () => {
    const folder = join(tempFolder(), 'secrets');
    const first = await ensureSecrets(folder, 'lyon');
    expect(await ensureSecrets(folder, 'lyon')).toEqual(first);
    expect(await readEdgeSecrets(folder)).toEqual(first.edge);
    expect(await readHqSecrets(folder)).toEqual(first.hq);
  });

  it('have nothing in common with those of another installation', async () => {
    const [one, other] = [tempFolder(), tempFolder()];
    const values = (secrets: object): string[] => [...JSON.stringify(secrets).matchAll(/"([^"]{20,})"/gu)].map(([, value = '']) => value);
    const known = new Set(values(await ensureSecrets(one, 'lyon')));
    expect(values(await ensureSecrets(other, 'lyon')).filter((value) => known.has(value))).toEqual([]);
  });

  it('can be read by their owner only', async () => {
    const folder = join(tempFolder(), 'secrets');
    await ensureSecrets(folder, 'lyon');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toHaveLength(Object.keys(SECRET_FILES).length);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it('give a second shop a leaf user of its own and keep that of the first', async () => {
    const folder = tempFolder();
    const { hqNats } = await ensureSecrets(folder, 'lyon');
    const both = (await ensureSecrets(folder, 'metz')).hqNats;
    expect(both.userSeeds).toMatchObject(hqNats.userSeeds);
    expect(Object.keys(both.userSeeds)).toContain('leaf-metz');
  });

  it('of an installation from before there was an intake token gain one at its next start, and keep it', async () => {
    const folder = tempFolder();
    const { edge } = await ensureSecrets(folder, 'lyon');
    const path = join(folder, SECRET_FILES.edge);
    const { intakeToken, ...before } = edge;
    writeFileSync(path, JSON.stringify(before));
    const gained = await readEdgeSecrets(folder);
    expect(gained).toEqual({ ...before, intakeToken: expect.stringMatching(/^[\w-]{43}$/u) });
    expect(gained.intakeToken).not.toBe(intakeToken);
    expect((await ensureSecrets(folder, 'lyon')).edge).toEqual(gained);
    writeFileSync(path, JSON.stringify(before));
    expect((await ensureSecrets(folder, 'lyon')).edge).toEqual(await readEdgeSecrets(folder));
  });

  it('of headquarters from before there were receipts gain a key for them, and keep it', async () => {
    const folder = tempFolder();
    const { hq } = await ensureSecrets(folder, 'lyon');
    const { receiptKey, ...before } = hq;
    writeFileSync(join(folder, SECRET_FILES.hq), JSON.stringify(before));
    const gained = await readHqSecrets(folder);
    expect(gained).toEqual({ ...before, receiptKey: expect.stringMatching(/^[0-9a-f]{64}$/u) });
    expect(gained.receiptKey).not.toBe(receiptKey);
    expect((await ensureSecrets(folder, 'lyon')).hq).toEqual(gained);
  });

  it('of headquarters from before there were models gain a key for them, whose public half the shop is given', async () => {
    const folder = tempFolder();
    const { hq } = await ensureSecrets(folder, 'lyon');
    const { modelKey, ...before } = hq;
    writeFileSync(join(folder, SECRET_FILES.hq), JSON.stringify(before));
    const gained = await readHqSecrets(folder);
    expect(gained).toEqual({ ...before, modelKey: expect.stringMatching(/^[0-9a-f]{64}$/u) });
    expect(gained.modelKey).not.toBe(modelKey);
    await ensureSecrets(folder, 'lyon');
    expect(readFileSync(join(folder, SECRET_FILES.modelPublicKey), 'utf8').trim()).toBe(publicKeyOf(gained.modelKey));
  });

  it('are asked for by name where nothing has made them', async () => {
    await expect(readEdgeSecrets(tempFolder())).rejects.toMatchObject({ code: 'CFG_SECRETS_MISSING' });
  });

  it('are not quoted when their file is broken', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, SECRET_FILES.hq), '{"adminToken":"made-up-secret","recordSecret":1}');
    const refusal = readHqSecrets(folder).catch((error: Error) => error.message);
    expect(await refusal).toContain(SECRET_FILES.hq);
    expect(await refusal).not.toContain('made-up-secret');
    writeFileSync(join(folder, SECRET_FILES.hq), 'made-up-secret');
    expect(await readHqSecrets(folder).catch((error: Error) => error.message)).not.toContain('made-up-secret');
    expect(readFileSync(join(folder, SECRET_FILES.hq), 'utf8')).toBe('made-up-secret');
  });
});
