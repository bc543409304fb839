import { createInterface } from 'node:readline/promises';
import { idOf, listOf, type SiteDraft, type ZoneDraft } from './draft.ts';

export interface Answers {
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  readonly timezone?: string | undefined;
  readonly zones?: readonly ZoneDraft[] | undefined;
  readonly device?: string | undefined;
}

type Ask = (question: string, proposal: string) => Promise<string>;

/** Asks for what the flags left open. An empty answer takes what is proposed. */
export async function askSite(given: Answers): Promise<SiteDraft> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ask: Ask = async (question, proposal) => (await terminal.question(`${question} [${proposal}]: `)).trim() || proposal;
  try {
    const name = given.name ?? (await ask('Name of the shop', 'My shop'));
    return {
      name,
      id: given.id ?? (await ask('Its id, in all messages and files', idOf(name, 'shop'))),
      timezone: given.timezone ?? (await ask('Its timezone', hereTimezone())),
      zones: given.zones ?? (await askZones(ask)),
      device: given.device ?? (await ask('Name of the first staff device', DEFAULT_DEVICE)),
    };
  } finally {
    terminal.close();
  }
}

async function askZones(ask: Ask): Promise<ZoneDraft[]> {
  const zones: ZoneDraft[] = [];
  for (const name of listOf(await ask('Zones, by the names that customers know', 'Entrance, Bakery, Tills'))) {
    const scanners = listOf(await ask(`Scanners in ${name}: what each calls itself (its room name)`, idOf(name)));
    const screens = Number(await ask(`Screens in ${name}`, '1'));
    zones.push({ name, scanners, screens: Number.isInteger(screens) && screens >= 0 ? screens : 1 });
  }
  return zones;
}

export const DEFAULT_DEVICE = 'Staff phone';

export function hereTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
