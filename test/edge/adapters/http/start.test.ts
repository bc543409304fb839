import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Check } from 'typebox/value';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DecisionExplained } from '../../../../contract/http/decision-routes.ts';
import { DeviceSession, EdgeStatus } from '../../../../contract/http/edge-routes.ts';
import { type MemberObjections, MemberShown } from '../../../../contract/http/member-routes.ts';
import type { Site } from '../../../../contract/site.ts';
import { startEdgeHttp } from '../../../../edge/adapters/http/start.ts';
import { fakeDeviceCredentials } from '../../../fakes/device-credentials.ts';
import { tempRecordings } from '../../../support/recordings.ts';
import { asAdmin, asBrowser, enter, serverBasics } from '../../../support/served.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const site: Site = {
  shop: { id: 'lyon-3', name: 'Lyon Part-Dieu', timezone: 'Europe/Paris' },
  zones: [{ id: 'dairy', name: 'Dairy' }],
  scanners: [],
  screens: [{ id: 'screen-dairy', zone: 'dairy' }],
  devices: [{ id: 'pickup-desk', name: 'Pickup desk' }],
};

const status: EdgeStatus = {
  shop: site.shop,
  now: 1_790_000_000_000,
  mqtt: { connected: true, url: 'mqtt://127.0.0.1:18830' },
  nats: { connected: true },
  headquarters: { reachable: false, unconfirmedFacts: 12 },
  scanners: [],
  unknownScanners: [],
  screens: [],
  members: 3,
  offers: 4,
  visitsOpen: 1,
  messages: 7,
  refused: {},
};

const SHOWN: MemberShown = {
  subject: 'ab'.repeat(16),
  member: { memberId: 'M-1', firstName: 'Ada', consents: [] },
  phones: [{ identifiers: ['card:0123456789'], secrets: ['token-key'] }],
  addedHere: { purchases: 2, offers: 0 },
};

function webFolder(): string {
  const folder = tempFolder();
  for (const app of ['screen', 'staff']) {
    mkdirSync(join(folder, app));
    writeFileSync(join(folder, app, 'index.html'), `<title>${app}</title>`);
  }
  return folder;
}

const OBJECTIONS: MemberObjections = {
  subject: SHOWN.subject,
  objections: [
    {
      scope: 'category',
      of: 'wine',
      saidAt: '2026-11-01T09:00:00.000Z',
      blockedUntil: '2026-11-29T09:00:00.000Z',
      fadesUntil: '2027-01-28T09:00:00.000Z',
    },
  ],
};

const EXPLAINED: DecisionExplained = {
  decision: {
    decisionId: 'de'.repeat(16),
    visitId: '1a'.repeat(16),
    zone: 'dairy',
    decidedAt: '2026-11-22T09:00:00.000Z',
    trigger: 'zone',
    ranker: 'count-rule',
    model: 'count-rule',
    arm: 'treated',
    audience: 1,
    exploreShare: 0.05,
    candidates: [],
    refused: [],
    explored: false,
    propensity: 1,
    contributions: [],
  },
  lines: ['Nothing was shown: no offer could be.'],
  replay: { outcome: 'same', detail: 'it comes out the same' },
};

async function edge(changes: Partial<Site> = {}) {
  const issued: string[] = [];
  const removed: unknown[] = [];
  const { options, clock } = serverBasics();
  const changing = { ...site, ...changes };
  const credentials = fakeDeviceCredentials();
  const server = await startEdgeHttp({
    ...options,
    site: changing,
    webFolder: webFolder(),
    natsWebSocketUrl: 'ws://127.0.0.1:14280',
    status: () => status,
    intake: { decoders: [], submit: async () => undefined, agreements: {}, intakeToken: 'an-intake-token-for-tests' },
    recordings: (await tempRecordings(clock)).recordings,
    shownMember: (member) => (member === SHOWN.member.memberId ? SHOWN : undefined),
    objections: {
      of: (member) => (member === SHOWN.member.memberId ? OBJECTIONS : undefined),
      remove: async (_member, which) => {
        removed.push(which);
        return { ...OBJECTIONS, objections: [] };
      },
    },
    explained: (id) => (id === EXPLAINED.decision.decisionId ? { subject: SHOWN.subject, explained: EXPLAINED } : undefined),
    privacy: {
      subjectOf: (member) => (member === SHOWN.member.memberId ? SHOWN.subject : undefined),
      holdingsOf: () => [{ what: 'member', rows: [{ firstName: 'Ada' }] }],
      erase: async (subject) => ({ erasureId: '0e'.repeat(16), subject, requestedAt: '2026-11-22T09:00:00.000Z' }),
    },
    issueDevice: async (role, id) => {
      issued.push(`${role} ${id}`);
      return credentials.issue(role, id, 'lyon-3');
    },
  });
  onTestFinished(() => server.close());
  return { server, issued, removed, clock, site: changing, noted: options.audit.entries };
}

