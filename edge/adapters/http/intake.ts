import type { FastifyRequest } from 'fastify';
import type { Decoder } from '../../../contract/decoder.ts';
import { AislegateError, type ErrorCode } from '../../../contract/errors.ts';
import { edgeRoutes } from '../../../contract/http/edge-routes.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { RawMessage } from '../../domain/message.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { bearsToken } from './intake-token.ts';

/** What is agreed with a vendor's cloud. */
export interface VendorAgreement {
  readonly secret?: string;
  readonly validator?: string;
}

export interface IntakeOptions {
  readonly decoders: readonly Decoder[];
  /** Takes a message in; why nothing of it could be used, if so. */
  readonly submit: (message: RawMessage) => Promise<ErrorCode | undefined>;
  /** By vendor: the id of its formats up to the first hyphen. */
  readonly agreements: Readonly<Record<string, VendorAgreement>>;
  readonly intakeToken: string;
}

export interface IntakeWorld {
  readonly register: Register;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly telemetry: Pick<Telemetry, 'count'>;
}

/** Each format has a path of its own, so that one that is flooded leaves the others their share. */
const { params: _ingestFormat, ...INGEST } = edgeRoutes.ingest;
const { params: _validatorFormat, ...VALIDATOR } = edgeRoutes.validator;
/** What clouds collect of a large shop in a minute. */
const BODY_LIMIT_BYTES = 1_048_576;
/** Twenty a second of one address and format: a gateway posts once or twice a second, a cloud less often. */
const MOST_POSTS_PER_MINUTE = 1200;
const LIMIT = { limit: BODY_LIMIT_BYTES, detail: 'a field is missing or wrong' };

/**
 * What its sender can put right, and is told. Everything else that was refused, such as a scanner that the site file does not have, is
 * counted and answered as received: a cloud would send the same again and again.
 */
const TOLD: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ING_NOT_JSON',
  'ING_MALFORMED',
  'ING_TOO_LARGE',
  'ING_UNKNOWN_TOPIC',
  'ING_THROTTLED',
  'IDN_REPORT_UNKNOWN',
  'IDN_REPORT_FORGED',
  'IDN_REPORT_OLD',
  'IDN_REPORT_REPLAYED',
]);

/** `POST /ingest/<format>` for every format that comes by HTTP, and the validator where a cloud asks for it first. */
export function registerIntake(options: IntakeOptions, world: IntakeWorld): void {
  const formats = options.decoders.filter(({ http }) => http !== undefined);
  const vendors = new Set(formats.filter(({ http }) => http?.authentic).map(({ id }) => vendorOf(id)));
  for (const vendor of Object.keys(options.agreements)) {
    if (!vendors.has(vendor)) throw new AislegateError('CFG_INVALID', { detail: `intake.${vendor} is of no cloud that posts to us` });
  }
  for (const decoder of formats) registerFormat(decoder, options, world);
}

function registerFormat({ id, http = {} }: Decoder, options: IntakeOptions, { register, clock, telemetry }: IntakeWorld): void {
  const { authentic, validator } = http;
  const path = `/ingest/${id}`;
  const agreed = options.agreements[vendorOf(id)] ?? {};

  const refuse = (error: AislegateError): AislegateError => {
    telemetry.count('aislegate_refused_total', { source: 'http', code: error.code, format: id });
    return error;
  };

  /** Before the body is read: what the address and the headers prove. */
  const admit = (request: FastifyRequest): void => {
    if (authentic) {
      if (agreed.secret === undefined) throw refuse(new AislegateError('ING_SECRET_MISSING', { setting: `intake.${vendorOf(id)}.secret` }));
    } else if (!bearsToken(request, options.intakeToken)) throw refuse(new AislegateError('ING_UNPROVEN'));
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > BODY_LIMIT_BYTES) throw refuse(new AislegateError('ING_TOO_LARGE', LIMIT));
  };

  register(
    { ...INGEST, path },
    async ({ body, raw }) => {
      if (authentic && !authentic({ headers: plainHeaders(raw), body }, agreed.secret ?? ''))
        throw refuse(new AislegateError('ING_UNPROVEN'));
      if (agreed.secret !== undefined) blank(body, agreed.secret);
      const code = await options.submit({ rx: clock.nowMs(), source: 'http', topic: path, payload: body });
      if (code !== undefined && TOLD.has(code)) throw new AislegateError(code, LIMIT);
      return { status: 'received' as const };
    },
    { bodyLimitBytes: BODY_LIMIT_BYTES, mostPerMinute: MOST_POSTS_PER_MINUTE, admit },
  );

  if (!validator) return;
  register({ ...VALIDATOR, path }, () => {
    if (agreed.validator === undefined) throw new AislegateError('API_NOT_FOUND');
    return agreed.validator;
  });
}

/** A secret that stands in the body goes no further: what follows may be recorded. Settings allow none that JSON could write otherwise. */
function blank(body: Uint8Array, secret: string): void {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at)) bytes.fill('*', at, at + secret.length);
}

function vendorOf(format: string): string {
  return format.split('-', 1)[0] ?? format;
}

/** Headers that came once, as text. */
function plainHeaders({ headers }: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]));
}
