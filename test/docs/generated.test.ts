import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ERRORS } from '../../contract/errors.ts';
import { edgeRoutes } from '../../contract/http/edge-routes.ts';
import { hqRoutes } from '../../contract/http/hq-routes.ts';
import type { Route } from '../../contract/http/route.ts';
import { BUCKETS, subjects } from '../../contract/subjects.ts';
import { topics } from '../../contract/topics.ts';
import { generatedPages } from '../../docs/pages.ts';

const committed = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const pages = [...(await generatedPages())];

interface OpenApi {
  paths: Record<string, Record<string, { tags: string[]; security: object[] }>>;
}
interface AsyncApi {
  channels: Record<string, { address: string | null }>;
}

describe('the generated documents', () => {
  test.each(pages)('%s is what its source gives: run `node --import tsx docs/generate.ts`', (path, text) => {
    expect(committed(path)).toBe(text);
  });

  test('the HTTP document is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(parse(committed('docs/openapi.yaml')));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test('the message document is valid AsyncAPI 3.0', async () => {
    const { document, diagnostics } = await new Parser().parse(committed('docs/asyncapi.yaml'));
    const errors = diagnostics.filter(({ severity }) => severity === 0);
    expect(errors.map(({ message, path }) => `${path.join('/')}: ${message}`)).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
  });

  test('every route of both processes is in the HTTP document, guarded as it is served', () => {
    const { paths } = parse(committed('docs/openapi.yaml')) as OpenApi;
    for (const [tag, routes] of [
      ['Edge', edgeRoutes],
      ['HQ', hqRoutes],
    ] as const) {
      for (const route of Object.values<Route>(routes)) {
        const operation = paths[route.path.replace(/:(\w+)/gu, '{$1}')]?.[route.method.toLowerCase()];
        expect(operation?.tags, `${tag} ${route.path}`).toContain(tag);
        expect(operation?.security.length === 0, `${route.path} is open to anyone`).toBe(route.access === 'open');
      }
    }
  });

  test('every subject, bucket and topic of our own is in the message document', () => {
    const { channels } = parse(committed('docs/asyncapi.yaml')) as AsyncApi;
    const addresses = Object.values(channels).flatMap(({ address }) => (address === null ? [] : [address.replace(/\{\w+\}/gu, '+')]));
    const own = Object.values(subjects).map((subject) => subject('+', subject === subjects.fact ? 'visit-opened' : ('+' as never)));
    expect(addresses).toEqual(
      expect.arrayContaining([
        ...own,
        ...BUCKETS.map((bucket) => `$KV.${bucket}.+.+`),
        ...Object.values(topics).map((topic) => topic('+', '+')),
      ]),
    );
  });

  test('every error code is documented once', () => {
    const text = committed('docs/errors.md');
    for (const code of Object.keys(ERRORS)) expect(text.split(`\`${code}\``).length, code).toBe(2);
  });
});
