import { readdirSync } from 'node:fs';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { beforeAll, expect, it } from 'vitest';
import configuration from '../../.dependency-cruiser.mjs';

const ROOMS = ['contract', 'edge', 'devices', 'models', 'platform', 'cloud', 'cli'];
const root = new URL('../../', import.meta.url).pathname;

const sources = ROOMS.flatMap((room) =>
  readdirSync(`${root}${room}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/u.test(file) && !file.endsWith('.d.ts'))
    .map((file) => `${room}/${file}`),
);

let result: ICruiseResult;
beforeAll(async () => {
  const { options, forbidden } = configuration;
  const cruised = await cruise(ROOMS, { ...options, validate: true, ruleSet: { forbidden } } as Parameters<typeof cruise>[1]);
  result = cruised.output as ICruiseResult;
});

it('keeps every room to its door: no import breaks a rule of the house', () => {
  expect(result.summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
});

it('has looked into every room: the check saw each source file, and what they import', () => {
  const seen = new Set(result.modules.map((module) => module.source));
  expect(sources.filter((source) => !seen.has(source))).toEqual([]);
  expect(sources.length).toBeGreaterThan(100);
  expect(result.summary.totalDependenciesCruised ?? 0).toBeGreaterThan(sources.length);
});

it('notices a stage that reaches into another, so the rules are awake', async () => {
  const { options, forbidden } = configuration;
  const planted = forbidden.map((rule) => (rule.name === 'stage-offers' ? { ...rule, to: { path: '^edge/domain/' } } : rule));
  const { output } = await cruise(['edge/offers'], { ...options, validate: true, ruleSet: { forbidden: planted } } as Parameters<
    typeof cruise
  >[1]);
  expect((output as ICruiseResult).summary.violations.length).toBeGreaterThan(0);
});
