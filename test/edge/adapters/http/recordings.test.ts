import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { type RecordingReply, RecordingReply as Schema } from '../../../../contract/http/edge-routes.ts';
import { parseRecordingHeader } from '../../../../contract/recording.ts';
import { registerRecordings } from '../../../../edge/adapters/http/recordings.ts';
import { tempRecordings } from '../../../support/recordings.ts';
import { asAdmin, served } from '../../../support/served.ts';

async function edge() {
  const { server, clock } = await served();
  const { recordings, deeds } = await tempRecordings(clock);
  registerRecordings(server.register, recordings);
  const ask = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
    server.inject({ method, url, headers: asAdmin, ...(payload && { payload }) });
  return { server, recordings, deeds, ask };
}

describe("the shop's HTTP: recordings", () => {
  it('starts one, tells how it comes along, ends it, hands it out sealed and deletes it', async () => {
    const { recordings, deeds, ask } = await edge();
    const begun = await ask('POST', '/api/recordings', { seconds: 600, by: 'alex' });
    expect(begun.statusCode).toBe(201);
    const { id } = begun.json<RecordingReply>();
    expect(begun.json()).toMatchObject({
      startedAt: '2026-11-22T09:00:00.000Z',
      endsAt: '2026-11-22T09:10:00.000Z',
      deletedAt: '2026-11-23T09:00:00.000Z',
    });
    recordings.hear({ rx: 5, source: 'mqtt', topic: 'a/b', payload: Buffer.from('{}') });
    const listed = (await ask('GET', '/api/recordings')).json<{ recordings: RecordingReply[] }>();
    expect(listed.recordings.map((one) => one.id)).toEqual([id]);
    expect(listed.recordings.every((one) => Check(Schema, one))).toBe(true);
    expect((await ask('GET', `/api/recordings/${id}/content?by=kim`)).json()).toMatchObject({ code: 'REC_BUSY' });
    const stopped = (await ask('POST', `/api/recordings/${id}/stop`, { by: 'alex' })).json<RecordingReply>();
    expect(stopped).toMatchObject({ id, ended: 'asked', messages: 1, dropped: 0 });
    const content = await ask('GET', `/api/recordings/${id}/content?by=kim`);
    expect(content.headers['content-type']).toBe('application/octet-stream');
    expect(parseRecordingHeader(content.rawPayload)).toMatchObject({ id });
    expect(content.rawPayload).toHaveLength(stopped.bytes);
    expect((await ask('DELETE', `/api/recordings/${id}?by=kim`)).statusCode).toBe(200);
    expect((await ask('DELETE', `/api/recordings/${id}?by=kim`)).json()).toMatchObject({ code: 'REC_UNKNOWN' });
    expect(deeds.map(({ action, by }) => `${action} ${by}`)).toEqual([
      'recording-started alex',
      'recording-stopped alex',
      'recording-downloaded kim',
      'recording-deleted kim',
    ]);
  });

  it('refuses what is too long, nobody’s, or no id, and whoever is not the administrator', async () => {
    const { server, ask, deeds } = await edge();
    for (const wanted of [{ seconds: 600 }, { seconds: 43_201, by: 'alex' }, { seconds: 0, by: 'alex' }, { seconds: 5, by: 'a b' }]) {
      expect((await ask('POST', '/api/recordings', wanted)).statusCode, JSON.stringify(wanted)).toBe(400);
    }
    expect((await ask('GET', '/api/recordings/..%2F..%2Fkeys/content?by=kim')).statusCode).toBe(400);
    expect((await ask('GET', `/api/recordings/${'0'.repeat(32)}/content`)).statusCode).toBe(400);
    for (const [method, url] of [
      ['POST', '/api/recordings'],
      ['GET', '/api/recordings'],
      ['DELETE', `/api/recordings/${'0'.repeat(32)}?by=kim`],
    ] as const) {
      expect((await server.inject({ method, url })).statusCode, `${method} ${url}`).toBe(401);
    }
    expect(deeds).toEqual([]);
  });
});
