import type { Command } from 'commander';
import { HQ_OPTIONS } from '../../cloud/config/settings.ts';
import { EDGE_OPTIONS } from '../../edge/config/settings.ts';
import { printJson, printLine } from '../command.ts';
import { withSettings } from '../configuration.ts';

export function register(program: Command): void {
  const command = program
    .command('doctor')
    .description('what is wrong with an installation, and what to do about it')
    .option('--json', 'for programs');
  withSettings(command, {
    'Where it is:': [...EDGE_OPTIONS, ...HQ_OPTIONS].filter(({ path }) => path === 'site' || path.startsWith('http.')),
  }).action(async (flags: { json?: boolean } & Record<string, unknown>) => {
    const { findInstallation } = await import('../installation.ts');
    const { examine } = await import('../doctor/examine.ts');
    const { findingLines } = await import('../doctor/finding.ts');
    const { json, ...settings } = flags;
    const findings = await examine(findInstallation(settings), Date.now());
    const healthy = findings.every(({ state }) => state !== 'wrong');
    if (json) printJson({ healthy, findings });
    else for (const line of findingLines(findings)) printLine(line);
    if (!healthy) process.exitCode = 1;
  });
}
