import * as common from './http/common-routes.ts';
import * as edge from './http/edge-routes.ts';
import { edgeRoutes } from './http/edge-routes.ts';
import * as hq from './http/hq-routes.ts';
import { hqRoutes } from './http/hq-routes.ts';
import { ErrorReply, type Route } from './http/route.ts';
import { componentSchemas, type Json, type JsonObject, type Named, plainSchema } from './json-schema.ts';
import { ErasureReceipt, PersonalData, SignedReceipt } from './privacy.ts';
import { ErasureRecord } from './records.ts';

/** One cookie per role and id, so that a browser can be paired as several screens of one host. */
const SESSION_COOKIE = 'aislegate_<role>_<id>';

const PROCESSES = {
  Edge: { url: 'http://127.0.0.1:18080', description: 'the computer in the back room of a shop', routes: edgeRoutes },
  HQ: { url: 'http://127.0.0.1:18090', description: 'headquarters', routes: hqRoutes },
} as const;
type ProcessName = keyof typeof PROCESSES;
const PROCESS_NAMES = Object.keys(PROCESSES) as ProcessName[];

const NAMED: Named = new Map<object, string>([
  [ErrorReply, 'ErrorReply'],
  [common.Health, 'Health'],
  [common.Readiness, 'Readiness'],
  [common.LinkRequest, 'LinkRequest'],
  [common.LinkReply, 'LinkReply'],
  [edge.DeviceSession, 'DeviceSession'],
  [edge.EdgeStatus, 'EdgeStatus'],
  [edge.RecordingReply, 'Recording'],
  [hq.ShopSummary, 'ShopSummary'],
  [hq.VisitRow, 'VisitRow'],
  [hq.ZoneStayRow, 'ZoneStayRow'],
  [hq.ExposureRow, 'ExposureRow'],
  [hq.DecisionRow, 'DecisionRow'],
  [hq.PickupRow, 'PickupRow'],
  [hq.Footfall, 'Footfall'],
  [PersonalData, 'PersonalData'],
  [SignedReceipt, 'SignedReceipt'],
  [ErasureReceipt, 'ErasureReceipt'],
  [ErasureRecord, 'ErasureRecord'],
  [hq.ImportReply, 'ImportReply'],
  [hq.RowError, 'RowError'],
]);

/** What each access of a route asks for; either of the two is enough. Of a cookie OpenAPI cannot say that an editor link must have set it. */
const SECURITY = {
  open: [],
  session: [{ session: [] }, { adminToken: [] }],
  editor: [{ session: [] }, { adminToken: [] }],
  admin: [{ adminToken: [] }],
} satisfies Record<Route['access'], Json>;

const STATUS_TEXT: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Begun.',
  303: 'To the page, with the session cookie.',
  422: 'Nothing was stored: what is wrong, field by field.',
  503: 'Not ready: one check is false.',
};

/** The HTTP interface of both processes as one OpenAPI 3.1 document, made from the route tables that serve it. */
export function openApiDocument(version: string): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Aislegate',
      version,
      summary: 'The HTTP interfaces of a shop (Edge) and of headquarters (HQ).',
      description: 'Errors answer with a code of docs/errors.md. Messages over NATS and MQTT are in docs/asyncapi.yaml.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: PROCESS_NAMES.map(server),
    tags: PROCESS_NAMES.map((name) => ({ name, description: PROCESSES[name].description })),
    paths: paths(),
    components: {
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: 'the admin token that was generated at first start' },
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'set by /enter in return for a one-time token' },
      },
      schemas: componentSchemas(NAMED),
    },
  };
}

function server(name: ProcessName): JsonObject {
  return { url: PROCESSES[name].url, description: `${name}: ${PROCESSES[name].description} (default address)` };
}

/** A path that both processes have is written once, with both tags. */
function paths(): JsonObject {
  const found = new Map<string, { route: Route; key: string; processes: ProcessName[] }>();
  for (const name of PROCESS_NAMES) {
    for (const [key, route] of Object.entries<Route>(PROCESSES[name].routes)) {
      const place = `${route.method} ${route.path}`;
      const known = found.get(place) ?? { route, key, processes: [] };
      known.processes.push(name);
      found.set(place, known);
    }
  }
  const document: Record<string, JsonObject> = {};
  for (const { route, key, processes } of found.values()) {
    const path = route.path.replace(/:(\w+)/gu, '{$1}');
    document[path] = { ...document[path], [route.method.toLowerCase()]: operation(key, route, processes) };
  }
  return document;
}

function operation(key: string, route: Route, processes: readonly ProcessName[]): JsonObject {
  const parameters = [...parametersOf('path', route.params), ...parametersOf('query', route.query)];
  return {
    operationId: key,
    tags: processes,
    ...(processes.length < PROCESS_NAMES.length ? { servers: processes.map(server) } : {}),
    summary: route.summary,
    security: SECURITY[route.access],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { required: true, content: contentOf(route.body.types, route.body.schema) } } : {}),
    responses: responses(route),
  };
}

function parametersOf(where: 'path' | 'query', schema: Route['params']): JsonObject[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schema as { properties?: Record<string, object>; required?: readonly string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: plainSchema(property, NAMED),
  }));
}

function responses(route: Route): JsonObject {
  const content = contentOf([route.produces ?? 'application/json'], route.response);
  const good = [route.status ?? 200, ...(route.alsoStatuses ?? [])].map((status) => [
    String(status),
    { description: STATUS_TEXT[status] ?? 'Done.', content },
  ]);
  const error = { description: 'An error of docs/errors.md.', content: contentOf(['application/json'], ErrorReply) };
  return { ...Object.fromEntries(good), default: error };
}

function contentOf(types: readonly string[], schema: object): JsonObject {
  return Object.fromEntries(types.map((type) => [type, { schema: plainSchema(schema, NAMED) }]));
}
