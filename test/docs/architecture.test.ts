import { describe, expect, test } from 'vitest';
import { trackedFiles, trackedText } from '../support/tracked-files.ts';

const page = trackedText('docs/ARCHITECTURE.md');

const rulesFile = new URL('../../.dependency-cruiser.mjs', import.meta.url).href;
const { default: rules } = (await import(rulesFile)) as { default: { forbidden: { comment: string }[] } };

describe('the page of the architecture', () => {
  test('it quotes every import rule in the words of the rule', () => {
    for (const { comment } of rules.forbidden) expect(page).toContain(comment);
  });

  test('its code map has a line for every room that holds code, and for no other', () => {
    const map = page.slice(page.indexOf('## Code map'), page.indexOf('## Invariants'));
    const rooms = [...map.matchAll(/^([a-z]+)\/ /gmu)].map(([, room = '']) => room);
    const found = new Set(trackedFiles().flatMap((path) => /^([a-z]+)\//u.exec(path)?.[1] ?? []));
    expect(rooms.sort()).toEqual([...found].sort());
  });
});
