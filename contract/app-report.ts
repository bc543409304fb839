import { createHmac } from 'node:crypto';

/**
 * A report of the retailer's app proves by a signature whose phone it is: JWS compact (RFC 7515 §3.1), HS256, `kid` names the app as the
 * member's record does. HS256 wants a key of 32 bytes (RFC 7518 §3.2), and a key is for one thing only: HMAC-SHA-256 of this label under the
 * token key of the phone.
 */
const KEY_LABEL = 'aislegate app report 1';

export function reportKeyOf(tokenKey: Uint8Array): Uint8Array {
  return createHmac('sha256', tokenKey).update(KEY_LABEL).digest();
}

/** The signature of what stands before the second dot. */
export function reportSignature(tokenKey: Uint8Array, content: string): Uint8Array {
  return createHmac('sha256', reportKeyOf(tokenKey)).update(content).digest();
}

/** What the app sends: the report, which must say when it was made (`at`), signed. */
export function signedReport(tokenKey: Uint8Array, app: string, report: object): string {
  const content = `${textPart({ alg: 'HS256', kid: app })}.${textPart(report)}`;
  return `${content}.${Buffer.from(reportSignature(tokenKey, content)).toString('base64url')}`;
}

function textPart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
