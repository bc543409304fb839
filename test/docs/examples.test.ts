import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../cloud/distribution/catalogue.ts';
import { MEMBERS } from '../../cloud/distribution/members.ts';
import { ORDERS } from '../../cloud/distribution/orders.ts';
import { readRows } from '../../cloud/distribution/rows.ts';
import { RULES } from '../../cloud/distribution/rules.ts';
import { STOCK } from '../../cloud/distribution/stock.ts';
import { parseTraceLine, tracePayload } from '../../contract/trace.ts';
import { decoder } from '../../devices/decoders/espresense.ts';
import { trackedFiles, trackedText } from '../support/tracked-files.ts';

const read = (file: string) => ({
  mediaType: 'text/csv',
  text: trackedText(`docs/examples/${file}`),
  importedAt: '2026-03-02T10:00:00Z',
});

describe('the example files', () => {
  const members = readRows(MEMBERS, read('members.csv'));
  const catalogue = readRows(CATALOGUE, read('catalogue.csv'));
  const stock = readRows(STOCK, read('stock.csv'));
  const orders = readRows(ORDERS, read('orders.csv'));
  const rules = readRows(RULES, read('rules.csv'));
  const ruleBook = readRows(RULES, { ...read('rules.json'), mediaType: 'application/json' });

  test('each can be imported as it is', () => {
    for (const { values, rejected } of [members, catalogue, stock, orders, rules, ruleBook]) {
      expect(rejected).toEqual([]);
      expect(values.length).toBeGreaterThan(0);
    }
    expect(trackedFiles('docs/examples').filter((path) => path.endsWith('.csv'))).toHaveLength(5);
  });

  test('they fit together: whoever has an order is a member, and every product on offer is in stock', () => {
    const known = members.values.map(({ memberId }) => memberId);
    for (const { memberId } of orders.values) expect(known).toContain(memberId);
    const stocked = stock.values.map(({ product }) => product);
    for (const { products = [] } of catalogue.values) for (const product of products) expect(stocked).toContain(product);
  });

  test('the recorded visit is heard by the scanners of the walkthrough and leads to a member who is imported', () => {
    const lines = trackedText('docs/examples/first-visit.ndjson').trimEnd().split('\n').map(parseTraceLine);
    const identifiers = members.values.flatMap((member) => member.identifiers);
    for (const line of lines) {
      if (!line.ok) throw new Error(line.detail);
      const { t, topic } = line.value;
      const decoded = decoder.decode({ rx: t, topic, payload: tracePayload(line.value) });
      if (decoded.kind !== 'heard') throw new Error(decoded.kind);
      const { sightings = [], statuses = [] } = decoded;
      const scanners = [...statuses, ...sightings].map(({ anchor }) => anchor);
      expect(scanners, decoded.kind).toHaveLength(1);
      expect(trackedText('README.md')).toContain(`=${scanners[0]}"`);
      for (const { mobile } of sightings) expect(identifiers).toContain(mobile);
    }
  });
});
