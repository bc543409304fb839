import type { ErrorCode } from '../../contract/errors.ts';
import type { Fact } from '../../contract/facts/fact.ts';
import type { ShowMessage } from '../../contract/messages.ts';
import { subjects } from '../../contract/subjects.ts';
import { type TraceLine, tracePayload } from '../../contract/trace.ts';
import { loadDecoders } from '../../devices/catalogue.ts';
import { absentHeadquarters } from '../../edge/adapters/memory/absent-headquarters.ts';
import { MemoryBus } from '../../edge/adapters/memory/bus.ts';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { MemoryJournal } from '../../edge/adapters/memory/journal.ts';
import { MemoryMemberStore } from '../../edge/adapters/memory/member-store.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { MemoryRecognition } from '../../edge/adapters/memory/recognition.ts';
import { assembleShop } from '../../edge/assembly.ts';
import type { Journal } from '../../edge/ports/journal.ts';
import type { ModelStore } from '../../edge/ports/model-store.ts';
import type { Telemetry } from '../../edge/ports/telemetry.ts';
import { deflated } from '../../platform/packing.ts';
import type { ShopOfData } from './shop-of-data.ts';

type Known = Pick<ShopOfData, 'shop' | 'replica' | 'keyRing'> & Partial<Pick<ShopOfData, 'members' | 'recognition' | 'identifierKey'>>;

export interface Replay extends Known {
  readonly lines: AsyncIterable<TraceLine>;
  readonly firstMs: number;
  /** What the shop may serve, and whose models it believes. */
  readonly models: ModelStore;
  readonly modelKeys: readonly string[];
  readonly seed: number;
  readonly onFact: (fact: Fact) => void;
  readonly onLine?: (done: number) => void;
}

export interface Replayed {
  readonly messages: number;
  readonly members: number;
  readonly facts: Readonly<Record<string, number>>;
  readonly sightings: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
}

/** The end of the last visit is told a step after the silence that ends it. */
const AFTERWARDS_MS = 5000;
const BEAT_MS = 250;
const IDENTIFIER_KEY_BYTES = 32;
const SCREEN = /^aislegate\.[^.]+\.screen\.([^.]+)\.show$/u;

/**
 * Lives a recorded day again: the same stages, on a clock that moves from message to message, with randomness from a seed and screens that
 * show what they are told. The same trace, shop and seed give the same facts. Nothing leaves the process.
 */
export async function replayInProcess(replay: Replay): Promise<Replayed> {
  const { shop, replica, keyRing, models, modelKeys, seed, lines, firstMs, onFact, onLine } = replay;
  const clock = new VirtualClock(firstMs);
  const random = seededRandom(seed);
  const tally = createTally();
  const bus = new MemoryBus();
  bus.subscribe(subjects.screenShow(shop.id, '*'), (subject, payload) => {
    const { deliveryId, showAt, expiresAt } = JSON.parse(Buffer.from(payload).toString()) as ShowMessage;
    // What is taken back is not shown.
    if (expiresAt <= showAt) return;
    const event = { eventId: random.id(), type: 'shown', deliveryId };
    bus.deliver(subjects.screenEvent(shop.id, SCREEN.exec(subject)?.[1] ?? ''), Buffer.from(JSON.stringify(event)));
  });
  const decoders = await loadDecoders();
  const assembled = assembleShop({
    shop,
    decoders,
    clock,
    random,
    telemetry: tally.telemetry,
    bus,
    headquarters: absentHeadquarters(),
    journal: toldJournal(new MemoryJournal({ shop: shop.id, clock, random }), (fact) => {
      tally.fact(fact);
      onFact(fact);
    }),
    replica,
    keyRing,
    packing: deflated,
    members: replay.members ?? new MemoryMemberStore(),
    recognition: replay.recognition ?? new MemoryRecognition(),
    identifierKey: replay.identifierKey ?? random.bytes(IDENTIFIER_KEY_BYTES),
    models,
    modelKeys,
  });
  await assembled.start();
  const { pipeline } = assembled;
  /** Beat by beat, as in a shop: what a beat brings about is done before the next. */
  const passTo = async (t: number): Promise<void> => {
    do {
      await clock.advanceTo(Math.min(t, clock.nowMs() + BEAT_MS));
      await pipeline.settled();
    } while (clock.nowMs() < t);
  };
  let messages = 0;
  for await (const line of lines) {
    await passTo(line.t);
    const { source, topic, retained } = line;
    const message = { rx: clock.nowMs(), source, topic, payload: tracePayload(line), ...(retained && { retained }) };
    if (decoders.find((decoder) => decoder.topics(topic))?.durable) await pipeline.keep(message);
    else pipeline.receive(message);
    messages += 1;
    onLine?.(messages);
  }
  await passTo(clock.nowMs() + shop.presence.leaveAfterMs + AFTERWARDS_MS);
  const { members } = assembled.size();
  await assembled.stop();
  return { messages, members, ...tally.result() };
}

/** A journal that tells each fact and then forgets it: a day may be long. */
function toldJournal(journal: MemoryJournal, tell: (fact: Fact) => void): Journal {
  return {
    append: async (drafts, changes) => {
      const facts = await journal.append(drafts, changes);
      for (const fact of facts) tell(fact);
      const last = facts.at(-1);
      if (last) await journal.trim(last);
      return facts;
    },
    read: () => [],
    trim: (position) => journal.trim(position),
    redact: (subject) => journal.redact(subject),
    state: (prefix) => journal.state(prefix),
    stats: () => journal.stats(),
    epochs: () => journal.epochs(),
    close: () => journal.close(),
  };
}

function createTally() {
  const facts = new Map<string, number>();
  const sightings = new Map<string, number>();
  const refused = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string | undefined, by: number): void => {
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + by);
  };
  const telemetry: Telemetry = {
    count: (name, labels, by = 1) => {
      if (name === 'aislegate_sightings_total') add(sightings, labels?.['outcome'], by);
      if (name === 'aislegate_refused_total') add(refused, labels?.['code'] as ErrorCode, by);
    },
    gauge: () => {},
    observe: () => {},
    info: () => {},
    warn: () => {},
    error: () => {},
  };
  return {
    telemetry,
    fact: (fact: Fact) => add(facts, fact.type.slice('aislegate.fact.'.length), 1),
    result: () => ({ facts: Object.fromEntries(facts), sightings: Object.fromEntries(sightings), refused: Object.fromEntries(refused) }),
  };
}
