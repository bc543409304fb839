import { type IdentifierKind, identifierKind } from '../../contract/identifier.ts';
import type { Sighting } from '../../contract/sighting.ts';
import { WAYS, type Way } from '../../contract/ways.ts';
import type { IdentitySettings } from '../domain/shop.ts';
import { type ConsentCheck, type KnownSubject, trackOf, type UnknownReason } from '../domain/subject.ts';
import type { Recognition, SecretMatch } from '../ports/recognition.ts';
import type { Owner } from './directory.ts';
import type { SecondProof } from './second-proof.ts';
import type { Suspicion } from './suspicion.ts';

/** Whom the guest Wi-Fi let in under an address. */
export interface GuestOwner {
  readonly kind: KnownSubject['kind'];
  readonly owner: Owner;
}

/** What of a sighting says who it is, and where and when that was. */
export type Heard = Pick<Sighting, 't' | 'rx' | 'anchor' | 'mobile' | 'also' | 'radio' | 'rssiDbm' | 'position' | 'randomized'>;

export interface ResolverParts {
  /** Whose identifier this is, of those that do not change. */
  readonly ownerOf: (identifier: string) => Owner | undefined;
  readonly allows: ConsentCheck;
  readonly recognition: Pick<Recognition, 'token' | 'ephemeral' | 'address'>;
  /** Identifiers that belong to the shop: a badge is in no count and has no visits, whoever else claims it. */
  readonly ignored: ReadonlyMap<string, 'staff' | 'fixture'>;
  readonly settings: Pick<IdentitySettings, 'ways'>;
  readonly guestAt: (identifier: string, t: number) => GuestOwner | undefined;
  /** Asked only of members who agreed to being recognised. */
  readonly secondProof: Pick<SecondProof, 'isNeeded' | 'isGiven' | 'knownAt'>;
  /** The same. */
  readonly suspicion: Pick<Suspicion, 'claim'>;
}

export interface Resolver {
  /** Who it is, where somebody is believed who agrees to being recognised. `signer`: who signed the report that told of the sighting. */
  resolve(heard: Heard, signer?: Owner): KnownSubject | UnknownReason;
}

/** What the next advert may decide. */
type Pending = Extract<UnknownReason, 'trying' | 'unproven'>;

interface Claim {
  readonly of: SecretMatch;
  /** What of all that was heard says so. */
  readonly identifier: string;
  readonly way: Way;
  readonly kind: KnownSubject['kind'];
}

const RANKS = new Map(WAYS.map((way, index) => [way, index]));
const rankOf = (claim: Claim | undefined): number => (claim && RANKS.get(claim.way)) ?? WAYS.length;
const NONE: readonly never[] = [];
/** Secrets that nobody says, and what changes all the time and can be resolved by nobody. */
const NEVER_OWNED: ReadonlySet<IdentifierKind> = new Set(['token-key', 'eid-key', 'nrpa'] as const);
const ROTATING_TOKEN_LENGTH = 'token:'.length + 32;

/**
 * An identifier → a subject. Of several members that one advert claims to be, the one of the surest way is believed, and of equal ways the
 * one whose identifier comes first, the payload before the address. Whoever is believed decides alone: where that member did not agree to
 * being recognised, nobody is.
 */
