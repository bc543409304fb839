import type { FastifyInstance } from 'fastify';
import type { HttpMetric, Telemetry } from '../telemetry.ts';

/** Counts requests by route, never by address: addresses carry tokens and ids. */
export function measure(app: FastifyInstance, telemetry: Telemetry<HttpMetric>): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    telemetry.count('aislegate_http_requests_total', { route, status: String(reply.statusCode) });
    telemetry.observe('aislegate_http_request_seconds', reply.elapsedTime / 1000, { route });
  });
}
