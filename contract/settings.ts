import type { Static, TSchema } from 'typebox';
import { checker } from './check.ts';
import { AislegateError } from './errors.ts';

/** A setting that may come from the environment and, unless it is a secret, from a flag: both are named after `name`. */
export interface SettingOption {
  readonly name: string;
  /** Where it stands in the settings, as in `http.port`. */
  readonly path: string;
  readonly type: 'text' | 'number';
  readonly description: string;
  /** Other users of the machine can read a command line: a secret is no flag. */
  readonly secret?: boolean;
}

export interface SettingSources {
  /** The part of the configuration file that is for this process; undefined where there is none. */
  readonly file?: unknown;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By option name, as in `{ 'http-port': '8080' }`. */
  readonly flags: Readonly<Record<string, string | undefined>>;
}

/** Where an installation lives: the folder of the program, the data folder, and the folder of the key to it. */
export interface Place {
  readonly root: string;
  readonly data: string;
  readonly keys: string;
}

export const environmentName = (option: SettingOption): string => `AISLEGATE_${option.name.toUpperCase().replaceAll('-', '_')}`;
export const flagName = (option: SettingOption): string => `--${option.name}`;

interface Tree {
  [key: string]: unknown;
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Settings by this precedence: defaults < configuration file < environment (AISLEGATE_…) < flags.
 * A key that the schema does not know and a value that it refuses end with CFG_INVALID, naming the place where it was set.
 */
export function gatherSettings<S extends TSchema>(
  schema: S,
  options: readonly SettingOption[],
  sources: SettingSources,
  defaults: Tree,
): Static<S> {
  const file = sources.file ?? {};
  if (!isTree(file)) throw wrong('the configuration file', 'must hold an object');
  const unknown = unknownKey(schema, file, '');
  if (unknown) throw wrong(unknown, 'is not a setting');
  const origin = new Map<string, string>();
  let gathered = merge(defaults, file);
  for (const layer of ['environment', 'flags'] as const) {
    for (const option of options) {
      const name = layer === 'flags' ? flagName(option) : environmentName(option);
      const text = layer === 'flags' ? sources.flags[option.name] : sources.environment[name];
      if (text === undefined || (layer === 'environment' && text === '')) continue;
      gathered = merge(gathered, nested(option.path.split('.'), settingValue(option, text, name)));
      origin.set(option.path, name);
    }
  }
  const checked = checker(schema)(gathered);
  if (checked.ok) return checked.value;
  const [pointer = '', ...reason] = checked.detail.split(' ');
  const path = pointer.slice(1).replaceAll('/', '.');
  throw wrong(origin.get(path) ?? (path || 'the settings'), reason.join(' '));
}

function wrong(where: string, reason: string): AislegateError {
  return new AislegateError('CFG_INVALID', { detail: `${where} ${reason}` });
}

function settingValue(option: SettingOption, text: string, name: string): string | number {
  if (option.type === 'text') return text;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw wrong(name, 'must be a number');
  return value;
}

function nested(path: readonly string[], value: unknown): Tree {
  const [first = '', ...rest] = path;
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
}

function merge(below: Tree, above: Tree): Tree {
  const merged: Tree = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isTree(under) && isTree(value) ? merge(under, value) : value;
  }
  return merged;
}

function unknownKey(schema: TSchema, value: Tree, path: string): string | undefined {
  const { properties, patternProperties } = schema as { properties?: Record<string, TSchema>; patternProperties?: Record<string, TSchema> };
  if (!properties && !patternProperties) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const named = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    const known = named ?? Object.entries(patternProperties ?? {}).find(([pattern]) => new RegExp(pattern, 'u').test(key))?.[1];
    const found = known ? isTree(inner) && unknownKey(known, inner, `${path}${key}.`) : `${path}${key}`;
    if (found) return found;
  }
  return undefined;
}
