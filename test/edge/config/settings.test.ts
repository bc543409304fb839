import { describe, expect, it } from 'vitest';
import { environmentName, type SettingSources } from '../../../contract/settings.ts';
import { EDGE_OPTIONS, parseEdgeSettings } from '../../../edge/config/settings.ts';

const PLACE = { root: '/program', data: '/shop/data', keys: '/shop/data.keys' };
const parse = (sources: Partial<SettingSources>) => parseEdgeSettings({ environment: {}, flags: {}, ...sources }, PLACE);

describe('settings of the edge', () => {
  it('listen on this machine only unless told otherwise', () => {
    const settings = parse({});
    expect(settings).toMatchObject({ data: '/shop/data', site: '/shop/data/site.json', http: { host: '127.0.0.1', port: 18080 } });
    expect(settings.mqtt).toEqual({ embedded: { host: '127.0.0.1', port: 18830 } });
  });

  it('let a flag win over the environment, that over the file, and that over the default', () => {
    const name = 'AISLEGATE_HTTP_PORT';
    const file = { http: { port: 1001 } };
    expect(parse({ file }).http.port).toBe(1001);
    expect(parse({ file, environment: { [name]: '1002' } }).http.port).toBe(1002);
    expect(parse({ file, environment: { [name]: '1002' }, flags: { 'http-port': '1003' } }).http.port).toBe(1003);
  });

  it('keep what another source set beside a value', () => {
    const settings = parse({ file: { http: { host: '::1' } }, flags: { 'http-port': '1003' } });
    expect(settings.http).toEqual({ host: '::1', port: 1003 });
  });

  it('take an empty environment variable for none', () => {
    expect(parse({ environment: { AISLEGATE_HTTP_PORT: '' } }).http.port).toBe(18080);
  });

  it.each([
    [{ file: { htp: {} } }, 'htp is not a setting'],
    [{ file: { http: { prt: 1 } } }, 'http.prt is not a setting'],
    [{ file: { http: { port: 'x' } } }, 'http.port must be integer'],
    [{ file: [] }, 'the configuration file must hold an object'],
    [{ environment: { AISLEGATE_HTTP_PORT: '0' } }, 'AISLEGATE_HTTP_PORT must be >= 1'],
    [{ flags: { 'http-port': 'many' } }, '--http-port must be a number'],
    [{ flags: { 'clock-speed': '0' } }, '--clock-speed must be > 0'],
    [{ flags: { 'radio-device': 'bluetooth' } }, '--radio-device must match'],
    [{ flags: { 'radio-silence-seconds': '1' } }, '--radio-silence-seconds must be >= 5'],
    [{ file: { intake: { meraki: { secret: 'too short' } } } }, 'intake.meraki.secret must match'],
    [{ file: { intake: { 'Meraki!': {} } } }, 'intake.Meraki! is not a setting'],
    [{ environment: { AISLEGATE_INTAKE_MIST_SECRET: 'with "quotes" in it' } }, 'AISLEGATE_INTAKE_MIST_SECRET must match'],
    [{ file: { intake: { meraki: { sekret: 'made-up-secret-1234' } } } }, 'intake.meraki.sekret is not a setting'],
    [{ flags: { 'cisco-spaces-url': 'http://partners.example/events' } }, '--cisco-spaces-url must match'],
    [{ flags: { 'mqtt-username': 'till' } }, 'belong to mqtt.url'],
    [{ file: { mqtt: { url: 'mqtt://broker', embedded: {} } } }, 'exclude each other'],
  ])('say where a wrong value was set: %j', (sources, detail) => {
    expect(() => parse(sources)).toThrow(expect.objectContaining({ code: 'CFG_INVALID', message: expect.stringContaining(detail) }));
  });

  it('use a broker of the shop instead of the embedded one', () => {
    const environment = { AISLEGATE_MQTT_URL: 'mqtts://broker.example', AISLEGATE_MQTT_PASSWORD: 'made-up' };
    expect(parse({ environment }).mqtt).toEqual({ url: 'mqtts://broker.example', password: 'made-up' });
  });

  it('take what is agreed with the clouds of vendors from file and environment, never from a command line', () => {
    const file = { intake: { meraki: { validator: 'abc123' }, aruba: { secret: 'made-up-secret-1234' } } };
    const environment = { AISLEGATE_INTAKE_MERAKI_SECRET: 'made-up-secret-5678', AISLEGATE_CISCO_SPACES_API_KEY: 'made-up-key' };
    const settings = parse({ file, environment });
    expect(settings.intake).toEqual({
      meraki: { validator: 'abc123', secret: 'made-up-secret-5678' },
      aruba: { secret: 'made-up-secret-1234' },
    });
    expect(settings.ciscoSpaces).toMatchObject({ apiKey: 'made-up-key', url: expect.stringContaining('https://') });
    expect(parse({ flags: { 'cisco-spaces-url': 'http://127.0.0.1:8080/events' } }).ciscoSpaces).toEqual({
      url: 'http://127.0.0.1:8080/events',
    });
    const secrets = EDGE_OPTIONS.filter(({ path }) => path.startsWith('intake.') || path === 'ciscoSpaces.apiKey');
    expect(secrets.map(({ secret }) => secret)).toEqual([true, true, true, true]);
  });

  it("leave the computer's own radio off unless told otherwise", () => {
    expect(parse({}).radio.device).toBe('off');
    for (const device of ['auto', 'hci0', '/dev/ttyACM0'])
      expect(parse({ flags: { 'radio-device': device } }).radio).toMatchObject({ device });
  });

  it('take no password from a command line, which other users of the machine can read', () => {
    const flags = { 'mqtt-url': 'mqtt://broker', 'mqtt-password': 'made-up' };
    expect(EDGE_OPTIONS.find(({ name }) => name === 'mqtt-password')?.secret).toBe(true);
    expect(parse({ flags: { 'mqtt-url': flags['mqtt-url'] } }).mqtt).not.toHaveProperty('password');
  });

  it('have one name each', () => {
    const names = EDGE_OPTIONS.map(environmentName);
    expect(new Set(names).size).toBe(names.length);
  });
});
