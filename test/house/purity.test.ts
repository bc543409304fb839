import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const PURE_ROOMS = [
  'contract',
  'devices/decoders',
  'devices/simulator',
  ...['domain', 'ports', 'ingest', 'identity', 'presence', 'offers', 'delivery', 'business', 'journal', 'config'].map(
    (stage) => `edge/${stage}`,
  ),
];
const PURE_FILES = ['edge/pipeline.ts', 'edge/assembly.ts', 'edge/assemble-identity.ts'];
const IMPURE_NAMES = new Set([
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ...['process', 'console', 'fetch', 'require', 'globalThis', 'crypto', 'WebSocket'],
]);
/** The functions of node:crypto that give the same output for the same input. */
const DETERMINISTIC_CRYPTO = new Set(['createHash', 'createHmac', 'createCipheriv', 'createDecipheriv', 'timingSafeEqual', 'hkdfSync']);

function impuritiesOf(text: string): string[] {
  const source = ts.createSourceFile('pure.ts', text, ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && IMPURE_NAMES.has(node.text) && isValue(node)) found.push(node.text);
    if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') found.push('Math.random');
    if (ts.isImportDeclaration(node) && /^['"](?:node:)?crypto['"]$/u.test(node.moduleSpecifier.getText())) {
      const names = node.importClause?.namedBindings;
      if (!names || !ts.isNamedImports(names)) found.push('node:crypto as a whole');
      else
        found.push(...names.elements.map((one) => (one.propertyName ?? one.name).text).filter((name) => !DETERMINISTIC_CRYPTO.has(name)));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether the identifier is used as a value, not as the name of a property, a label or a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) return parent.name !== node;
  return !ts.isTypeReferenceNode(parent) && !ts.isQualifiedName(parent) && !ts.isBindingElement(parent);
}

const files = [
  ...PURE_ROOMS.flatMap((room) =>
    readdirSync(root + room, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${room}/${file}`),
  ),
  ...PURE_FILES,
];

describe('the pure rooms take time, randomness and storage through ports only', () => {
  it.each(files)('%s', (file) => {
    expect(impuritiesOf(readFileSync(root + file, 'utf8'))).toEqual([]);
  });
});

it('sees what would make a day impossible to replay', () => {
  expect(impuritiesOf('const t = Date.now() + Math.random();')).toEqual(['Date', 'Math.random']);
  expect(impuritiesOf("import { randomBytes } from 'node:crypto'; setTimeout(() => console.log(1), 5);")).toEqual([
    'randomBytes',
    'setTimeout',
    'console',
  ]);
  expect(impuritiesOf('const row = { process: 1, console: 2 }; row.process;')).toEqual([]);
});
