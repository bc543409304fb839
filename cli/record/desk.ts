import { AislegateError } from '../../contract/errors.ts';
import type { RecordingReply } from '../../contract/http/edge-routes.ts';
import { accountName } from '../account.ts';
import { type Api, ask, download } from '../api.ts';

export type { RecordingReply } from '../../contract/http/edge-routes.ts';

/** The recordings of a running edge. */
export interface RecordingDesk {
  start(seconds: number): Promise<RecordingReply>;
  list(): Promise<readonly RecordingReply[]>;
  /** One of them; REC_UNKNOWN where it is gone. */
  find(id: string): Promise<RecordingReply>;
  stop(id: string): Promise<RecordingReply>;
  /** The file as it stands, sealed, to a place of this machine. */
  save(id: string, path: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export function recordingDesk(edge: Api): RecordingDesk {
  const by = accountName();
  const json = (content: object) => ({ type: 'application/json', content: JSON.stringify(content) });
  const list = async (): Promise<readonly RecordingReply[]> =>
    (await ask<{ recordings: RecordingReply[] }>(edge, { method: 'GET', path: '/api/recordings' })).recordings;
  return {
    list,
    start: (seconds) => ask(edge, { method: 'POST', path: '/api/recordings', body: json({ seconds, by }) }),
    find: async (id) => {
      const found = (await list()).find((recording) => recording.id === id);
      if (!found) throw new AislegateError('REC_UNKNOWN');
      return found;
    },
    stop: (id) => ask(edge, { method: 'POST', path: `/api/recordings/${id}/stop`, body: json({ by }) }),
    save: (id, path) => download(edge, { method: 'GET', path: `/api/recordings/${id}/content`, query: { by } }, path),
    remove: async (id) => {
      await ask(edge, { method: 'DELETE', path: `/api/recordings/${encodeURIComponent(id)}`, query: { by } });
    },
  };
}
