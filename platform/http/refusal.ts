import { randomBytes } from 'node:crypto';
import { maxHeaderSize } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AislegateError, ERRORS, type ErrorCode, errorText } from '../../contract/errors.ts';
import type { HttpMetric, Telemetry } from '../telemetry.ts';
import { sendMessage } from './message-page.ts';

/** Fastify's own refusals (its `docs/Reference/Errors.md`) in our codes, with our words: its own may quote what was sent. */
function fromFastify(error: FastifyError, request: FastifyRequest): AislegateError | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AislegateError('API_TOO_LARGE', { limit: request.routeOptions.bodyLimit });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AislegateError('API_INVALID', { detail: 'its content type is not taken here' });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new AislegateError('API_INVALID', { detail: 'the body is not JSON' });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new AislegateError('API_INVALID', { detail: 'the body is not as long as its header says' });
    default:
  }
  const status = error.statusCode ?? 500;
  if (status === 403 || status === 404) return new AislegateError('API_NOT_FOUND');
  return status >= 400 && status < 500 ? new AislegateError('API_INVALID', { detail: 'it cannot be read' }) : undefined;
}

/** Whether a person looks at the answer: a browser that asks for a page, not a program that asks the API. */
export function wantsPage(request: FastifyRequest): boolean {
  return !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html');
}

const TITLES: Partial<Record<ErrorCode, string>> = {
  API_UNAUTHORIZED: 'This page opens by a link',
  API_LINK_USED: 'This link does not open any more',
  API_NOT_FOUND: 'There is nothing here',
  API_TOO_MANY: 'Too many requests',
};

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  body: { code: ErrorCode; message: string; reference?: string },
): FastifyReply {
  reply.code(status);
  if (!wantsPage(request)) return reply.type('application/json; charset=utf-8').send(body);
  return sendMessage(reply, { title: TITLES[body.code] ?? 'This did not work', text: body.message });
}

/** Enough for whoever was answered early to read the answer; Node takes in what comes meanwhile, and throws it away. */
const LAST_WORDS_MS = 1000;

/** Ends the connection of whoever was answered, as a stranger is, before the whole body came, and goes on sending it. */
export function cutOffTalkers(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete) return;
    const cut = setTimeout(() => {
      if (!raw.complete) raw.destroy();
    }, LAST_WORDS_MS);
    cut.unref();
  });
}

/**
 * Turns whatever was thrown into an answer with a code of contract/errors.ts. What went wrong inside is logged under a reference, and only
 * the reference leaves: no stack, no detail.
 */
export function answerErrors(app: FastifyInstance, telemetry: Telemetry<HttpMetric>): void {
  app.setErrorHandler((error: FastifyError | AislegateError, request, reply) => {
    const known = error instanceof AislegateError ? error : fromFastify(error, request);
    const code = known?.code ?? 'INTERNAL';
    telemetry.count('aislegate_http_refused_total', { code });
    const status = ERRORS[code].http;
    if (known && status < 500) return send(request, reply, status, { code, message: known.message });

    const reference = randomBytes(6).toString('hex');
    telemetry.error(code, { reference, route: request.routeOptions.url ?? 'none' }, error);
    const inside = { ...known?.context, reference, detail: `the log says more under reference ${reference}.` };
    return send(request, reply, status, { code, message: errorText(code, inside), reference });
  });
  app.setNotFoundHandler(() => {
    throw new AislegateError('API_NOT_FOUND');
  });
}

/** The answer to an address that cannot be decoded, which Fastify refuses before any hook or route; its own answer quotes it. */
export function answerMisaddressed(request: FastifyRequest, reply: FastifyReply): void {
  const code = 'API_NOT_FOUND';
  send(request, reply, ERRORS[code].http, { code, message: errorText(code) });
}

/** The answer to bytes that are no HTTP request, for which there is no reply object. */
export function malformedRequestAnswer(errorCode: string): string {
  const tooLong = errorCode === 'HPE_HEADER_OVERFLOW';
  const code = tooLong ? 'API_TOO_LARGE' : 'API_INVALID';
  const message = errorText(code, { limit: maxHeaderSize, detail: 'it is not HTTP' });
  const body = JSON.stringify({ code, message });
  const status = tooLong ? '431 Request Header Fields Too Large' : '400 Bad Request';
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
}
