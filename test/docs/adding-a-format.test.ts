import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { loadDecoders } from '../../devices/catalogue.ts';
import { advertReader } from '../../devices/decoders/support/adverts.ts';
import { casesOf, expectCase, messageOf } from '../support/decoder-fixtures.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { ROOT, trackedText } from '../support/tracked-files.ts';

const page = trackedText('docs/adding-a-format.md');

/** The block of code that follows a heading, of one language. */
function block(heading: string, language: string): string {
  const section = page.slice(page.indexOf(`## ${heading}`));
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'mu').exec(section)?.[1] ?? '';
}

/** A checkout with this one format in it: the two files of the page, everything else as it is. */
function checkout(): { decoders: URL; fixtures: URL } {
  const folder = tempFolder();
  const decoders = join(folder, 'devices', 'decoders');
  const fixtures = join(folder, 'test', 'fixtures', 'decoders');
  for (const path of [decoders, fixtures]) mkdirSync(path, { recursive: true });
  const from = fileURLToPath(new URL('../../', import.meta.url));
  for (const shared of ['package.json', 'contract', 'node_modules', 'devices/decoders/support'])
    symlinkSync(join(from, shared), join(folder, shared));
  writeFileSync(join(decoders, 'example.ts'), block('2. Write the decoder', 'ts'));
  writeFileSync(join(fixtures, 'example.json'), block('3. Describe it', 'json'));
  return { decoders: pathToFileURL(`${decoders}/`), fixtures: pathToFileURL(`${fixtures}/`) };
}

test('the format of the page is found by its place, and does what its fixtures say', async () => {
  const { decoders, fixtures } = checkout();
  const [decoder, ...others] = await loadDecoders(decoders);
  if (!decoder) throw new Error('no decoder was found');
  expect([decoder.id, others]).toEqual(['example', []]);
  const openAdvert = advertReader([decoder]);
  const cases = casesOf('example', fixtures);
  expect(cases.length).toBeGreaterThan(5);
  for (const one of cases) expectCase(decoder, one, openAdvert);

  const catalogue = await loadDecoders();
  for (const one of cases.filter((candidate) => candidate.topic === undefined)) {
    expect(
      catalogue.filter((other) => other.decode(messageOf(one)).kind === 'heard').map(({ id }) => id),
      one.title,
    ).toEqual([]);
  }
});

test('the format of the page keeps to the types', () => {
  const { decoders } = checkout();
  const file = fileURLToPath(new URL('example.ts', decoders));
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const program = ts.createProgram([file], { ...options, noEmit: true, preserveSymlinks: false });
  const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});
