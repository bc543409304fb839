import { AislegateError, type ErrorCode } from '../contract/errors.ts';
import type { MemberShown } from '../contract/http/member-routes.ts';
import type { ShopPorts } from './assembled-shop.ts';
import { localDayOf } from './domain/local-day.ts';
import type { ConsentCheck } from './domain/subject.ts';
import { createConsentGate } from './identity/consent-gate.ts';
import { createMemberDirectory } from './identity/directory.ts';
import { createEnrichment } from './identity/enrichment.ts';
import { createGuests, GUEST_PREFIX } from './identity/guests.ts';
import { createIdentifierHash } from './identity/identifier-hash.ts';
import { ignoredOf } from './identity/ignored.ts';
import { createMemberIntake } from './identity/member-intake.ts';
import { createPseudonyms } from './identity/pseudonyms.ts';
import { createResolver } from './identity/resolver.ts';
import { createSecondProof } from './identity/second-proof.ts';
import { createShownMember } from './identity/shown-member.ts';
import { createSignedReports } from './identity/signed-reports.ts';
import { createSuspicion } from './identity/suspicion.ts';
import { notingSecrets } from './identity/what-was-lost.ts';
import type { Recognition } from './ports/recognition.ts';

/** Headquarters is away for days, and a disk that is full reports itself. */
const EXPECTED_OF_MEMBERS: readonly ErrorCode[] = ['HQ_UNREACHABLE', 'JRN_WRITE_FAILED'];

/** For who brings none: then nobody is known by what rotates. */
const NO_RECOGNITION: Recognition = {
  put: async () => {},
  destroy: async () => {},
  token: () => undefined,
  ephemeral: () => undefined,
  address: () => undefined,
  tokenKey: () => undefined,
  advance: () => {},
  sizes: () => ({ tokenKeys: 0, irks: 0, eidKeys: 0 }),
  close: async () => {},
};

export type IdentityStage = ReturnType<typeof assembleIdentity>;

/** The identity stage of a shop: who is known, by what, and what each of them agrees to. */
export function assembleIdentity(ports: ShopPorts, refuse: (code: ErrorCode) => void) {
  const { shop, clock, random, telemetry, journal, headquarters, keyRing } = ports;
  const hash = createIdentifierHash(ports.identifierKey);
  const directory = createMemberDirectory({ store: ports.members, keyRing, hash });
  const { ownerOf } = directory;
  const recognition = ports.recognition ?? NO_RECOGNITION;
  const store = notingSecrets(ports.members, recognition);
  const kept = { store, directory, keyRing };
  const enrichment = createEnrichment({ ...kept, random, dayOf: localDayOf(shop.timezone) });
  const members = createMemberIntake({ ...kept, recognition, headquarters, hash, enrichment, nowMs: () => clock.nowMs(), refuse });
  const guests = createGuests({ settings: shop.identity, hash, random, saved: journal.state(GUEST_PREFIX) });
  const agreed: ConsentCheck = (subject, purpose, t) => guests.allows(subject, purpose, t) ?? directory.allows(subject, purpose, t);
  const gate = createConsentGate({ allows: agreed, firstName: directory.firstName, profile: directory.profile }, clock);
  const suspicion = createSuspicion({ shop, sharesCard: (subject) => (directory.fieldsOf(subject)?.devices?.length ?? 0) > 0 });
  const secondProof = createSecondProof(() => recognition.sizes().irks);
  const resolver = createResolver({
    ownerOf,
    allows: gate.allows,
    recognition,
    ignored: ignoredOf(shop),
    settings: shop.identity,
    guestAt: guests.at,
    secondProof,
    suspicion,
  });
  const tokenKey = (subject: string, device: number): Uint8Array | undefined => recognition.tokenKey(subject, device);
  const shownMember: (member: string) => MemberShown | undefined = createShownMember(kept);
  return {
    directory,
    store,
    pseudonyms: createPseudonyms(random.bytes),
    recognition,
    enrichment,
    members,
    guests,
    gate,
    allows: gate.allows,
    suspicion,
    secondProof,
    resolver,
    reports: createSignedReports({ ownerOf, tokenKey, startedAt: clock.nowMs() }),
    shownMember,
    tellUnexpected(error: unknown): void {
      const isExpected = error instanceof AislegateError && EXPECTED_OF_MEMBERS.includes(error.code);
      if (!isExpected) telemetry.error('INTERNAL', { reference: 'members' }, error);
    },
  };
}
