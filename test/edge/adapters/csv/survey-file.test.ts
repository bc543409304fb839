import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readSurveyFile } from '../../../../edge/adapters/csv/survey-file.ts';

async function file(content: string | Uint8Array, name = 'survey.csv'): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'survey-')), name);
  await writeFile(path, content);
  return path;
}

const TWO_ROWS = 't,scanner,rssi,x,y\n1000,ceiling,-61,2.5,3\n2000,door,127,2.5,3\n3000,door,-70,2.5,-0.5\n';
const READ = [
  { x: 2.5, y: 3, scanner: 'ceiling', rssiDbm: -61 },
  { x: 2.5, y: -0.5, scanner: 'door', rssiDbm: -70 },
];

describe('a survey file', () => {
  it('has its columns in any order, packed or not; what a receiver did not measure is left out', async () => {
    expect(await readSurveyFile(await file(TWO_ROWS))).toEqual(READ);
    expect(await readSurveyFile(await file(gzipSync(TWO_ROWS), 'survey.csv.gz'))).toEqual(READ);
  });

  it('may not be there: then there is no survey', async () => {
    expect(await readSurveyFile(join(tmpdir(), 'no-such-folder', 'survey.csv'))).toBeUndefined();
  });

  it.each([
    ['x,y,rssi\n1,2,-60\n', 'missing: scanner'],
    ['x,y,scanner,rssi\n1,two,a,-60\n', 'line 2: y is not a number'],
    ['x,y,scanner,rssi\n1,2,,-60\n', 'line 2: scanner is missing'],
    ['x,y,scanner,rssi\n1,2\n', 'line 2: rssi is not a number'],
    ['x,y,scanner,rssi\n1,2,a,-60\n1500000,2,a,-60\n', 'line 3: x is not a place in a shop'],
    [`x,y,scanner,rssi\n1,${'9'.repeat(400)},a,-60\n`, 'line 2: y is not a place in a shop'],
    ['x,y,scanner,rssi\n1,2,a,-60\n1,2,a,\n', 'line 3: rssi is not a number'],
    ['x,y,scanner,rssi\n1,2,"a,-60\n', 'the CSV breaks'],
    ['x,y,scanner,rssi\n', 'no readings'],
  ])('says what is wrong with it and where: %j', async (content, detail) => {
    await expect(readSurveyFile(await file(content))).rejects.toMatchObject({
      code: 'CFG_SURVEY_INVALID',
      message: expect.stringContaining(detail),
    });
  });

  it('that cannot be read says so', async () => {
    await expect(readSurveyFile(tmpdir())).rejects.toMatchObject({ code: 'CFG_FILE_UNREADABLE' });
  });
});
