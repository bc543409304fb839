import { AislegateError } from '../../contract/errors.ts';
import { commonRoutes } from '../../contract/http/common-routes.ts';
import type { AuditSink } from '../audit-log.ts';
import type { Grant, LinkTarget, OneTimeLinks } from './links.ts';
import type { Register } from './routes.ts';
import type { Sessions } from './session.ts';

/** Where a link leads, and for whom there can be one. */
interface LinkPage {
  readonly path: string;
  /** Whether there is such a screen or device; the dashboard has no id. */
  readonly exists: (id: string) => boolean;
}
export type LinkPages = Partial<Record<LinkTarget, LinkPage>>;

export interface CommonOptions {
  readonly register: Register;
  readonly links: OneTimeLinks;
  readonly linkPages: LinkPages;
  readonly linkUrl: (grant: Grant) => string;
  readonly sessions: Sessions;
  readonly readiness: () => Readonly<Record<string, boolean>>;
  readonly metricsText: () => Promise<string>;
  readonly loopback: boolean;
  readonly audit: AuditSink;
}

/** How the audit log calls a link to a dashboard that may be used to edit. */
const EDITOR_LINK = 'dashboard-editor';
const MOST_ENTRIES_PER_MINUTE = 30;

/** The routes that both processes have. */
export function registerCommon(options: CommonOptions): void {
  const { register, sessions, audit } = options;

  register(commonRoutes.health, () => ({ status: 'ok' as const }));

  register(commonRoutes.ready, (_request, reply) => {
    const checks = { ...options.readiness() };
    const ready = Object.values(checks).every(Boolean);
    reply.code(ready ? 200 : 503);
    return { ready, checks };
  });

  register(commonRoutes.metrics, () => options.metricsText(), { access: options.loopback ? 'open' : 'admin' });

  register(
    commonRoutes.enter,
    async ({ query }, reply) => {
      const grant = options.links.redeem(query.token);
      const page = grant && options.linkPages[grant.target];
      if (!grant || !page) throw new AislegateError('API_LINK_USED');
      const what = grant.mayEdit ? EDITOR_LINK : grant.target;
      await audit.append({ action: 'link-opened', by: grant.by, what, ...(grant.id && { place: grant.id }) });
      sessions.start(reply, grant);
      const which = grant.id ? `?${new URLSearchParams({ role: grant.target, id: grant.id })}` : '';
      return reply.redirect(`${page.path}${which}`, 303);
    },
    { mostPerMinute: MOST_ENTRIES_PER_MINUTE },
  );

  register(commonRoutes.link, async ({ body: { target, id = '', editor }, by }) => {
    if (editor !== undefined) {
      if (target !== 'dashboard') throw new AislegateError('API_INVALID', { detail: 'only in the dashboard there is something to edit' });
      const url = options.linkUrl({ target, id, by: editor, mayEdit: true });
      await audit.append({ action: 'link-made', by, what: EDITOR_LINK, place: editor });
      return { url };
    }
    const url = options.linkUrl({ target, id, by });
    await audit.append({ action: 'link-made', by, what: target, ...(id && { place: id }) });
    return { url };
  });
}
