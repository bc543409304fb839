import { factKind } from '../../contract/facts/fact.ts';
import type { Packing } from '../../contract/packing.ts';
import { type ExportPart, type ExportRequest, exportSealContext, type Holdings } from '../../contract/privacy.ts';
import type { MemberFields } from '../../contract/records.ts';
import { seal, unseal } from '../../contract/seal.ts';
import type { Journal } from '../ports/journal.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Random } from '../ports/random.ts';
import { hotStateOf } from './hot-state.ts';

export interface ExporterParts {
  readonly journal: Pick<Journal, 'read' | 'state'>;
  readonly keyRing: Pick<KeyRing, 'get'>;
  readonly random: Pick<Random, 'bytes'>;
  readonly packing: Pick<Packing, 'unpack'>;
  readonly prefixes: readonly string[];
  readonly fieldsOf: (subject: string) => MemberFields | undefined;
  /** Order numbers of the subject that could be called out here. */
  readonly ordersOf: (subject: string) => readonly { readonly id: string; readonly orderNumber?: string | undefined }[];
}

export interface Exporter {
  /** Everything that this shop holds of a subject, opened. */
  holdingsOf(subject: string): Holdings;
  /** The same for headquarters, in parts that a message can carry, sealed under the subject's key. */
  answer(request: ExportRequest): readonly ExportPart[];
}

const NONCE_BYTES = 12;
/** A NATS message holds 1 MiB; base64 and the envelope come on top. */
const PART_CHARACTERS = 400_000;
const FACTS_AT_ONCE = 1000;

type Row = Record<string, unknown>;

export function createExporter(parts: ExporterParts): Exporter {
  const { journal, keyRing, random } = parts;

  function factsOf(subject: string, key: Uint8Array): Row[] {
    const rows: Row[] = [];
    for (let facts = journal.read(undefined, FACTS_AT_ONCE); facts.length > 0; facts = journal.read(facts.at(-1), FACTS_AT_ONCE)) {
      for (const fact of facts) {
        if (fact.subject !== subject) continue;
        const { sealed, ...data } = fact.data as Row;
        const context = `${factKind(fact)}/${data['decisionId'] ?? data['receiptId']}`;
        const opened = typeof sealed === 'string' ? unseal(key, context, sealed, parts.packing) : undefined;
        rows.push({ fact: factKind(fact), time: fact.time, ...data, ...(opened === undefined ? {} : { opened }) });
      }
    }
    return rows;
  }

  function holdingsOf(subject: string): Holdings {
    const key = keyRing.get(subject);
    const fields = parts.fieldsOf(subject);
    const all: Holdings = [
      { what: 'member', rows: fields ? [{ ...fields }] : [] },
      { what: 'orders', rows: parts.ordersOf(subject).map((order) => ({ ...order })) },
      { what: 'remembered', rows: hotStateOf(journal, parts.prefixes, subject).map(({ key: name, value }) => ({ name, ...value })) },
      { what: 'unconfirmed-facts', rows: key ? factsOf(subject, key) : [] },
    ];
    return all.filter(({ rows }) => rows.length > 0);
  }

  return {
    holdingsOf,
    answer({ requestId, subject }) {
      const key = keyRing.get(subject);
      const pieces = key ? piecesOf(holdingsOf(subject)) : [];
      if (!key || pieces.length === 0) return [{ requestId, part: 0, parts: 0 }];
      return pieces.map((piece, part) => {
        const sealed = seal(key, exportSealContext(requestId, part), piece, random.bytes(NONCE_BYTES));
        return { requestId, part, parts: pieces.length, sealed };
      });
    },
  };
}

/** Rows in the order in which they are, as many in a piece as a message can carry. */
function piecesOf(holdings: Holdings): Holdings[] {
  const pieces: Holdings[] = [];
  let room = 0;
  for (const { what, rows } of holdings) {
    for (const row of rows) {
      const size = JSON.stringify(row).length;
      const piece = size <= room ? pieces.at(-1) : undefined;
      const same = piece?.at(-1);
      if (piece && same?.what === what) same.rows.push(row);
      else if (piece) piece.push({ what, rows: [row] });
      else pieces.push([{ what, rows: [row] }]);
      room = (piece ? room : PART_CHARACTERS) - size;
    }
  }
  return pieces;
}
