import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Grant, LinkTarget } from './links.ts';

/** A paired browser: what it shows, for which screen or device. */
export interface Session {
  readonly role: LinkTarget;
  readonly id: string;
  /** Who made the link that paired it; of an editor link, for whom. */
  readonly by: string;
  /** Whether it may change what is written there, beyond looking at it. */
  readonly mayEdit?: boolean;
  readonly issuedAt: number;
}

const DAY_MS = 86_400_000;

/** A kiosk is paired by hand and hangs on a wall, so it stays paired as long as browsers keep a cookie; a person's browser does not. */
const SESSION_LIFETIME_MS: Readonly<Record<LinkTarget, number>> = {
  screen: 400 * DAY_MS,
  staff: 30 * DAY_MS,
  dashboard: 7 * DAY_MS,
};

/** Nobody can end a session before its time, so one that changes things ends with the working day. */
const EDITOR_LIFETIME_MS = DAY_MS;

const lifetimeMs = ({ role, mayEdit }: Pick<Session, 'role' | 'mayEdit'>): number =>
  mayEdit ? EDITOR_LIFETIME_MS : SESSION_LIFETIME_MS[role];

export interface SessionsOptions {
  readonly roles: readonly LinkTarget[];
  readonly nowMs: () => number;
  /** Whether cookies may travel over TLS only. */
  readonly secure: boolean;
}

export interface Sessions {
  start(reply: FastifyReply, grant: Grant): void;
  /** The session of a request: that of the wanted role and id where given, else the youngest. Undefined when there is none that stands. */
  of(request: FastifyRequest, wanted?: { readonly role?: string | undefined; readonly id?: string | undefined }): Session | undefined;
}

const PREFIX = 'aislegate_';

/**
 * One cookie per role and id: browsers share cookies between the ports of a host, and a demo opens many screens, the staff app and
 * the dashboard side by side. What counts is inside the signed value; the name only keeps them apart.
 */
export function createSessions({ roles, nowMs, secure }: SessionsOptions): Sessions {
  return {
    start(reply, { target: role, id, by, mayEdit }) {
      const session: Session = { role, id, by, issuedAt: nowMs(), ...(mayEdit && { mayEdit }) };
      reply.setCookie(`${PREFIX}${role}${id && `_${id}`}`, Buffer.from(JSON.stringify(session)).toString('base64url'), {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure,
        signed: true,
        maxAge: lifetimeMs(session) / 1000,
      });
    },
    of(request, wanted = {}) {
      let youngest: Session | undefined;
      for (const [name, value] of Object.entries(request.cookies)) {
        if (!name.startsWith(PREFIX) || value === undefined) continue;
        const session = readSession(request, value);
        if (!session || !roles.includes(session.role) || nowMs() - session.issuedAt > lifetimeMs(session)) continue;
        if (wanted.role !== undefined && wanted.role !== session.role) continue;
        if (wanted.id !== undefined && wanted.id !== session.id) continue;
        if (!youngest || session.issuedAt > youngest.issuedAt) youngest = session;
      }
      return youngest;
    },
  };
}

/** What a cookie says, if it is one that we signed; then its shape is ours too. */
function readSession(request: FastifyRequest, value: string): Session | undefined {
  const unsigned = request.unsignCookie(value);
  if (!unsigned.valid) return undefined;
  const session = JSON.parse(Buffer.from(unsigned.value, 'base64url').toString('utf8')) as Session;
  // A kiosk that was paired before links had a maker.
  return { ...session, by: session.by ?? session.role };
}
