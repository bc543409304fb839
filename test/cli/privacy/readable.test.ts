import { describe, expect, it } from 'vitest';
import { readableExport, receiptLines } from '../../../cli/privacy/readable.ts';

const SUBJECT = 'ab'.repeat(16);
const AT = '2026-06-01T09:00:00.000Z';

describe('what somebody is given to read', () => {
  it('names every place, opens what is nested, and lets no name become markup', () => {
    const text = readableExport({
      subject: SUBJECT,
      exportedAt: AT,
      place: 'headquarters',
      holdings: [
        {
          what: 'members',
          rows: [{ opened: { firstName: '*Ada* <b>', identifiers: ['card:1', 'card:2'], consents: [{ purpose: 'analytics' }] } }],
        },
        { what: 'visits', rows: [{ shop: 'lyon' }, { shop: 'metz' }] },
        { what: 'something-new', rows: [{ a: 1 }] },
      ],
      shops: [{ shop: 'lyon', holdings: [] }],
      away: ['metz'],
    });
    expect(text).toContain(
      '### The member (1)\n\n- opened:\n  - firstName: \\*Ada\\* \\<b\\>\n  - identifiers: card:1, card:2\n  - consents:\n    - 0:\n      - purpose: analytics',
    );
    expect(text).toContain('### Visits (2)\n\n**1**\n\n- shop: lyon\n\n**2**\n\n- shop: metz');
    expect(text).toContain('### something-new (1)');
    expect(text).toContain('## Shop lyon\n\nNothing.');
    expect(text).toContain('could not be asked, ask again later: metz.');
    expect(readableExport({ subject: SUBJECT, exportedAt: AT, place: 'lyon', holdings: [] })).toContain('## Shop lyon\n\nNothing.\n');
  });

  it('says of a receipt who has erased and who has not told yet', () => {
    const receipt = {
      erasureId: '0e'.repeat(16),
      subject: SUBJECT,
      requestedAt: AT,
      requestedBy: 'officer',
      issuedAt: AT,
      headquarters: { finishedAt: AT, removed: { keys: 1, visits: 0, facts: 12 } },
      shops: [{ shop: 'lyon', erasedAt: AT, removed: {} }],
      pending: ['metz'],
      complete: false,
    };
    const lines = receiptLines(receipt).join('\n');
    expect(lines).toContain(`headquarters   erased ${AT}: keys 1, facts 12`);
    expect(lines).toContain(`lyon           erased ${AT}\n`);
    expect(lines).toContain('metz           has not told yet');
    expect(lines).toContain('Not complete yet');
    expect(receiptLines({ ...receipt, headquarters: { removed: {} }, pending: [], complete: true }).join('\n')).toMatch(
      /under way\n[\s\S]*Complete/u,
    );
  });
});
