import { AislegateError } from '../../contract/errors.ts';
import type { ImportReply, ImportState, PartReply } from '../../contract/http/hq-routes.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Cancel, Clock } from '../ports/clock.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { beginMemberImport, type ImportPart, type MemberImport, type MemberImportParts } from './member-import.ts';
import type { Outbound } from './outbound.ts';

/** A sender that is silent for so long is gone, and what it sent is removed. */
export const SESSION_MS = 900_000;
const MOST_SESSIONS = 4;

export interface ImportSessionsOptions extends MemberImportParts {
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly outbound: Outbound;
  readonly telemetry: Telemetry;
  readonly audit: Pick<AuditLog, 'append'>;
}

/** Imports of members that come in parts, because a million of them are more than one request should carry. */
export interface ImportSessions {
  begin(shop: string | undefined): Promise<ImportState>;
  /** The next part; `number` counts them from 1, so that one which is sent again is not read twice. */
  add(id: string, number: number, part: ImportPart): Promise<PartReply>;
  /** Begins to store; `state` tells how far it is. */
  commit(id: string, by: string): ImportState;
  state(id: string): ImportState;
  drop(id: string): Promise<ImportState>;
  close(): Promise<void>;
}

interface Session {
  readonly id: string;
  readonly what: MemberImport;
  readonly place: { readonly place?: string };
  parts: number;
  lastReply: PartReply;
  state: 'open' | 'reading' | 'storing' | 'done' | 'failed';
  stored: number;
  reply: ImportReply | undefined;
  failure: { code: string; message: string } | undefined;
  work: Promise<void>;
  expiry: Cancel;
}

export function createImportSessions(options: ImportSessionsOptions): ImportSessions {
  const { clock, outbound, telemetry, random, audit } = options;
  const sessions = new Map<string, Session>();

  const find = (id: string): Session => {
    const session = sessions.get(id);
    if (!session) throw new AislegateError('HQ_IMPORT_GONE');
    return session;
  };
  const discard = async (session: Session): Promise<void> => {
    session.expiry();
    sessions.delete(session.id);
    await session.work;
    await session.what.discard();
  };
  const prolong = (session: Session): void => {
    session.expiry();
    session.expiry = clock.after(SESSION_MS, () => (session.state === 'storing' ? prolong(session) : discard(session)));
  };

  const store = async (session: Session, by: string): Promise<void> => {
    try {
      const reply = await session.what.commit((members) => {
        session.stored = members;
      });
      const outcome = reply.rejected.length > 0 ? 'rejected' : 'imported';
      telemetry.count('aislegate_hq_imports_total', { kind: 'members', outcome });
      telemetry.count('aislegate_hq_imported_rows_total', { kind: 'members' }, reply.imported);
      await audit.append({
        action: 'records-imported',
        by,
        what: 'members',
        ...session.place,
        outcome: outcome === 'imported' ? 'done' : 'refused',
        counts: { rows: reply.imported },
      });
      session.reply = reply;
      session.state = 'done';
      // The members are committed: they go to the shops while the sender is told.
      void outbound.drain().catch((error: unknown) => telemetry.error('HQ_OUTBOUND_WAITING', {}, error));
    } catch (error) {
      const known =
        error instanceof AislegateError ? error : new AislegateError('INTERNAL', { reference: session.id.slice(0, 8) }, { cause: error });
      telemetry.error(known.code, known.code === 'INTERNAL' ? { reference: session.id.slice(0, 8) } : {}, error);
      session.failure = { code: known.code, message: known.message };
      session.state = 'failed';
    }
    prolong(session);
  };

  const stateOf = ({ id, state, what, stored, reply, failure }: Session): ImportState => ({
    id,
    state,
    rows: what.rows(),
    stored,
    ...(reply && { reply }),
    ...(failure && { failure }),
  });

  return {
    begin: async (shop) => {
      if (sessions.size >= MOST_SESSIONS) throw new AislegateError('HQ_IMPORT_BUSY', { count: MOST_SESSIONS });
      const session: Session = {
        id: random.id(),
        what: await beginMemberImport(options, shop),
        place: shop === undefined ? {} : { place: shop },
        parts: 0,
        lastReply: { rows: 0, rejected: [] },
        state: 'open',
        stored: 0,
        reply: undefined,
        failure: undefined,
        work: Promise.resolve(),
        expiry: () => undefined,
      };
      sessions.set(session.id, session);
      prolong(session);
      return stateOf(session);
    },
    add: async (id, number, part) => {
      const session = find(id);
      if (number === session.parts && session.state === 'open') return session.lastReply;
      if (session.state !== 'open' || number !== session.parts + 1)
        throw new AislegateError('API_INVALID', { detail: 'that part is not the next' });
      prolong(session);
      session.state = 'reading';
      try {
        session.lastReply = { ...(await session.what.add(part)) } as PartReply;
        session.parts = number;
        return session.lastReply;
      } finally {
        session.state = 'open';
      }
    },
    commit: (id, by) => {
      const session = find(id);
      if (session.state === 'open') {
        session.state = 'storing';
        session.work = store(session, by);
      }
      return stateOf(session);
    },
    state: (id) => stateOf(find(id)),
    drop: async (id) => {
      const session = find(id);
      await discard(session);
      return stateOf(session);
    },
    close: async () => {
      for (const session of sessions.values()) await discard(session);
    },
  };
}
