import type { Command } from 'commander';
import { HQ_OPTIONS, parseHqSettings } from '../../cloud/config/settings.ts';
import { readHqSecrets, secretsFolder } from '../../platform/secrets.ts';
import { readConfiguration, withSettings } from '../configuration.ts';
import { runUntilStopped } from '../until-stopped.ts';

export function register(program: Command): void {
  const command = program.command('hq').description('the headquarters process alone, with services of your own');
  withSettings(command, { 'Settings:': HQ_OPTIONS }).action(async (flags: Record<string, unknown>) => {
    const { place, sources } = readConfiguration(flags);
    const settings = parseHqSettings(sources('hq'), place);
    const secrets = await readHqSecrets(secretsFolder(settings.data));
    const { runHq } = await import('../../cloud/main.ts');
    await runUntilStopped(() => runHq(settings, secrets));
  });
}
