import { expect, it } from 'vitest';
import { espresenseCost, ibeaconCost } from '../../../../cli/bench/ingest/decode-cost.ts';
import { benchMessages, DEVICES, ROOMS } from '../../../../cli/bench/ingest/messages.ts';

it('floods with a busy shop: every room hears every device', () => {
  const messages = benchMessages();
  expect(messages).toHaveLength(ROOMS * DEVICES);
  expect(new Set(messages.map(({ topic }) => topic)).size).toBe(ROOMS * DEVICES);
});

it('measures a report beside the parsing of its JSON', async () => {
  const { value, reference, ratio } = await espresenseCost(1);
  expect([value, reference?.value, ratio].every((one) => Number.isFinite(one) && Number(one) > 0)).toBe(true);
});

it('measures an iBeacon from its bytes', async () => {
  const { value, reference } = await ibeaconCost(1);
  expect([value, reference?.value].every((one) => Number.isFinite(one) && Number(one) > 0)).toBe(true);
});
