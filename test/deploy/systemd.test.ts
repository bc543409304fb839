import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import { tool } from '../support/tools.ts';
import { ROOT, trackedFiles, trackedText } from '../support/tracked-files.ts';

const units = trackedFiles('deploy/systemd').filter((path) => path.endsWith('.service'));
const HARDENED = [
  'NoNewPrivileges=yes',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'PrivateTmp=yes',
  'CapabilityBoundingSet=',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX',
  'SystemCallFilter=@system-service',
  'UMask=0077',
  'User=aislegate',
];

describe('the systemd units', () => {
  test.each(units)('%s runs without rights and comes back after a fault', (path) => {
    const lines = trackedText(path).split('\n');
    for (const line of [...HARDENED, 'Restart=always']) expect(lines).toContain(line);
  });

  test('a unit that another one waits for exists', () => {
    const named = units.flatMap((path) => [...trackedText(path).matchAll(/aislegate-[a-z-]+\.service/gu)].map(([name]) => name));
    expect(units).toEqual(expect.arrayContaining(named.map((name) => `deploy/systemd/${name}`)));
  });

  test('the drop-in for the radio gives one right, and says where it goes', () => {
    const settings = trackedText('deploy/systemd/radio.conf')
      .split('\n')
      .filter((line) => /^\w+=/u.test(line));
    expect(settings).toEqual([
      'AmbientCapabilities=CAP_NET_RAW',
      'CapabilityBoundingSet=CAP_NET_RAW',
      'RestrictAddressFamilies=AF_BLUETOOTH',
    ]);
  });

  const dropIns = [
    ['radio.conf', ['aislegate.service', 'aislegate-edge.service']],
    ['keys.conf', ['aislegate.service', 'aislegate-edge.service', 'aislegate-hq.service']],
  ] as const;
  test.skipIf(!tool('systemd-analyze')).each(dropIns)(
    'systemd understands the drop-in %s on every unit that it is for (systemd-analyze)',
    (file, names) => {
      const folder = tempFolder();
      for (const unit of names) {
        mkdirSync(join(folder, `${unit}.d`));
        copyFileSync(join(ROOT, 'deploy/systemd', unit), join(folder, unit));
        copyFileSync(join(ROOT, 'deploy/systemd', file), join(folder, `${unit}.d`, file));
        const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, unit)], { encoding: 'utf8' });
        expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes(file))).toEqual([]);
      }
    },
  );

  test.skipIf(!tool('systemd-analyze'))('systemd understands every line (systemd-analyze)', () => {
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...units.map((path) => join(ROOT, path))], {
      encoding: 'utf8',
    });
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !line.includes('is not executable'));
    expect(complaints).toEqual([]);
  });
});
