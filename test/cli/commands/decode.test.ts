import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/decode.ts';
import { runCommand } from '../../support/run-command.ts';

const TOPIC = 'espresense/devices/iBeacon:426c7565-4368-6172-6d42-6561636f6e73-3838-4949/oven';
const REPORT =
  '{"mac":"dd8800003777","id":"iBeacon:426c7565-4368-6172-6d42-6561636f6e73-3838-4949","rssi@1m":-59,"rssi":-81.10,"int":2028}';
const decode = (args: readonly string[], stdin: string) => runCommand(register, ['decode', ...args], stdin);

describe('aislegate decode', () => {
  it('turns a report into a sighting with the time and the scanner it was told', async () => {
    const { stdout, stderr, exitCode } = await decode(['espresense', '--topic', TOPIC, '--at', '1800000000000'], `${REPORT}\n`);
    expect(JSON.parse(stdout)).toEqual({
      t: 1_800_000_000_000,
      rx: 1_800_000_000_000,
      anchor: 'oven',
      mobile: 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-3838-4949',
      also: ['ble:dd8800003777'],
      radio: 'ble',
      rssiDbm: -81.1,
      rssiAt1mDbm: -59,
    });
    expect([stderr, exitCode]).toEqual(['', 0]);
  });

  it('leaves out what the input cannot know', async () => {
    const { stdout } = await decode(['espresense', '--topic', TOPIC], REPORT);
    expect(JSON.parse(stdout)).not.toHaveProperty('rx');
    expect(JSON.parse(stdout)).not.toHaveProperty('t');
  });

  it("keeps the source's own time without being told another", async () => {
    const { stdout } = await decode(['aislegate', '--topic', 'aislegate/corner/sighting/oven'], '{"mobile":"ble:aabbccddeeff","t":12345}');
    expect(JSON.parse(stdout)).toEqual({ t: 12345, anchor: 'oven', mobile: 'ble:aabbccddeeff', radio: 'ble' });
  });

  it('finds the format by itself, and reads hex as well as text', async () => {
    const { stdout } = await decode(['auto', '--topic', TOPIC], `${REPORT}\n\n${Buffer.from(REPORT).toString('hex')}\n`);
    const [text, hex] = stdout.trim().split('\n');
    expect(hex).toBe(text);
    expect(text).toContain('ibeacon:426c7565');
  });

  it('says on stderr what it refused, line by line, and goes on', async () => {
    const { stdout, stderr, exitCode } = await decode(['auto', '--topic', TOPIC], `not json\n${REPORT}\n{"rssi":"loud"}\n`);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^line 1: ING_NOT_JSON .*\nline 3: ING_MALFORMED .*\n$/u);
    expect(exitCode).toBe(0);
  });

  it('ends with 1 when it understood nothing', async () => {
    const { stderr, exitCode } = await decode(['auto', '--topic', 'unheard/of'], 'anything');
    expect(stderr).toMatch(/^line 1: ING_UNKNOWN_TOPIC/u);
    expect(exitCode).toBe(1);
  });

  it('tells a sign of life from a sighting', async () => {
    const { stdout, stderr, exitCode } = await decode(['auto', '--topic', 'espresense/rooms/oven/status'], 'offline');
    expect([stdout, stderr, exitCode]).toEqual(['', 'line 1: scanner oven says that it is offline\n', 0]);
  });

  it('names the formats that there are when asked for another', async () => {
    const { error } = await decode(['zigbee'], '');
    expect(error).toMatchObject({
      code: 'CLI_USAGE',
      message: expect.stringMatching(/no format zigbee.*auto, aislegate, .*espresense/u) as string,
    });
    expect((await decode([], '')).error).toMatchObject({ code: 'CLI_USAGE' });
  });

  it('lists the formats, and how messages of each come', async () => {
    const { stdout } = await decode(['--list'], '');
    expect(stdout).toMatch(/^aislegate +MQTT aislegate\/<shop>\/sighting\/\+$/mu);
    expect(stdout).toMatch(/^ibeacon +advert$/mu);
    expect(stdout).toMatch(/^meraki-v3 +HTTP \/ingest\/meraki-v3$/mu);
  });
});

const IBEACON = '0201061aff4c000215426c7565436861726d426561636f6e730efe1355c5';
const TAG = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-3838-4949';

