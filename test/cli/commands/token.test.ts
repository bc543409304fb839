import { describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/token.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { advertReader } from '../../../devices/decoders/support/adverts.ts';
import { runCommand } from '../../support/run-command.ts';

const KEY = '000102030405060708090a0b0c0d0e0f';
const AT = '2023-11-14T22:13:20Z';
const TOKEN = '676b1851dd42522b03399c2a48861b60';
const token = (args: readonly string[], stdin = '') => runCommand(register, ['token', ...args], stdin);
const openAdvert = advertReader(await loadDecoders());

function heard(advert: string): readonly string[] {
  const { sighting } = openAdvert({ t: 0, rx: 0, anchor: 'door', address: 'c0ffee000001', data: Buffer.from(advert, 'hex') });
  return sighting ? [sighting.mobile, ...(sighting.also ?? [])] : [];
}

describe('aislegate token', () => {
  it('prints the token of a key for a moment, as phones send it', async () => {
    const { stdout, exitCode } = await token(['--key', KEY, '--at', AT, '--company', '0x1234']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        'window    1888888: from 2023-11-14T22:00:00.000Z until 2023-11-14T22:15:00.000Z',
        `token     ${TOKEN}`,
        `Android   manufacturer data of company 0x1234: 414701${TOKEN}`,
        `          on the air: 16ff3412414701${TOKEN}`,
        'iOS       service UUID 676B1851-DD42-522B-0339-9C2A48861B60',
        '          on the air: 1107601b86482a9c39032b5242dd51186b67',
        '',
      ].join('\n'),
    );
  });

  it('prints adverts that the edge reads', async () => {
    const { stdout } = await token(['--at', '1700000000000', '--json'], `token-key:${KEY.toUpperCase()}\n`);
    const { identifier, android, ios } = JSON.parse(stdout);
    expect(identifier).toBe(`token:${TOKEN}`);
    expect(heard(android.advert)).toContain(identifier);
    expect(heard(ios.advert)).toContain(identifier);
  });

  it('makes a key that leads to its own token', async () => {
    const made = JSON.parse((await token(['--new', '--at', AT, '--json'])).stdout);
    const again = JSON.parse((await token(['--key', made.key, '--at', AT, '--json'])).stdout);
    expect(made.key).toMatch(/^token-key:[0-9a-f]{32}$/u);
    expect(again.token).toBe(made.token);
    expect((await token(['--new'])).stdout).toMatch(/^key {7}token-key:[0-9a-f]{32},/u);
  });

  it('has another token in the next window, and the same one until then', async () => {
    const at = async (time: string) => JSON.parse((await token(['--key', KEY, '--at', time, '--json'])).stdout).token;
    expect(await at('2023-11-14T22:00:00Z')).toBe(await at('2023-11-14T22:14:59Z'));
    expect(await at('2023-11-14T22:15:00Z')).not.toBe(await at('2023-11-14T22:14:59Z'));
  });

  it.each([
    [['--key', 'short'], ''],
    [['--at', 'tomorrow'], KEY],
    [['--company', 'apple'], KEY],
    [['--new', '--key', KEY], ''],
    [[], 'no key'],
  ])('takes no %j with "%s"', async (args, stdin) => {
    const { stdout, error } = await token(args, stdin);
    expect(error).toMatchObject({ code: expect.stringMatching(/^(?:CLI_USAGE|commander\..+)$/u) as string });
    expect(stdout).toBe('');
  });
});
