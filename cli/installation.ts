import { join } from 'node:path';
import { type HqSettings, parseHqSettings } from '../cloud/config/settings.ts';
import { type EdgeSettings, parseEdgeSettings } from '../edge/config/settings.ts';
import { readEdgeSecrets, readHqSecrets, secretsFolder } from '../platform/secrets.ts';
import type { Api } from './api.ts';
import { type Configuration, readConfiguration, readJson } from './configuration.ts';
import { localUrl } from './supervisor/plans.ts';
import { foldersOf } from './supervisor/up-settings.ts';

/** An installation on this machine, with the settings that it was last started with: flags of `up` count here too. */
export interface Installation {
  readonly data: string;
  readonly edge: EdgeSettings;
  readonly hq: HqSettings;
}

export function findInstallation(flags: Readonly<Record<string, unknown>>): Installation {
  const configuration = readConfiguration(flags);
  const { keys } = runFile(configuration, 'edge') ?? {};
  const place = { ...configuration.place, ...(flags['keys'] === undefined && typeof keys === 'string' && { keys }) };
  return {
    data: place.data,
    edge: parseEdgeSettings(lastRun(configuration, 'edge'), place),
    hq: parseHqSettings(lastRun(configuration, 'hq'), place),
  };
}

/** The shop process, with the right to ask it anything. */
export async function edgeApi({ data, edge }: Installation): Promise<Api> {
  const { adminToken } = await readEdgeSecrets(secretsFolder(data));
  return { url: localUrl(edge.http), token: adminToken, caFile: edge.http.tls?.certFile };
}

export async function hqApi({ data, hq }: Installation): Promise<Api> {
  const { adminToken } = await readHqSecrets(secretsFolder(data));
  return { url: localUrl(hq.http), token: adminToken, caFile: hq.http.tls?.certFile };
}

function lastRun(configuration: Configuration, section: 'edge' | 'hq') {
  const written = runFile(configuration, section);
  return { ...configuration.sources(section), ...(written && { file: written[section] }) };
}

function runFile({ place }: Configuration, section: 'edge' | 'hq') {
  return readJson(join(foldersOf(place.data).run, `${section}.json`), false) as Readonly<Record<string, unknown>> | undefined;
}
