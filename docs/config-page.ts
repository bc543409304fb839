import { parseServerSettings, SERVER_OPTIONS } from '../cli/supervisor/servers.ts';
import { HQ_OPTIONS, parseHqSettings } from '../cloud/config/settings.ts';
import { environmentName, flagName, type SettingOption } from '../contract/settings.ts';
import { Settings } from '../contract/site.ts';
import { EDGE_OPTIONS, parseEdgeSettings } from '../edge/config/settings.ts';
import { GENERATED, table } from './tables.ts';

const NOTHING = { environment: {}, flags: {} };
/** Stands for the folders that differ from one installation to the next. */
const PLACE = { root: '<program>', data: '<data>', keys: '<data>.keys' };

export function configPage(): string {
  return `# Configuration

${GENERATED}

Two files, both optional to touch: \`aislegate.json\` says how the processes run, \`site.json\` what the shop looks like. Both are in the data folder.

A setting comes from, the later winning: its default, \`aislegate.json\` (or \`--config\`, \`AISLEGATE_CONFIG\`), the environment, a flag. An unknown key
or a wrong value ends the start with \`CFG_INVALID\` and the place where it was set. The data folder itself is \`--data\` or \`AISLEGATE_DATA\`, by default
\`./data\`; it is \`<data>\` below, and \`<program>\` is the folder of the program. The key to what is personal in it is in another folder: \`--keys\`,
\`AISLEGATE_KEYS\`, or \`"keys"\` beside \`"edge"\` in the file, by default \`<data>.keys\` ([operations.md](operations.md#the-master-key)). Secrets have no
flag: other users of a machine can read command lines.

\`\`\`json
{ "edge": { "http": { "port": 8080 } }, "hq": { "http": { "port": 8090 } } }
\`\`\`

## Edge: the part \`edge\`

Source: \`edge/config/settings.ts\`.

${optionsTable(EDGE_OPTIONS, parseEdgeSettings(NOTHING, PLACE))}

Without \`mqtt.url\` the embedded broker starts; the two exclude each other.

## Headquarters: the part \`hq\`

Source: \`cloud/config/settings.ts\`.

${optionsTable(HQ_OPTIONS, parseHqSettings(NOTHING, PLACE))}

## NATS servers of \`aislegate up\`: the part \`servers\`

Source: \`cli/supervisor/servers.ts\`. Servers that run as services of their own have configuration files of their own.

${optionsTable(SERVER_OPTIONS, parseServerSettings(NOTHING))}

## Site file: \`settings\`

Source: \`contract/site.ts\`, which has the shape of the rest of the site file as well. The edge reads the site file at its start.

${siteTable()}
`;
}

function optionsTable(options: readonly SettingOption[], defaults: object): string {
  const rows = options.map((option) => {
    const value = option.path.split('.').reduce<unknown>((tree, key) => (tree as Record<string, unknown> | undefined)?.[key], defaults);
    const flag = option.secret ? 'none' : `\`${flagName(option)}\``;
    return [
      `\`${option.path}\``,
      option.description,
      value === undefined ? 'none' : `\`${String(value)}\``,
      flag,
      `\`${environmentName(option)}\``,
    ];
  });
  return table(['setting', 'what it is', 'default', 'flag', 'environment'], rows);
}

interface Leaf {
  readonly description?: string;
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

function siteTable(): string {
  const groups = Object.entries(Settings.properties as Record<string, { properties: Record<string, Leaf> }>);
  const rows = groups.flatMap(([group, { properties }]) =>
    Object.entries(properties).map(([name, leaf]) => [
      `\`${group}.${name}\``,
      leaf.description ?? '',
      leaf.default ?? 'none',
      leaf.minimum === undefined ? '' : `${leaf.minimum} to ${leaf.maximum}`,
    ]),
  );
  return table(['setting', 'what it is', 'default', 'range'], rows);
}
