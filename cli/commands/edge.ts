import type { Command } from 'commander';
import { EDGE_OPTIONS, parseEdgeSettings } from '../../edge/config/settings.ts';
import { readEdgeSecrets, secretsFolder } from '../../platform/secrets.ts';
import { readConfiguration, withSettings } from '../configuration.ts';
import { runUntilStopped } from '../until-stopped.ts';

export function register(program: Command): void {
  const command = program.command('edge').description('the shop process alone, with services of your own');
  withSettings(command, { 'Settings:': EDGE_OPTIONS }).action(async (flags: Record<string, unknown>) => {
    const { place, sources } = readConfiguration(flags);
    const settings = parseEdgeSettings(sources('edge'), place);
    const secrets = await readEdgeSecrets(secretsFolder(settings.data));
    const { runEdge } = await import('../../edge/main.ts');
    await runUntilStopped(() => runEdge(settings, secrets));
  });
}
