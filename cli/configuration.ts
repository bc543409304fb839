import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { AislegateError } from '../contract/errors.ts';
import { flagName, type Place, type SettingOption, type SettingSources } from '../contract/settings.ts';
import { keysFolderOf } from '../platform/master-key.ts';
import { programRoot } from './program-root.ts';

/** The parts of `aislegate.json`, one per process; `servers` are the NATS servers that `up` starts. */
const SECTIONS = ['edge', 'hq', 'servers'] as const;
export type Section = (typeof SECTIONS)[number];

export interface Configuration {
  readonly place: Place;
  readonly sources: (section: Section) => SettingSources;
}

/** Adds `--data`, `--config` and a flag for each setting. */
export function withSettings(command: Command, groups: Readonly<Record<string, readonly SettingOption[]>>): Command {
  command.option('--data <folder>', 'folder for everything that is kept (AISLEGATE_DATA, default ./data)');
  command.option('--keys <folder>', 'folder of the master key, outside it (AISLEGATE_KEYS, default the data folder with .keys behind)');
  command.option('--config <file>', 'configuration file (AISLEGATE_CONFIG, default aislegate.json in the data folder)');
  for (const [heading, options] of Object.entries(groups)) {
    for (const option of options.filter((candidate) => !candidate.secret)) {
      command.addOption(
        new Option(`${flagName(option)} <${option.type === 'number' ? 'number' : 'value'}>`, option.description).helpGroup(heading),
      );
    }
  }
  return command;
}

/** Reads the configuration file and brings it together with the environment and the flags that commander found. */
export function readConfiguration(flags: Readonly<Record<string, unknown>>, environment: NodeJS.ProcessEnv = process.env): Configuration {
  const named = text(flags['config']) ?? text(environment['AISLEGATE_CONFIG']);
  const chosen = text(flags['data']) ?? text(environment['AISLEGATE_DATA']);
  const file = readSections(named ?? join(chosen ?? 'data', 'aislegate.json'), named !== undefined);
  const data = resolve(chosen ?? text(file['data']) ?? 'data');
  const keys = resolve(text(flags['keys']) ?? text(environment['AISLEGATE_KEYS']) ?? text(file['keys']) ?? keysFolderOf(data));
  const byName = Object.fromEntries(Object.entries(flags).map(([key, value]) => [kebab(key), text(value)]));
  return {
    place: { root: programRoot(), data, keys },
    sources: (section) => ({ file: file[section], environment, flags: byName }),
  };
}

function readSections(path: string, mustExist: boolean): Readonly<Record<string, unknown>> {
  const value = readJson(path, mustExist);
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(path, 'it must hold a JSON object');
  const unknown = Object.keys(value).find((key) => key !== 'data' && key !== 'keys' && !SECTIONS.includes(key as Section));
  if (unknown) throw unreadable(path, `${unknown} is not one of data, keys, ${SECTIONS.join(', ')}`);
  return value as Readonly<Record<string, unknown>>;
}

/** The JSON in a file; undefined where there is none and none is asked for. */
export function readJson(path: string, mustExist = true): unknown {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unreadable(path, message);
    if (mustExist) throw new AislegateError('CFG_FILE_MISSING', { path }, { cause: error });
    return undefined;
  }
  try {
    return JSON.parse(content) as unknown;
  } catch (error) {
    throw unreadable(path, notJson(content, (error as SyntaxError).message));
  }
}

/** The parser's reason without what it quotes, for that may be somebody's identifier; and the line where the parser knows one. */
function notJson(content: string, message: string): string {
  const reason = message.replace(/, (?:\.\.\.)?".*is not valid JSON$/su, '');
  const position = /^(.*?)(?: in JSON)? at position (\d+)/su.exec(reason);
  if (!position) return `it is not JSON: ${reason}`;
  return `it is not JSON, line ${content.slice(0, Number(position[2])).split('\n').length}: ${position[1]}`;
}

function unreadable(path: string, detail: string): AislegateError {
  return new AislegateError('CFG_FILE_UNREADABLE', { path, detail });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function kebab(camel: string): string {
  return camel.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}
