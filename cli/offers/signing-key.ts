import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeFileDurably } from '../../platform/durable-file.ts';
import { noteLine, wrongUse } from '../command.ts';

/** The Ed25519 private key in a PEM file; made, readable by its owner only, where there is no such file. */
export async function signingKey(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw wrongUse(`${path} cannot be read (${error.code ?? 'unknown'}).`);
  });
  if (pem === undefined) return newKey(path);
  if (!isSigningKey(pem))
    throw wrongUse(`${path} is not an Ed25519 private key (PEM). Give another with --key, or the name of a file that is to be made.`);
  return pem;
}

async function newKey(path: string): Promise<string> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  await writeFileDurably(path, pem);
  noteLine(`Made a key to sign models with: ${path}. Keep it: shops serve only models signed with a key that they know.`);
  return pem;
}

function isSigningKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
