import { INGEST_ERRORS } from './ingest-errors.ts';

/**
 * The one table of error codes. A code is the interface, its text is for people; a code is never given to another error.
 * `exit` is the exit code of a command that ends with it, `http` the status of a request that does.
 */
export const ERRORS = {
  CFG_INVALID: { message: 'The configuration is wrong: {detail}', exit: 2, http: 400 },
  CFG_FILE_MISSING: {
    message: 'There is no file {path}. Give the right path; "aislegate init" makes a site file.',
    exit: 2,
    http: 404,
  },
  CFG_FILE_UNREADABLE: { message: '{path} cannot be read: {detail}', exit: 2, http: 500 },
  CFG_SURVEY_INVALID: { message: 'The survey {path} is wrong: {detail}', exit: 2, http: 400 },
  CFG_KEYS_EXPOSED: { message: 'Others than its owner can read {path}, which holds keys. Run: chmod 600 {path}', exit: 2, http: 500 },
  CFG_KEYS_INSIDE: {
    message:
      'The folder of the master key {path} is in the data folder {data}: whoever takes a copy of the one has the other. Move it out, or choose another with --keys.',
    exit: 2,
    http: 500,
  },
  CFG_MASTER_KEY_MISSING: {
    message:
      'There is no master key {path}, and {file} cannot be read without it. Put the key back, or give its folder with --keys. Is it lost: docs/operations.md.',
    exit: 2,
    http: 500,
  },
  CFG_SECRETS_MISSING: {
    message: 'There are no secrets in {path}. "aislegate up" makes them at its first start; for services of your own see deploy/README.md.',
    exit: 2,
    http: 500,
  },
  CFG_TLS_REQUIRED: {
    message: '{setting} is {host}, which other machines can reach, and needs TLS: set {tls}, or listen on 127.0.0.1.',
    exit: 2,
    http: 500,
  },
  CFG_DATA_UNWRITABLE: {
    message: 'The data folder {path} cannot be written: {detail}. Make it writable, or choose another with --data.',
    exit: 3,
    http: 500,
  },
  CFG_DATA_IN_USE: {
    message: 'Another Aislegate (process {pid}) uses the data folder {path}. Stop it, or choose another with --data.',
    exit: 3,
    http: 500,
  },
  CFG_PORT_IN_USE: { message: 'Port {port} on {host} is in use. Stop what uses it, or move ours with {setting}.', exit: 3, http: 500 },
  CFG_NODE_OLD: { message: 'This is Node {version}; 20.19 or later is needed.', exit: 3, http: 500 },
  CFG_NATS_MISSING: { message: 'nats-server (2.9.10 or later) is not installed{where}. Install it with: {command}', exit: 3, http: 500 },
  CFG_NATS_OLD: { message: 'nats-server {version} is too old: 2.9.10 or later is needed. Update it with: {command}', exit: 3, http: 500 },
  CFG_PROCESS_ENDED: { message: '{name} ended while starting: {detail}', exit: 4, http: 500 },
  CFG_START_TIMEOUT: { message: '{name} was not ready after {seconds} s. Its log: {log}', exit: 4, http: 500 },
  CLI_USAGE: { message: '{detail}', exit: 2, http: 400 },
  CLI_NOT_RUNNING: { message: 'Nothing answers at {url}. Start it with "npm start", or give the right address.', exit: 3, http: 503 },
  CLI_REFUSED: { message: 'The request was refused: {detail}', exit: 1, http: 400 },
  CLI_REJECTED: { message: 'Nothing was imported; rejected rows: {count}.', exit: 1, http: 422 },
  ...INGEST_ERRORS,
  IDN_SEAL_BROKEN: {
    message: 'A sealed record cannot be opened with the key of its member; the member stays unknown here.',
    exit: 1,
    http: 500,
  },
  IDN_KEY_MISSING: {
    message: 'There is no key for this member (erased, or not yet received); the member stays unknown here.',
    exit: 1,
    http: 404,
  },
  IDN_REPORT_UNKNOWN: {
    message: 'The report is signed by an app that no member has here: app:<kid> must stand in the record of a member, beside a token key.',
    exit: 1,
    http: 401,
  },
  IDN_REPORT_FORGED: {
    message:
      'The signature of the report is wrong: it was not made with the key of this app, or the report was altered (docs/recognition.md).',
    exit: 1,
    http: 401,
  },
  IDN_REPORT_OLD: {
    message: 'The report does not say when it was made (at), or not a time of the last 5 minutes, or one from before the edge was started.',
    exit: 1,
    http: 409,
  },
  IDN_REPORT_REPLAYED: {
    message: 'A report of this app that is as new or newer was heard already: each must have a later time (at) than the one before.',
    exit: 1,
    http: 409,
  },
  IDN_TERMS_OVER: {
    message: 'The terms of the guest Wi-Fi were agreed to longer ago than they last (settings.identity.guestMs): ask the guest again.',
    exit: 1,
    http: 409,
  },
  OFR_LOG_INVALID: {
    message: 'The offer log in {folder} is wrong; rejected rows: {count}. The first: {detail}. docs/offer-log.md says what it must be.',
    exit: 2,
    http: 400,
  },
  OFR_LOG_SMALL: { message: 'The offer log in {folder} is too small to learn from: {detail}.', exit: 1, http: 422 },
  OFR_FALLBACK: {
    message: 'The count rule orders the offers instead of the model: {reason}. docs/offer-learning-in-the-shop.md says what to do.',
    exit: 1,
    http: 503,
  },
  OFR_MODEL_REFUSED: {
    message: 'An offer model was not taken, and the one before stays: {detail}. Publish it again from headquarters.',
    exit: 1,
    http: 422,
  },
  OFR_NOTHING_BEFORE: { message: 'There is nothing to go back to: {detail}.', exit: 1, http: 409 },
  OFR_MODEL_UNREADABLE: { message: 'The offer model in {path} cannot be used: {detail}', exit: 4, http: 500 },
  OFR_NO_DECISION: {
    message: 'No such decision is kept here. A shop keeps its latest decisions; headquarters has all that it heard of.',
    exit: 1,
    http: 404,
  },
  DLV_UNKNOWN_SCREEN: { message: 'The screen is not in the site file.', exit: 1, http: 404 },
  DLV_UNKNOWN_DEVICE: { message: 'The staff device is not in the site file.', exit: 1, http: 404 },
  DLV_MALFORMED: { message: 'The event does not have the shape of a screen or staff event: {detail}', exit: 1, http: 400 },
  DLV_UNKNOWN_DELIVERY: { message: 'No such delivery is awaited: it has expired, was answered, or never was.', exit: 1, http: 404 },
  JRN_FULL: {
    message: 'The journal holds {bytes} bytes, its limit. Facts are refused until headquarters has confirmed some.',
    exit: 4,
    http: 507,
  },
  JRN_WRITE_FAILED: { message: 'The journal could not be written: {detail}', exit: 4, http: 507 },
  JRN_BEHIND: { message: 'Too much waits for the disk. The event was not taken; its sender sends it again.', exit: 4, http: 503 },
  JRN_UNREADABLE: {
    message:
      'The database in {path} could not be read ({detail}). It was put aside as {aside} and an empty one started; keep it for a rescue.',
    exit: 4,
    http: 500,
  },
  JRN_KEYS_UNREADABLE: { message: 'The key file {path} cannot be used: {detail}', exit: 4, http: 500 },
  JRN_KEYS_LOCKED: {
    message:
      'The key file {path} was written under another master key. Put back the master key that belongs to this data folder: docs/operations.md.',
    exit: 4,
    http: 500,
  },
  REC_BUSY: {
    message: 'A recording is under way, until {until} at the latest. Wait, or stop it with "aislegate record --stop".',
    exit: 1,
    http: 409,
  },
  REC_UNKNOWN: {
    message: 'There is no such recording. "aislegate record --list" names those that there are; each is deleted 24 hours after it began.',
    exit: 1,
    http: 404,
  },
  REC_KEY_GONE: {
    message:
      'The key of this recording is not in {path}. It was deleted 24 hours after the recording began, or with it, and nobody can open the file any more; or another installation made it: name its data folder with --data.',
    exit: 1,
    http: 404,
  },
  REC_DAMAGED: { message: 'The recording is not as it was written: {detail}.', exit: 1, http: 422 },
  REC_NO_ROOM: {
    message: 'The disk has {freeMb} MB left, and a recording leaves {neededMb} MB to the rest. Make room, or delete another recording.',
    exit: 4,
    http: 507,
  },
  AUD_NOT_WRITTEN: {
    message:
      'The audit log in {path} could not be written ({detail}), and what cannot be accounted for is not done. Make room on the disk.',
    exit: 4,
    http: 507,
  },
  AUD_BROKEN: {
    message: 'The audit log in {path} is not as it was written: {detail}. Run "aislegate audit verify", and keep a copy of the folder.',
    exit: 1,
    http: 500,
  },
  AUD_MISSING: {
    message: 'There is no audit log in {path}. It begins at the first start; name the data folder of the installation with --data.',
    exit: 2,
    http: 404,
  },
  IDN_NO_MEMBER: {
    message: 'The shop knows no such member. Members come from headquarters, and only those whose key it has can be opened.',
    exit: 1,
    http: 404,
  },
  PRV_NO_MEMBER: { message: 'There is no member of that number here, and none was erased.', exit: 1, http: 404 },
  PRV_NO_ERASURE: { message: 'Nobody of that number or id was erased.', exit: 1, http: 404 },
  PRV_RECEIPT_WRONG: {
    message: 'This is no receipt of ours: {detail}. It was altered, or another headquarters signed it (give its key with --key).',
    exit: 1,
    http: 422,
  },
  HQ_KEYS_MISSING: {
    message: '{missing} of {members} members have no key in {path}. If nobody erased them, put the key file of the last backup back.',
    exit: 4,
    http: 500,
  },
  HQ_UNREACHABLE: { message: 'Headquarters cannot be reached: {detail}', exit: 4, http: 503 },
  HQ_STREAM: { message: 'The stream of facts cannot be used: {detail}', exit: 4, http: 503 },
  HQ_MESSAGE_INVALID: { message: 'A message from headquarters does not have the agreed shape: {detail}', exit: 1, http: 502 },
  HQ_FACT_INVALID: { message: 'A fact does not have the shape of its kind: {detail}', exit: 1, http: 400 },
  HQ_IMPORT_INVALID: { message: 'The import cannot be read: {detail}', exit: 1, http: 400 },
  HQ_MODEL_INVALID: { message: 'This is no model or figures that shops could use: {detail}. Nothing was published.', exit: 1, http: 400 },
  HQ_NO_EARLIER_MODEL: { message: 'There is no earlier model for {scope} to go back to.', exit: 1, http: 404 },
  HQ_IMPORT_GONE: {
    message:
      'This import is gone: it was silent for 15 minutes, or headquarters started anew. Nothing of it was stored; import the file again.',
    exit: 1,
    http: 404,
  },
  HQ_LEASE_RUNS: {
    message: 'The shop {shop} may spend what it was granted until {until}, wherever it is. Take it back after that.',
    exit: 1,
    http: 409,
  },
  HQ_RULE_CHANGED: {
    message: 'Somebody changed or removed it since it was read here. Nothing was stored; read it again and repeat what is still needed.',
    exit: 1,
    http: 409,
  },
  HQ_RULE_EXISTS: {
    message: 'There is one with this id already. Nothing was stored; take another id, or edit that one.',
    exit: 1,
    http: 409,
  },
  HQ_IMPORT_BUSY: { message: '{count} imports are open, which is as many as there can be. Wait for one to end.', exit: 1, http: 429 },
  HQ_OUTBOUND_WAITING: {
    message: 'Imported records could not be handed to the shops yet. They are kept and handed on as soon as NATS takes them.',
    exit: 4,
    http: 503,
  },
  RET_WAITING: {
    message: 'What is older than it may be could not be removed yet. It is tried again in an hour; the log says why.',
    exit: 4,
    http: 503,
  },
  HQ_DATABASE: { message: 'The database refused: {detail}', exit: 4, http: 503 },
  API_UNAUTHORIZED: { message: 'This needs a valid token. Print fresh links with "aislegate links".', exit: 1, http: 401 },
  API_FORBIDDEN: { message: 'This token is not for that.', exit: 1, http: 403 },
  API_READ_ONLY: {
    message: 'This browser may look and not change. Who shall edit needs a link of "aislegate links --editor <name>".',
    exit: 1,
    http: 403,
  },
  API_FOREIGN: {
    message: 'The request comes from another site, or under a host name that is not ours. Open the address that "aislegate links" prints.',
    exit: 1,
    http: 403,
  },
  API_LINK_USED: { message: 'This link was used or is too old. Print fresh ones with "aislegate links".', exit: 1, http: 401 },
  API_NOT_FOUND: { message: 'There is nothing here.', exit: 1, http: 404 },
  API_INVALID: { message: 'The request is wrong: {detail}', exit: 1, http: 400 },
  API_TOO_LARGE: { message: 'The request is larger than {limit} bytes.', exit: 1, http: 413 },
  API_TOO_MANY: { message: 'Too many requests. Try again in {seconds} s.', exit: 1, http: 429 },
  WEB_UNREACHABLE: { message: 'The server cannot be reached. This page keeps trying.', exit: 3, http: 503 },
  WEB_UNEXPECTED_REPLY: {
    message:
      'The server answered {status} with something this page does not understand. Reload the page; if it stays, server and page are of different versions.',
    exit: 4,
    http: 502,
  },
  WEB_OTHER_ROLE: {
    message: 'This browser is paired as another kind of device ({role}). Open the link that was made for this page.',
    exit: 2,
    http: 403,
  },
  INTERNAL: { message: 'Something failed that should not have. The log says more under reference {reference}.', exit: 70, http: 500 },
} as const satisfies Record<string, { message: string; exit: number; http: number }>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorContext = Readonly<Record<string, string | number>>;

/** An error that people and programs can act on. Never put an identifier, a name or a secret into its context. */
export class AislegateError extends Error {
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, context: ErrorContext = {}, options?: ErrorOptions) {
    super(errorText(code, context), options);
    this.name = 'AislegateError';
    this.code = code;
    this.context = context;
  }
}

/** The message of a code with its context filled in; a missing value shows as its name in braces. */
export function errorText(code: ErrorCode, context: ErrorContext = {}): string {
  return ERRORS[code].message.replace(/\{(\w+)\}/gu, (whole, name: string) => String(context[name] ?? whole));
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
