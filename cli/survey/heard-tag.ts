import { tracePayload } from '../../contract/trace.ts';
import { loadDecoders } from '../../devices/catalogue.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import type { Shop } from '../../edge/domain/shop.ts';
import { createIngest } from '../../edge/ingest/ingest.ts';
import type { Trace } from '../trace/trace-file.ts';
import type { TagHeard } from './rows.ts';

const KEY_BYTES = 32;

/** What of a trace is of the tag, heard as the edge hears it. */
export async function heardInTrace(trace: Trace, shop: Shop, tag: string): Promise<readonly TagHeard[]> {
  const ingest = createIngest({
    decoders: await loadDecoders(),
    shop: shop.id,
    scannerNames: shop.scannerNames,
    settings: shop.ingest,
    logLateMs: shop.presence.logLateMs,
    pseudonymKey: seededRandom().bytes(KEY_BYTES),
  });
  const heard: TagHeard[] = [];
  for await (const line of trace.lines()) {
    const { sightings } = ingest.receive({ rx: line.t, source: line.source, topic: line.topic, payload: tracePayload(line) });
    for (const { t, anchor, mobile, also = [], rssiDbm } of sightings) {
      if (mobile === tag || also.includes(tag)) heard.push({ t, anchor, rssiDbm });
    }
  }
  return heard;
}
