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
  ING_NOT_JSON: { message: 'The payload is not JSON.', exit: 1, http: 400 },
  ING_TOO_LARGE: { message: 'The payload is larger than {limit} bytes.', exit: 1, http: 413 },
  ING_MALFORMED: { message: 'The payload does not have the shape of its format: {detail}', exit: 1, http: 400 },
  ING_UNKNOWN_TOPIC: { message: 'No format is known for this topic.', exit: 1, http: 404 },
  ING_UNKNOWN_SCANNER: { message: 'The scanner is not in the site file.', exit: 1, http: 404 },
  ING_CLOCK_SUSPECT: {
    message: "The time of the source's clock cannot be right, and how far it is off is not known yet; the receive time is used.",
    exit: 1,
    http: 400,
  },
  ING_EVENT_ID_REUSED: {
    message:
      'The device told something else under this event id before; only that counts. Ids of events must not come again within 7 days.',
    exit: 1,
    http: 409,
  },
  ING_NAMELESS: { message: 'Nothing in the advert says who sent it.', exit: 1, http: 400 },
  ING_LATE: {
    message: 'The sighting came too late to change anything: it is older than settings.presence.logLateMs of the site file.',
    exit: 1,
    http: 409,
  },
  ING_DUPLICATE: { message: 'The sighting was told before, by this or another path.', exit: 1, http: 409 },
  ING_THROTTLED: {
    message:
      'A scanner, or a device that it hears, sends more than any real one does; the excess was dropped. "aislegate doctor" says which.',
    exit: 1,
    http: 429,
  },
  ING_STALE: { message: 'The broker had kept this sighting from before; when it was heard is not known.', exit: 1, http: 409 },
  ING_KEY_MISSING: {
    message: 'This sensor encrypts what it sends, and its key is not known here. Give its key together with its address.',
    exit: 1,
    http: 401,
  },
  ING_KEY_WRONG: {
    message:
      'What this sensor sent does not open with its key: give the key that its app shows now, with the right address. Or it was altered.',
    exit: 1,
    http: 401,
  },
  ING_REPLAYED: {
    message:
      'The counter of an encrypted reading did not rise: it was heard already, or somebody sends a recording. If the sensor lost its counter with its battery, restart the edge.',
    exit: 1,
    http: 409,
  },
  ING_DOWNGRADED: {
    message:
      'A sensor that encrypts sent a plain reading, which is not believed: somebody may imitate it. If its encryption was switched off, remove its key and restart the edge.',
    exit: 1,
    http: 409,
  },
  ING_BAD_CREDENTIALS: {
    message: 'The MQTT user or password is wrong. They stand in secrets/edge.json of the data folder.',
    exit: 1,
    http: 401,
  },
  ING_FORBIDDEN: { message: 'This MQTT user may not publish or subscribe there: docs/gateways.md says who may what.', exit: 1, http: 403 },
  ING_NOT_READING: { message: 'This MQTT client stopped reading what it subscribed to and was cut off.', exit: 1, http: 408 },
  ING_UNPROVEN: {
    message:
      'The sender did not prove who it is. A cloud needs the secret that the settings name; all others need the intake token, which ' +
      '"aislegate credentials intake" prints.',
    exit: 1,
    http: 401,
  },
  ING_SECRET_MISSING: {
    message: 'No secret is agreed with the cloud of this format: set {setting} here, and the same secret there.',
    exit: 2,
    http: 403,
  },
  ING_CLOUD_UNREACHABLE: { message: "The vendor's cloud cannot be reached: {detail}. The next try is in {seconds} s.", exit: 3, http: 503 },
  ING_CLOUD_REFUSED: {
    message: "The vendor's cloud refused the key (HTTP {status}). Check {setting}. The next try is in {seconds} s.",
    exit: 2,
    http: 502,
  },
  ING_BROKER_UNREACHABLE: { message: 'The MQTT broker cannot be reached: {detail}. The next try is in {seconds} s.', exit: 3, http: 503 },
  ING_BROKER_REFUSED: {
    message:
      'The MQTT broker does not let this edge in: {detail}. Check AISLEGATE_MQTT_USERNAME and AISLEGATE_MQTT_PASSWORD, and that this user may subscribe. The next try is in {seconds} s.',
    exit: 3,
    http: 503,
  },
  ING_SESSION_LOST: {
    message:
      'The MQTT broker forgot what it kept for this edge: business events of the time in between may be lost. Let it keep sessions on disk (docs/mqtt.md).',
    exit: 3,
    http: 503,
  },
  ING_NOT_WRITTEN: {
    message:
      'A business event could not be written to disk. The MQTT broker is not told that it arrived and sends it again in {seconds} s.',
    exit: 3,
    http: 503,
  },
  ING_TOO_FAST: {
    message: 'The MQTT client {client} of user {user} sends more than {limit} packets a second; it is read more slowly.',
    exit: 1,
    http: 429,
  },
  RAD_MODULE_MISSING: {
    message:
      'The package "noble" is not installed, so this computer does not hear Bluetooth itself. Install it with "npm ci --include=optional".',
    exit: 3,
    http: 503,
  },
  RAD_UNSUPPORTED: {
    message:
      'Bluetooth of this computer ({device}) cannot be used: {detail}. It needs an adapter with Bluetooth 4.0 and a kernel that knows it.',
    exit: 3,
    http: 503,
  },
  RAD_NO_ADAPTER: {
    message: 'There is no Bluetooth adapter {device}: {detail}. Plug it in, or name another with --radio-device.',
    exit: 3,
    http: 503,
  },
  RAD_FORBIDDEN: {
    message:
      'The Bluetooth adapter {device} may not be used: {detail}. An hciN needs CAP_NET_RAW (AmbientCapabilities= in the systemd unit, or setcap), a serial port its group: docs/radio.md.',
    exit: 3,
    http: 503,
  },
  RAD_SWITCHED_OFF: {
    message:
      'The Bluetooth adapter {device} is switched off. Switch it on: "rfkill unblock bluetooth", then "hciconfig hci0 up" with its number.',
    exit: 3,
    http: 503,
  },
  RAD_BUSY: {
    message:
      'Another program uses the Bluetooth adapter {device}: {detail}. Stop that program, or name another adapter with --radio-device.',
    exit: 3,
    http: 503,
  },
  RAD_NO_ANSWER: {
    message: 'The Bluetooth controller {device} did not answer within {seconds} s. Check the device, for a serial port also the baud rate.',
    exit: 3,
    http: 503,
  },
  RAD_REFUSED: {
    message: 'The Bluetooth controller {device} refused to scan (HCI status {status}). Another program may be using it: stop bluetoothd.',
    exit: 3,
    http: 503,
  },
  RAD_LOST: {
    message: 'The Bluetooth adapter {device} went away: {detail}. It is opened again as soon as it is back.',
    exit: 3,
    http: 503,
  },
  RAD_SILENT: {
    message: 'No Bluetooth advert came from {device} for {seconds} s; it is started anew. Where that stays so: docs/radio.md.',
    exit: 3,
    http: 503,
  },
  ING_SCANNER_SILENT: {
    message: 'No sign of life of {scanners} for {seconds} s. Check their power and Wi-Fi, and that they reach the broker.',
    exit: 1,
    http: 503,
  },
  ING_SCANNER_OFFLINE: { message: 'The broker lost the connection of {scanners}. Check their power and Wi-Fi.', exit: 1, http: 503 },
  ING_SCANNER_BACK: { message: 'Heard again: {scanners}.', exit: 0, http: 200 },
  ING_FLOODING: {
    message: '{scanner} sent too much: {dropped} sightings were dropped (device: {device}). Look at that gateway or device.',
    exit: 1,
    http: 429,
  },
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
  OFR_MODEL_UNREADABLE: { message: 'The offer model in {path} cannot be used: {detail}', exit: 4, http: 500 },
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
  HQ_IMPORT_GONE: {
    message: 'This import is gone: it was silent for 15 minutes, or headquarters started anew. Nothing of it was stored; import the file again.',
    exit: 1,
    http: 404,
  },
  HQ_IMPORT_BUSY: { message: '{count} imports are open, which is as many as there can be. Wait for one to end.', exit: 1, http: 429 },
  HQ_OUTBOUND_WAITING: {
    message: 'Imported records could not be handed to the shops yet. They are kept and handed on as soon as NATS takes them.',
    exit: 4,
    http: 503,
  },
  HQ_DATABASE: { message: 'The database refused: {detail}', exit: 4, http: 503 },
  API_UNAUTHORIZED: { message: 'This needs a valid token. Print fresh links with "aislegate links".', exit: 1, http: 401 },
  API_FORBIDDEN: { message: 'This token is not for that.', exit: 1, http: 403 },
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
