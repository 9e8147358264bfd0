/** The laws of the house that can be counted: small files, named folders, memory in one place, no decision by the text of a message. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { root } from '../support/parts.ts';

const source = join(root, 'server/src');
const entries = readdirSync(source, { recursive: true, withFileTypes: true });
const pathOf = ({ parentPath, name }: (typeof entries)[number]): string =>
  relative(source, join(parentPath, name)).replaceAll('\\', '/');
const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map(pathOf);
const read = (file: string): string => readFileSync(join(source, file), 'utf8');
const parsed = (text: string): ts.SourceFile => ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);

/** Memory outside of query/ that is still there. The list may only become shorter. */
const stillKept: readonly string[] = [
  'syntax/item-notes.ts: levels',
  'syntax/item-notes.ts: behind',
  'syntax/item-notes.ts: openEnded',
  'syntax/mistakes.ts: marks',
];

test('each file written by hand has at most 300 lines', () => {
  const long = files.filter((file) => !file.endsWith('.data.ts') && read(file).trimEnd().split('\n').length > 300);
  assert.deepEqual(long, []);
});

test('each folder and each room of the server is named in ARCHITECTURE.md', () => {
  const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const folders = entries.filter((entry) => entry.isDirectory()).map(pathOf);
  assert.deepEqual(
    folders.filter((folder) => !architecture.includes(`${basename(folder)}/`)),
    [],
  );
});

test('nothing is remembered outside of query/ from one question to the next', () => {
  const kept = files
    .filter((file) => !file.startsWith('query/'))
    .flatMap((file) => memoryOf(read(file)).map((name) => `${file}: ${name}`));
  assert.deepEqual(
    kept.filter((it) => !stillKept.includes(it)),
    [],
    'what is kept belongs into query/',
  );
  assert.deepEqual(
    stillKept.filter((it) => !kept.includes(it)),
    [],
    'these exemptions are not needed any more: remove them',
  );
});

test('memory of a module is seen', () => {
  assert.deepEqual(
    memoryOf(
      'export const a = new WeakMap<object, string>();\nconst b = { c: new WeakSet() };\nconst d = new Map<string, number>();',
    ),
    ['a', 'b', 'd'],
  );
  assert.deepEqual(
    memoryOf(
      'const a = new Map([[1, 2]]);\nconst b = { none: new Map() };\nconst d = () => new WeakMap();\nfunction c() { return new Map(); }',
    ),
    [],
  );
});

test('no text of a message decides anything', () => {
  const deciding = files.flatMap((file) => decisionsOf(read(file)).map((text) => `${file}: ${text}`));
  assert.deepEqual(deciding, []);
});

test('a decision by a message is seen', () => {
  assert.deepEqual(
    decisionsOf("if (it.message.includes('x')) a(); else if (/y/.test(verdict.reason)) b(); c = d.message === 'z';"),
    ["it.message.includes('x')", '/y/.test(verdict.reason)', "d.message === 'z'"],
  );
  assert.deepEqual(decisionsOf("say(it.message.replace(/a/, 'b')); if (a.message === b.message) c();"), []);
});

/** Names of the module's own variables that hold a weak or an empty collection: it is filled later, and outlives the call. */
function memoryOf(text: string): readonly string[] {
  const holds = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isNewExpression(node) && ['WeakMap', 'WeakSet'].includes(node.expression.getText())) return true;
    return ts.forEachChild(node, (child) => holds(child) || undefined) ?? false;
  };
  return parsed(text)
    .statements.filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .filter(({ initializer }) => initializer !== undefined && (isEmptyCollection(initializer) || holds(initializer)))
    .map(({ name }) => name.getText());
}

function isEmptyCollection(node: ts.Expression): boolean {
  return ts.isNewExpression(node) && ['Map', 'Set'].includes(node.expression.getText()) && (node.arguments ?? []).length === 0;
}

/** Where a message or a reason is searched, matched, or compared with a fixed text. */
function decisionsOf(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: subject, name } = node.expression;
      const searched = isMessage(subject) && ['includes', 'startsWith', 'endsWith', 'match', 'search'].includes(name.text);
      const tested = ['test', 'exec'].includes(name.text) && node.arguments.some(isMessage);
      if (searched || tested) found.push(node.getText());
    }
    if (ts.isBinaryExpression(node) && /^[!=]==?$/.test(node.operatorToken.getText())) {
      const sides = [node.left, node.right];
      if (sides.some(isMessage) && sides.some(ts.isStringLiteralLike)) found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed(text));
  return found;
}

function isMessage(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && ['message', 'reason'].includes(node.name.text);
}
