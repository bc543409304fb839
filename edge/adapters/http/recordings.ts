import { Readable } from 'node:stream';
import { edgeRoutes, type RecordingReply } from '../../../contract/http/edge-routes.ts';
import { instantText } from '../../../contract/instant.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { Recording, Recordings } from '../../ports/recordings.ts';

/** Starting, watching, fetching and deleting recordings of raw input. */
export function registerRecordings(register: Register, recordings: Recordings): void {
  register(edgeRoutes.startRecording, async ({ body }) => replyOf(await recordings.start(body)));
  register(edgeRoutes.recordings, async () => ({ recordings: (await recordings.list()).map(replyOf) }));
  register(edgeRoutes.stopRecording, async ({ params, body }) => replyOf(await recordings.stop(params.id, body.by)));
  register(edgeRoutes.recordingContent, async ({ params, query }, reply) => {
    const content = await recordings.content(params.id, query.by);
    return reply.type('application/octet-stream').send(Readable.from(content));
  });
  register(edgeRoutes.deleteRecording, async ({ params, query }) => {
    await recordings.remove(params.id, query.by);
    return {};
  });
}

function replyOf({ startedAt, endsAt, deletedAt, ...recording }: Recording): RecordingReply {
  const times = { startedAt: instantText(startedAt), deletedAt: instantText(deletedAt) };
  return { ...recording, ...times, ...(endsAt !== undefined && { endsAt: instantText(endsAt) }) };
}