describe("the shop's HTTP", () => {
  it('a paired screen learns its zone and gets a credential of its own', async () => {
    const { server, issued } = await edge();
    const { cookie, location } = await enter(server, server.link({ target: 'screen', id: 'screen-dairy' }));
    expect((await server.inject({ url: location, headers: { ...asBrowser, cookie } })).body).toContain('<title>screen</title>');
    const response = await server.inject({ url: '/api/session', headers: { cookie } });
    expect(response.json()).toEqual({
      shop: { id: 'lyon-3', name: 'Lyon Part-Dieu' },
      role: 'screen',
      id: 'screen-dairy',
      zone: { id: 'dairy', name: 'Dairy' },
      nats: { url: 'ws://127.0.0.1:14280', jwt: expect.stringContaining('fake.'), seed: 'fake-seed-1' },
    });
    expect(Check(DeviceSession, response.json())).toBe(true);
    expect(issued).toEqual(['screen screen-dairy']);
    expect(response.headers['content-security-policy']).toContain("connect-src 'self' ws://127.0.0.1:14280;");
  });

  it('a staff phone learns what people call it, and does not open the screen page', async () => {
    const { server } = await edge();
    const { cookie, location } = await enter(server, server.link({ target: 'staff', id: 'pickup-desk' }));
    expect(location).toBe('/staff/?role=staff&id=pickup-desk');
    expect((await server.inject({ url: '/api/session', headers: { cookie } })).json()).toMatchObject({
      role: 'staff',
      name: 'Pickup desk',
    });
    expect((await server.inject({ url: '/staff/', headers: { cookie } })).statusCode).toBe(200);
    expect((await server.inject({ url: '/screen/', headers: { cookie } })).statusCode).toBe(401);
  });

  it('whoever looks at a member is on account, and the name asked for stays out of every address', async () => {
    const { server, noted } = await edge();
    const ask = (member: string) => server.inject({ method: 'POST', url: '/api/members/show', headers: asAdmin, payload: { member } });
    expect((await ask('M-2')).json()).toMatchObject({ code: 'IDN_NO_MEMBER' });
    expect(noted).toEqual([]);
    const answer = await ask('M-1');
    expect([answer.json(), Check(MemberShown, answer.json())]).toEqual([SHOWN, true]);
    expect(noted).toEqual([{ action: 'member-shown', by: 'api', subject: SHOWN.subject, place: 'lyon-3' }]);
    const { cookie } = await enter(server, server.link({ target: 'staff', id: 'pickup-desk' }));
    const staff = { method: 'POST', url: '/api/members/show', headers: { cookie }, payload: { member: 'M-1' } } as const;
    expect((await server.inject(staff)).statusCode).toBe(403);
  });

  it('a member is told what the shop holds and is erased here, by the admin token and on account', async () => {
    const { server, noted } = await edge();
    const ask = (path: string, memberId: string) =>
      server.inject({
        method: 'POST',
        url: `/api/privacy/${path}`,
        headers: { ...asAdmin, 'aislegate-by': 'officer' },
        payload: { memberId },
      });
    for (const path of ['export', 'erasures/here']) expect((await ask(path, 'M-2')).json()).toMatchObject({ code: 'PRV_NO_MEMBER' });
    expect(noted).toEqual([]);
    const told = (await ask('export', 'M-1')).json();
    expect(told).toMatchObject({ subject: SHOWN.subject, place: 'lyon-3', holdings: [{ what: 'member', rows: [{ firstName: 'Ada' }] }] });
    expect((await ask('erasures/here', 'M-1')).json()).toMatchObject({ erasureId: '0e'.repeat(16), subject: SHOWN.subject });
    const about = { by: 'officer', subject: SHOWN.subject, place: 'lyon-3' };
    expect(noted).toEqual([
      { action: 'member-exported', ...about },
      { action: 'erasure-asked', ...about },
    ]);
  });

  it('there are links to what is in the shop only', async () => {
    const { server } = await edge();
    for (const wanted of [
      { target: 'screen', id: 'pickup-desk' },
      { target: 'staff', id: 'screen-dairy' },
      { target: 'dashboard' },
      { target: 'screen' },
    ]) {
      const response = await server.inject({ method: 'POST', url: '/api/links', headers: asAdmin, payload: wanted });
      expect(response.json()).toMatchObject({ code: 'API_NOT_FOUND' });
    }
  });

  it('a screen that was taken out of the shop gets no credential any more', async () => {
    const { server, issued, site: current } = await edge();
    const { cookie } = await enter(server, server.link({ target: 'screen', id: 'screen-dairy' }));
    current.screens = [];
    expect((await server.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(404);
    expect(issued).toEqual([]);
  });

  it('the admin token is nobody: it gets the status, not a session', async () => {
    const { server } = await edge();
    expect((await server.inject({ url: '/api/session', headers: asAdmin })).statusCode).toBe(403);
    const response = await server.inject({ url: '/api/status', headers: asAdmin });
    expect(Check(EdgeStatus, response.json())).toBe(true);
    const { cookie } = await enter(server, server.link({ target: 'screen', id: 'screen-dairy' }));
    expect((await server.inject({ url: '/api/status', headers: { cookie } })).statusCode).toBe(403);
  });
});

describe('what a member is not interested in', () => {
  const url = `/api/members/${SHOWN.member.memberId}/objections`;
  const headers = asAdmin;

  it('is told to an operator, who is noted, and to nobody else', async () => {
    const { server, noted } = await edge();
    expect((await server.inject({ url })).statusCode).toBe(401);
    expect((await server.inject({ url, headers })).json()).toEqual(OBJECTIONS);
    expect(noted).toMatchObject([{ action: 'member-shown', what: 'objections', subject: SHOWN.subject }]);
    expect((await server.inject({ url: '/api/members/nobody/objections', headers })).json()).toMatchObject({ code: 'IDN_NO_MEMBER' });
  });

  it('is taken back one by one or all at once', async () => {
    const { server, removed, noted } = await edge();
    for (const query of ['?scope=category&of=wine', '?scope=all', '']) {
      expect((await server.inject({ method: 'DELETE', url: url + query, headers })).json()).toMatchObject({ objections: [] });
    }
    expect(removed).toEqual([{ scope: 'category', of: 'wine' }, { scope: 'all', of: '' }, 'all']);
    expect(noted.map(({ action }) => action)).toEqual(Array.from({ length: 3 }, () => 'objections-deleted'));
    for (const query of ['?scope=brand', '?scope=all&of=wine']) {
      expect((await server.inject({ method: 'DELETE', url: url + query, headers })).statusCode).toBe(400);
    }
    expect((await server.inject({ method: 'DELETE', url: '/api/members/nobody/objections', headers })).statusCode).toBe(404);
  });
});

describe('a decision', () => {
  it('is explained to an operator, who is noted with whom it is about, and to nobody else', async () => {
    const { server, noted } = await edge();
    const url = `/api/decisions/${EXPLAINED.decision.decisionId}`;
    expect((await server.inject({ url })).statusCode).toBe(401);
    expect((await server.inject({ url, headers: asAdmin })).json()).toEqual(EXPLAINED);
    expect(noted).toMatchObject([{ action: 'decision-explained', subject: SHOWN.subject, thing: EXPLAINED.decision.decisionId }]);
    const unknown = await server.inject({ url: `/api/decisions/${'00'.repeat(16)}`, headers: asAdmin });
    expect(unknown.json()).toMatchObject({ code: 'OFR_NO_DECISION' });
  });
});