describe('aislegate decode of adverts', () => {
  it.each([
    ['as they are', IBEACON],
    ['with 0x', `0x${IBEACON}`],
    ['with spaces', IBEACON.replace(/../gu, '$& ')],
    ['with colons, in capitals', IBEACON.toUpperCase().replace(/..(?=.)/gu, '$&:')],
    ['with 0x before each', IBEACON.replace(/../gu, '0x$&, ')],
  ])('reads hex %s', async (_, hex) => {
    for (const format of ['ibeacon', 'auto']) {
      const { stdout, stderr, exitCode } = await decode([format], hex);
      expect([JSON.parse(stdout), stderr, exitCode]).toEqual([{ mobile: TAG, radio: 'ble', rssiAt1mDbm: -59 }, '', 0]);
    }
  });

  it('goes on after a line of many megabytes that looks like hex', async () => {
    const { stdout, stderr, exitCode } = await decode(['auto'], `${'ff'.repeat(8_000_000)}\n${IBEACON}`);
    expect([stdout.trim().split('\n').length, stderr.split(' ', 3).join(' '), exitCode]).toEqual([1, 'line 1: ING_UNKNOWN_TOPIC', 0]);
  });

  it('tells an advert in two formats as one sighting, the strongest identifier first', async () => {
    const both = `${IBEACON}${'0303aafe1516aafe00e7'}${'00112233445566778899'}${'aabbccddeeff'}`;
    const { stdout } = await decode(['auto', '--address', 'C0:FF:EE:00:00:01'], both);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([expect.objectContaining({ mobile: TAG, also: ['eddystone-uid:00112233445566778899-aabbccddeeff', 'ble:c0ffee000001'] })]);
    const { stdout: one } = await decode(['eddystone-uid'], both);
    expect(JSON.parse(one)).toMatchObject({ mobile: 'eddystone-uid:00112233445566778899-aabbccddeeff' });
    expect(JSON.parse(one)).not.toHaveProperty('also');
  });

  it('opens an encrypting sensor with its key, once for each counter', async () => {
    const [first, second] = [1, 2].map((counter) => encrypted(counter, '02ca09'));
    const args = ['bthome-v2', '--key', KEY, '--address', '54:48:E6:8F:80:A5'];
    const { stdout, stderr, exitCode } = await decode(args, `${first}\n${first}\n${second}\n${first}\n`);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ mobile: 'ble:5448e68f80a5', telemetry: { temperatureC: 25.06 } });
    expect(stderr).toMatch(/^line 2: ING_REPLAYED .*\nline 4: ING_REPLAYED .*\n$/u);
    expect(exitCode).toBe(0);
  });

  it('refuses a plain reading of a sensor that has a key, one with another key, and one without', async () => {
    const address = ['--address', '5448e68f80a5'];
    const plain = '020106' + '0616d2fc400164';
    expect(await decode(['auto', '--key', KEY, ...address], plain)).toMatchObject({
      stdout: '',
      stderr: expect.stringMatching(/^line 1: ING_DOWNGRADED /u) as string,
      exitCode: 1,
    });
    const sealed = encrypted(1, '02ca09');
    expect(await decode(['bthome-v2', '--key', KEY.replaceAll('2', '3'), ...address], sealed)).toMatchObject({
      stdout: '',
      stderr: expect.stringMatching(/^line 1: ING_KEY_WRONG /u) as string,
      exitCode: 1,
    });
    expect((await decode(['bthome-v2', ...address], sealed)).stderr).toMatch(/^line 1: ING_KEY_MISSING /u);
    expect((await decode(['bthome-v2', '--key', 'short'], sealed)).error).toMatchObject({ code: 'commander.invalidArgument' });
    expect((await decode(['bthome-v2', '--address', 'here'], sealed)).error).toMatchObject({ code: 'commander.invalidArgument' });
  });
});

const KEY = '231d39c1d7cc1ab1aee224cd096db932';

/** A BTHome frame as its sensor would seal it (bthome.io/encryption): nonce of address, service, device byte and counter. */
function encrypted(counter: number, objects: string): string {
  const number = Buffer.alloc(4);
  number.writeUInt32LE(counter);
  const nonce = Buffer.concat([Buffer.from('5448e68f80a5d2fc41', 'hex'), number]);
  const cipher = createCipheriv('aes-128-ccm', Buffer.from(KEY, 'hex'), nonce, { authTagLength: 4 });
  const body = Buffer.concat([cipher.update(Buffer.from(objects, 'hex')), cipher.final()]);
  const frame = Buffer.concat([Buffer.from('16d2fc41', 'hex'), body, number, cipher.getAuthTag()]);
  return `020106${frame.length.toString(16).padStart(2, '0')}${frame.toString('hex')}`;
}

describe('aislegate decode of what else there is', () => {
  it('prints business events with their type, and leaves out when, where nobody knows', async () => {
    const topic = 'aislegate/corner/card/reader-1/tap';
    const { stdout, exitCode } = await decode(['auto', '--topic', topic], '{"card":"000123456789"}');
    expect(JSON.parse(stdout)).toEqual({ type: 'card-tap', reader: 'reader-1', card: 'card:000123456789' });
    expect(exitCode).toBe(0);
  });

  it('takes a document that is laid out over many lines as one payload, and names its first line', async () => {
    const body = JSON.stringify(JSON.parse(REPORT), undefined, 2);
    const { stdout, stderr } = await decode(['auto', '--topic', TOPIC], `${REPORT}\n${body}\n{\n  "rssi": "loud"\n}\n`);
    const [first, second, ...others] = stdout.trim().split('\n');
    expect(second).toBe(first);
    expect(others).toEqual([]);
    expect(stderr).toMatch(/^line 9: ING_MALFORMED .*\n$/u);
  });

  it('takes lines that only begin like such a document one by one', async () => {
    const { stdout, stderr } = await decode(['auto', '--topic', TOPIC], `{\n${REPORT}\n[\n  1,\n`);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(
      stderr
        .trim()
        .split('\n')
        .map((line) => line.split(' ', 3).join(' ')),
    ).toEqual(['line 1: ING_NOT_JSON', 'line 3: ING_NOT_JSON', 'line 4: ING_NOT_JSON']);
  });

  it('finds the format of every line of a mixture', async () => {
    const own = '{"mobile":"ble:aabbccddeeff","t":12345}';
    const { stdout, stderr } = await decode(['auto'], `${own}\n${IBEACON}\nnothing of ours\n`);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { mobile: string }).mobile),
    ).toEqual(['ble:aabbccddeeff', TAG]);
    expect(stderr).toMatch(/^line 3: ING_UNKNOWN_TOPIC in none of the formats/u);
    expect((await decode(['ibeacon'], own)).stderr).toMatch(/^line 1: ING_UNKNOWN_TOPIC not in the format ibeacon/u);
  });
});
