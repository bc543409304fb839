/** Of what the shop hears: gateways, brokers, clouds and its own radio. Part of `ERRORS`. */
export const INGEST_ERRORS = {
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
} as const satisfies Record<string, { message: string; exit: number; http: number }>;
