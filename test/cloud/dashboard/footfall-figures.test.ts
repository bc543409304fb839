import { describe, expect, it } from 'vitest';
import { footfallFigures } from '../../../cloud/dashboard/footfall-figures.ts';
import { gradeWords, hoursWords, PARAMETERS, settingWords } from '../../../cloud/dashboard/parameter-words.ts';
import { exclusionWords, fewWords, qualityFigures } from '../../../cloud/dashboard/quality.ts';
import { hasTooFewDevices, isTooFew } from '../../../cloud/dashboard/zone-figures.ts';
import { EXCLUSIONS, FootfallDefinition } from '../../../contract/facts/footfall-facts.ts';
import { GRADES } from '../../../edge/presence/engine/presence-engine.ts';
import { emptyFootfall, madeUpHeadquarters } from './made-up-headquarters.ts';

const { footfall } = madeUpHeadquarters(Date.parse('2026-03-02T12:00:00Z'));
const nothing = emptyFootfall(['2026-03-02T09:30:00Z']);

function figure(of: typeof footfall, label: string) {
  return footfallFigures(of)
    .flatMap(({ figures }) => figures)
    .find((one) => one.label === label);
}

describe('a zone with too few to be told', () => {
  const [zone] = footfall.zones;
  if (!zone) throw new Error('made up with zones');

  it('hides its visits, its devices or both', () => {
    const hidden = { stays: 0, dwellMs: 0, passThrough: 0, visits: 0, engaged: 0, exposures: 0 };
    const hides = (one: typeof zone) => [isTooFew(one), hasTooFewDevices(one)];
    expect(hides(zone)).toEqual([false, false]);
    expect(hides({ ...zone, ...hidden, suppressed: true })).toEqual([true, false]);
    expect(hides({ ...zone, devices: 0, suppressed: true })).toEqual([false, true]);
    expect(hides({ ...zone, ...hidden, devices: 0, suppressed: true })).toEqual([true, true]);
  });
});

describe('the figures of footfall', () => {
  it('stand beside their formula, with the numbers and the parameters that went in', () => {
    expect(figure(footfall, 'Bounce rate')).toEqual({
      label: 'Bounce rate',
      value: '12 %',
      reckoned: 'bounces / ended visits: 11 / 94; a bounce is a visit shorter than 1 min',
    });
    expect(figure(footfall, 'Conversion')).toMatchObject({ value: '25 %', reckoned: '192 / 776; conversion = receipts / people in' });
    expect(figure(footfall, 'Capture rate')).toMatchObject({ value: '25 %', reckoned: 'capture rate = entries / (entries + passers-by)' });
    expect(figure(footfall, 'Repeat visitors')?.value).toBe('29 of 83');
    expect(figure(footfall, 'Inside at once')?.reckoned).toContain('9.0 in the fullest 15 minutes');
    expect(figure(footfall, 'Left out')?.reckoned).toBe("visits of 4 h or longer: no customer's");
  });

  it('never show devices without the share of those whose address changes', () => {
    expect(footfallFigures(footfall).find(({ title }) => title === 'Anonymous devices')?.note).toContain('87 % had addresses that change');
    expect(footfallFigures(nothing).find(({ title }) => title === 'Anonymous devices')?.note).toContain('not known');
  });

  it('are nothing, and not zero, where nothing is known', () => {
    for (const label of [
      'In through the doors',
      'Conversion',
      'Bounce rate',
      'Median dwell',
      'Inside at once',
      'Devices per person',
      'Capture rate',
    ]) {
      expect(figure(nothing, label)?.value, label).toBe('–');
    }
    expect(figure(nothing, 'Capture rate')?.reckoned).toBe('needs a scanner outside');
    expect(figure(nothing, 'Bounce rate')?.reckoned).toContain('shorter than the time of footfall.bounceMs');
  });
});

describe('the parameters of footfall', () => {
  it('are all shown', () => {
    const timed = Object.keys(FootfallDefinition.properties).filter((key) => key.endsWith('Ms'));
    expect(PARAMETERS.map(({ key }) => key).sort()).toEqual(timed.sort());
  });

  it('are said as somebody set them', () => {
    const set = settingWords(footfall.parameters);
    expect([set('passerByMs'), set('engagedMs'), set('leaveAfterMs'), set('staffAfterMs')]).toEqual(['3 s', '1 min', '10 min', '4 h']);
  });

  it('say when the shop is open', () => {
    const { parameters } = footfall;
    if (!parameters) throw new Error('made up with parameters');
    const { opensAt: _opens, closesAt: _closes, ...always } = parameters;
    expect(hoursWords(parameters)).toBe('09:00 to 20:00');
    expect(hoursWords({ ...always, opensAt: '08:00' })).toBe('08:00 to 24:00');
    expect(hoursWords(always)).toBe('not set: every hour counts');
  });

  it('have words for every grade', () => {
    for (const grade of GRADES) expect(gradeWords(grade)).not.toBe(grade);
  });
});

describe('how sure the figures are', () => {
  it('warns of late data, of silent scanners and of what is not told yet', () => {
    const warnings = (of: typeof footfall) => qualityFigures(of).flatMap(({ label, good }) => (good ? [] : [label]));
    expect(warnings(footfall)).toEqual(['Came late']);
    const { visits, devices } = footfall;
    const worse = {
      ...footfall,
      quarters: footfall.quarters.map((quarter) => ({ ...quarter, provisional: true })),
      visits: { ...visits, unknownShare: 0.5 },
      devices: { ...devices, scannersHeardShare: 0.7, tooLate: 3, lateShare: 0 },
    };
    expect(warnings(worse)).toEqual(['Provisional', 'Scanners heard', 'Came too late', 'Unknown time']);
  });

  it('says what is in no count, and why', () => {
    expect(exclusionWords(footfall)).toEqual([
      '5 devices: staff, by the list of the site file',
      '3 devices: never left: they belong to the shop',
    ]);
    for (const reason of EXCLUSIONS) {
      expect(exclusionWords({ ...footfall, devices: { ...footfall.devices, excluded: [{ reason, devices: 1 }] } })[0]).not.toContain(
        reason,
      );
    }
  });

  it('says where there is one day only, or too few visits for shares', () => {
    const visits = { ...footfall.visits, visits: 4 };
    const morning = { ...footfall, quarters: footfall.quarters.slice(-8) };
    expect(fewWords(footfall, 1)).toBeUndefined();
    expect(fewWords(nothing, 7)).toBeUndefined();
    expect(fewWords(morning, 7)).toContain('Only one day');
    expect(fewWords({ ...morning, visits }, 1)).toBe('Only 4 visits: one more or less moves every share by 25 %.');
  });
});