export function createResolver(parts: ResolverParts): Resolver {
  const { ownerOf, allows, recognition, ignored, suspicion, guestAt, secondProof } = parts;
  const { ways } = parts.settings;

  /** The way in which an identifier leads to a member; `trying` while it is being worked out. */
  function claimOf(identifier: string, heard: Heard): Claim | Pending | undefined {
    const kind = identifierKind(identifier);
    switch (kind) {
      case 'token':
        return (
          (identifier.length === ROTATING_TOKEN_LENGTH ? rotating('token', identifier, heard.t) : undefined) ?? owned('beacon', identifier)
        );
      case 'eddystone-eid':
        return rotating('eddystone-eid', identifier, heard.t);
      case 'card':
        return owned('card', identifier);
      case 'wifi':
        return guest(identifier, heard.t) ?? owned('beacon', identifier);
      case 'rpa':
        return address(identifier, heard);
      case 'irk':
        return owned('resolvable-address', identifier) ?? owned('resolvable-address', reversed(identifier));
      case 'ble':
        return owned('beacon', identifier) ?? (mayBeResolvable(identifier, heard) ? address(identifier, heard) : undefined);
      default:
        return NEVER_OWNED.has(kind) ? undefined : owned('beacon', identifier);
    }
  }

  function claim(way: Way, of: SecretMatch | undefined, identifier: string): Claim | undefined {
    return of && { of, way, identifier, kind: 'member' };
  }

  function rotating(way: 'token' | 'eddystone-eid', identifier: string, t: number): Claim | undefined {
    if (!ways.has(way)) return undefined;
    const value = bodyOf(identifier);
    return claim(way, way === 'token' ? recognition.token(value, t) : recognition.ephemeral(value, t), identifier);
  }

  function owned(way: 'card' | 'beacon' | 'resolvable-address', identifier: string): Claim | undefined {
    return ways.has(way) ? claim(way, ownerOf(identifier), identifier) : undefined;
  }

  function guest(identifier: string, t: number): Claim | undefined {
    const found = ways.has('guest-wifi') ? guestAt(identifier, t) : undefined;
    return found && { of: found.owner, way: 'guest-wifi', identifier, kind: found.kind };
  }

  function address(identifier: string, heard: Heard): Claim | Pending | undefined {
    if (!ways.has('resolvable-address')) return undefined;
    const found = recognition.address(bodyOf(identifier), heard.t);
    if (found === undefined || found === 'trying') return found;
    // Where it may be a stranger's, no other claim is put aside for it, and nothing is remembered of a member who did not agree.
    const isOpen = secondProof.isNeeded() && !(agrees(found.subject, heard) && secondProof.isGiven(found, bodyOf(identifier), heard.t));
    return isOpen ? 'unproven' : claim('resolvable-address', found, identifier);
  }

  /** Whatever a report says of who sent it, it is known only by its signature. */
  function signed(signer: Owner | undefined, { mobile }: Heard): Claim | undefined {
    return ways.has('app-report') ? claim('app-report', signer, mobile) : undefined;
  }

  /** The surest claim, the first of equals. */
  function believed(heard: Heard): Claim | Pending | undefined {
    let surest: Claim | undefined;
    let pending: Pending | undefined;
    const consider = (identifier: string): void => {
      const found = claimOf(identifier, heard);
      if (typeof found === 'string') pending = found;
      else if (found && rankOf(found) < rankOf(surest)) surest = found;
    };
    consider(heard.mobile);
    for (const identifier of heard.also ?? NONE) consider(identifier);
    return surest ?? pending;
  }

  function listed({ mobile, also }: Heard): 'staff' | 'fixture' | undefined {
    let found = ignored.get(mobile);
    for (const identifier of also ?? NONE) found ??= ignored.get(identifier);
    return found;
  }

  /** When it was heard, and still: what comes late may be of a time before the consent, or come after its withdrawal. */
  function agrees(subject: string, { t, rx }: Heard): boolean {
    return allows(subject, 'recognition', t) && (t === rx || allows(subject, 'recognition', rx));
  }

  return {
    resolve(heard, signer) {
      const own = listed(heard);
      if (own) return own;
      const found = heard.radio === 'app' ? signed(signer, heard) : believed(heard);
      if (found === undefined) return 'anonymous';
      if (typeof found === 'string') return found;
      const { of, way, kind, identifier } = found;
      if (!agrees(of.subject, heard)) return 'no-consent';
      // A guest has nothing that could be copied for gain, and is gone in some hours.
      if (kind === 'member' && suspicion.claim(of, way, heard, identifier) === 'suspect') return 'suspect';
      if (kind === 'member' && way !== 'resolvable-address') secondProof.knownAt(of.subject, heard.t);
      return { kind, id: of.subject, track: trackOf(of.subject, of.device), way };
    },
  };
}

function bodyOf(identifier: string): string {
  return identifier.slice(identifier.indexOf(':') + 1);
}

/** The same key with its bytes in the other order: records have either. */
function reversed(identifier: string): string {
  return `irk:${Buffer.from(bodyOf(identifier), 'hex').reverse().toString('hex')}`;
}

/** Bluetooth Core 5.4, Vol 6 Part B §1.3.2.2: of an address whose type the gateway does not report, the two top bits 01 allow it. */
function mayBeResolvable(identifier: string, { randomized }: Heard): boolean {
  if (randomized === false) return false;
  const top = identifier.charAt('ble:'.length);
  return top >= '4' && top <= '7';
}
