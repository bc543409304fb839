import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isEnough, needNatsServer } from '../../../cli/supervisor/nats-server.ts';
import { installer, type Machine } from '../../../cli/supervisor/packages.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A machine with these programs, each a shell script, and nothing else but the shell's own. */
function machine(programs: Readonly<Record<string, string>>, more: Partial<Machine> = {}): Machine & { folder: string } {
  const folder = tempFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const basics = { sh: 'exec /bin/sh "$@"', env: 'exec /usr/bin/env "$@"', chmod: 'exec /bin/chmod "$@"', rm: 'exec /bin/rm "$@"' };
  for (const [name, script] of Object.entries({ ...basics, ...programs })) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { folder, path: bin, isRoot: true, servicePolicy: join(folder, 'policy-rc.d'), ...more };
}

const nats = (version: string) => `echo "nats-server: v${version}"`;
/** An apt-get that notes how it was called and whether services were held, then brings a nats-server. */
const APT = `here=\${0%/*}
echo "$@" >>"$here/../calls"
test -x "$here/../policy-rc.d" && echo held >>"$here/../calls"
printf '#!/bin/sh\\necho "nats-server: v2.9.10"\\n' >"$here/nats-server"; chmod 755 "$here/nats-server"`;

const need = (on: Machine, mayInstall = true, said: string[] = []) =>
  needNatsServer({ machine: on, mayInstall, say: (line) => said.push(line) });

describe('nats-server on a machine', () => {
  it('is used where it is new enough', () => {
    const on = machine({ 'nats-server': nats('2.10.3') });
    expect(need(on)).toBe(join(on.path, 'nats-server'));
  });

  it.each([
    ['2.9.10', true],
    ['2.9.9', false],
    ['2.10.0', true],
    ['3.0.0', true],
    ['1.99.99', false],
    ['of an unknown version', false],
  ])('%s is enough: %s', (version, enough) => {
    expect(isEnough(version)).toBe(enough);
  });

  it('is refused where it is too old, with the line that updates it', () => {
    const on = machine({ 'nats-server': nats('2.2.0'), 'apt-get': APT });
    expect(() => need(on)).toThrow(expect.objectContaining({ code: 'CFG_NATS_OLD', message: expect.stringContaining('apt-get install') }));
  });

  it('is the one that the settings name, or none', () => {
    const named = () =>
      needNatsServer({ named: '/no/nats-server', machine: machine({ 'nats-server': nats('2.10.0') }), mayInstall: true, say: () => {} });
    expect(named).toThrow(
      expect.objectContaining({
        code: 'CFG_NATS_MISSING',
        message: expect.stringContaining('not installed at /no/nats-server (--nats-server). Install'),
      }),
    );
  });

  it('is installed by root after saying so, with services held and nothing left behind', () => {
    const on = machine({ 'apt-get': APT });
    const said: string[] = [];
    expect(need(on, true, said)).toBe(join(on.path, 'nats-server'));
    expect(said).toEqual([expect.stringContaining('apt-get install --no-install-recommends nats-server')]);
    const calls = readFileSync(join(on.folder, 'calls'), 'utf8');
    expect(calls).toMatch(/install -y .*nats-server\nheld\n/u);
    expect(existsSync(on.servicePolicy)).toBe(false);
  });

  it('is installed without touching a service policy that the owner has made', () => {
    const on = machine({ 'apt-get': APT });
    writeFileSync(on.servicePolicy, 'mine', { mode: 0o755 });
    need(on);
    expect(readFileSync(on.servicePolicy, 'utf8')).toBe('mine');
  });

  it('is not installed when that is forbidden, nor where it would need a password', () => {
    const forbidden = machine({ 'apt-get': APT });
    expect(() => need(forbidden, false)).toThrow(
      expect.objectContaining({ code: 'CFG_NATS_MISSING', message: expect.stringContaining('sudo apt-get install') }),
    );
    const asks = machine({ 'apt-get': APT, sudo: 'exit 1' }, { isRoot: false });
    expect(() => need(asks)).toThrow(expect.objectContaining({ code: 'CFG_NATS_MISSING' }));
    expect(existsSync(join(asks.folder, 'calls'))).toBe(false);
  });

  it('is installed through sudo where that asks nothing', () => {
    const on = machine({ 'apt-get': APT, sudo: 'shift; exec "$@"', true: 'exit 0' }, { isRoot: false });
    expect(need(on)).toBe(join(on.path, 'nats-server'));
  });

  it('is asked for by hand where the package cannot be had', () => {
    expect(() => need(machine({ 'apt-get': 'exit 100' }))).toThrow(expect.objectContaining({ code: 'CFG_NATS_MISSING' }));
  });

  it('is asked for by hand on a machine with neither apt nor brew', () => {
    const on = machine({});
    expect(installer(on)).toBeUndefined();
    expect(() => need(on)).toThrow(expect.objectContaining({ code: 'CFG_NATS_MISSING', message: expect.stringContaining('go install') }));
  });
});
