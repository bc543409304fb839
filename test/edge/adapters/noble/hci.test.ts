import { createRequire } from 'node:module';
import { expect, it, vi } from 'vitest';
import { loadHci } from '../../../../edge/adapters/noble/hci.ts';
import { eventually } from '../../../support/eventually.ts';
import { radioRig } from '../../../support/radio-rig.ts';

const require = createRequire(import.meta.url);

it.runIf(process.platform === 'linux')('finds noble installed: a Linux machine without it could not hear', async () => {
  const { name, version } = require('noble/package.json') as { name: string; version: string };
  const { optionalDependencies } = require('../../../../package.json') as { optionalDependencies: Record<string, string> };
  expect(optionalDependencies['noble']).toBe(`npm:${name}@${version}`);
});

it('finds every private part of noble that it builds on', async () => {
  const Hci = await loadHci();
  const ofHci = Hci.prototype as unknown as Record<string, unknown>;
  for (const name of ['on', 'init', 'stop', 'readBdAddr', 'setScanEnabled', 'onSocketData', 'onSocketError'])
    expect(ofHci[name], name).toBeTypeOf('function');
  const hci = new Hci({ hciDriver: 'uart' });
  const socket = hci._socket as unknown as Record<string, unknown>;
  for (const name of ['bindRaw', 'bindUser', 'start', 'stop', 'isDevUp', 'setFilter', 'write', '_handleReconnection'])
    expect(socket[name], name).toBeTypeOf('function');
  expect(socket['_serialDevice']).toBeNull();
});

it("says what is wrong in the words of this machine's own kernel, and does not end the process", async () => {
  const spoken = vi.spyOn(console, 'log');
  const { source, warned, telemetry } = radioRig({ device: { kind: 'adapter', number: 99 } });
  const standing = source.start(() => {});
  await eventually(() => expect(warned()).toHaveLength(1));
  expect(['RAD_UNSUPPORTED', 'RAD_NO_ADAPTER'], JSON.stringify(telemetry.logged)).toContain(warned()[0]);
  expect(telemetry.logged[0]?.fields['device']).toBe('hci99');
  await source.close();
  await standing;
  expect(spoken).not.toHaveBeenCalled();
});

it('says that a serial port is not there', async () => {
  const { source, warned } = radioRig({ device: { kind: 'serial', path: '/dev/no-such-port', baudRate: 115_200 } });
  const standing = source.start(() => {});
  await eventually(() => expect(warned()).toEqual(['RAD_NO_ADAPTER']));
  await source.close();
  await standing;
});
