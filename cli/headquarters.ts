import type { Api } from './api.ts';
import { wrongUse } from './command.ts';

/** Where headquarters is, as the flags of a command say it. */
export interface HeadquartersFlags {
  readonly url?: string;
  readonly token?: string;
  readonly ca?: string;
  readonly data?: string;
}

/** Headquarters of this installation, or elsewhere with `--url`. */
export async function headquarters(flags: HeadquartersFlags): Promise<Api> {
  const token = flags.token ?? process.env['AISLEGATE_TOKEN'];
  if (flags.url === undefined) {
    const { findInstallation, hqApi } = await import('./installation.ts');
    const here = await hqApi(findInstallation({ ...flags }));
    // Whoever gives a token means to be let in by it: a wrong one must not be made good by the one on this machine.
    return flags.token === undefined ? here : { ...here, token: flags.token };
  }
  if (!URL.canParse(flags.url)) throw wrongUse('--url is not a URL, as in https://hq.example:18090.');
  if (!token) throw wrongUse('--url needs the admin token of headquarters: --token or AISLEGATE_TOKEN.');
  return { url: flags.url, token, caFile: flags.ca };
}
