import { type Link, linkLines } from '../links.ts';
import type { Listener } from './listeners.ts';

export interface Announcement {
  readonly shop: string;
  readonly links: readonly Link[];
  readonly listeners: readonly Listener[];
  readonly data: string;
  readonly logs: string;
  readonly demo: boolean;
}

/** What `up` says when everything runs; plain text, for a terminal and a log file alike. */
export function announcement({ shop, links, listeners, data, logs, demo }: Announcement): string {
  const width = Math.max(...listeners.map(({ what }) => what.length));
  return [
    `${shop} is open.${demo ? ' It is a demo: made-up members walk through it, with made-up orders and offers.' : ''}`,
    '',
    'Pages; each link opens once, within 15 minutes ("npx aislegate links" prints fresh ones):',
    ...linkLines(links),
    '',
    'Listening on:',
    ...listeners.map(({ what, host, port, flag }) => `  ${what.padEnd(width)}  ${host}:${port}  (${flag})`),
    '',
    `Data in ${data}, logs in ${logs}.`,
    'How to connect scanners: "npx aislegate credentials gateway". How it is doing: "npx aislegate doctor". Ctrl-C stops everything.',
    '',
  ].join('\n');
}
