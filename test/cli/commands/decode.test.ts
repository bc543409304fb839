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
      message: expect.stringMatching(/no format zigbee.*auto, aislegate, espresense/u) as string,
    });
  });
});
