import type { Command } from 'commander';
import { HQ_OPTIONS } from '../../cloud/config/settings.ts';
import { EDGE_OPTIONS } from '../../edge/config/settings.ts';
import { printLine } from '../command.ts';
import { readConfiguration, withSettings } from '../configuration.ts';
import { SERVER_OPTIONS } from '../supervisor/servers.ts';

interface Flags {
  readonly demo?: boolean;
  readonly install: boolean;
}

export function register(program: Command): void {
  const command = program
    .command('up')
    .description('everything on this machine: both NATS servers, headquarters, the shop')
    .option('--demo', 'made-up members walk through the shop (at the first start without a site file: yes)')
    .option('--no-demo', 'no made-up members')
    .option('--no-install', 'install nothing, say what is missing (AISLEGATE_NO_INSTALL=1)');
  withSettings(command, { 'Shop:': EDGE_OPTIONS, 'Headquarters:': HQ_OPTIONS, 'NATS servers:': SERVER_OPTIONS });
  command.action(async (flags: Flags & Record<string, unknown>) => {
    const { up } = await import('../supervisor/up.ts');
    const { demo, install: mayInstall, ...settings } = flags;
    await up(readConfiguration(settings), { demo, mayInstall: mayInstall && process.env['AISLEGATE_NO_INSTALL'] !== '1', say: printLine });
  });
}
