import { type KeyObject, sign } from 'node:crypto';
import { checker } from '../../../contract/check.ts';
import { ArtefactFile, readArtefact, signedBytes } from './artefact.ts';
import type { ModelCard } from './card.ts';

export type Endorsed =
  | { readonly ok: true; readonly text: string; readonly card: ModelCard }
  | { readonly ok: false; readonly detail: string };

/** Who vouches for a model from now on. */
export interface Endorser {
  readonly privateKey: KeyObject;
  /** Base64url, 32 bytes. */
  readonly publicKey: string;
}

const check = checker(ArtefactFile);

/** The same model under another signature, or what is wrong with it: headquarters vouches for what its operators publish, and shops trust it alone. */
export function endorse(text: string, { privateKey, publicKey }: Endorser): Endorsed {
  const file = parsed(text);
  if (!file.ok) return file;
  // Its own key and features: whether it is whole is asked here, and not whose it is. Shops of several versions may compute several lists of features.
  const trust = { publicKeys: [file.value.publicKey], featureHash: file.value.content.card.featureHash };
  const read = readArtefact(Buffer.from(text), trust);
  if (!read.ok) return { ok: false, detail: read.detail };
  const signature = sign(null, signedBytes(file.value.digest), privateKey).toString('base64url');
  return { ok: true, text: JSON.stringify({ ...file.value, publicKey, signature }), card: read.artefact.card };
}

function parsed(text: string): ReturnType<typeof check> {
  try {
    return check(JSON.parse(text));
  } catch {
    return { ok: false, detail: 'it is not JSON' };
  }
}
