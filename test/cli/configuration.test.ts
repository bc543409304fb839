import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../cli/configuration.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('where the configuration is read', () => {
  it('is aislegate.json in the data folder', () => {
    const data = tempFolder();
    writeFileSync(join(data, 'aislegate.json'), '{"edge":{"clockSpeed":2}}');
    const { place, sources } = readConfiguration({ data }, {});
    expect(place.data).toBe(data);
    expect(sources('edge').file).toEqual({ clockSpeed: 2 });
    expect(sources('hq').file).toBeUndefined();
  });

  it('is the file that is named, which may also say where the data are', () => {
    const folder = tempFolder();
    const config = join(folder, 'mine.json');
    writeFileSync(config, JSON.stringify({ data: join(folder, 'elsewhere') }));
    expect(readConfiguration({ config }, {}).place.data).toBe(join(folder, 'elsewhere'));
    expect(readConfiguration({}, { AISLEGATE_CONFIG: config, AISLEGATE_DATA: folder }).place.data).toBe(folder);
  });

  it.each([
    ['{ "edge": ', 'CFG_FILE_UNREADABLE'],
    ['[]', 'CFG_FILE_UNREADABLE'],
    ['{"edges":{}}', 'CFG_FILE_UNREADABLE'],
  ])('is refused when it holds %s', (content, code) => {
    const data = tempFolder();
    writeFileSync(join(data, 'aislegate.json'), content);
    expect(() => readConfiguration({ data }, {})).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['{"key": secret}', "it is not JSON: Unexpected token 's'"],
    ['{\n  "data": "a",\n}', 'it is not JSON, line 3: Expected double-quoted property name'],
  ])('says where %s is no JSON, and quotes nothing of it', (content, detail) => {
    const data = tempFolder();
    writeFileSync(join(data, 'aislegate.json'), content);
    expect(() => readConfiguration({ data }, {})).toThrow(expect.objectContaining({ context: expect.objectContaining({ detail }) }));
  });

  it('is missed when it was named', () => {
    expect(() => readConfiguration({ config: join(tempFolder(), 'mine.json') }, {})).toThrow(
      expect.objectContaining({ code: 'CFG_FILE_MISSING' }),
    );
  });

  it('hands flags on by the names of the settings', () => {
    expect(readConfiguration({ data: tempFolder(), httpPort: '8080' }, {}).sources('edge').flags).toMatchObject({ 'http-port': '8080' });
  });
});
