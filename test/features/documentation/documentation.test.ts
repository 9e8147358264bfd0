/** Hovers over single words, and signatures: drawn cases, and what must hold at every place. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { documentationAt, type DocumentationHover } from '../../../server/src/features/documentation/hover.ts';
import { signaturesAt } from '../../../server/src/features/documentation/signature.ts';
import { explainQuantity } from '../../../server/src/features/documentation/units.ts';
import { plainSyntax, readSyntax } from '../../../server/src/features/documentation/syntax.ts';
import { linkBetweenFiles } from '../../../server/src/features/link-to.ts';
import { loadDocumentation } from '../../../server/src/reference/descriptions.ts';
import { directiveNames } from '../../../server/src/reference/directives.ts';
import { drawnCases, type Drawn } from '../complete/drawn.ts';

const documentation = await loadDocumentation();
const cases = drawnCases('test/features/documentation/cases.conf');

type Asked = Pick<Drawn, 'analysis' | 'path' | 'offset'>;

function hover({ analysis, path, offset }: Asked): DocumentationHover | undefined {
  return documentationAt({ analysis, path, offset, documentation, linkTo: linkBetweenFiles(path, (it) => `file://${it}`) });
}

/** The active signature, with brackets around the active parameter. */
function signature({ analysis, path, offset }: Asked): string | undefined {
  const found = signaturesAt(analysis, path, offset, documentation);
  const one = found?.all[found.active];
  if (one === undefined) return undefined;
  const { start, end } = one.parameters[one.active ?? -1] ?? { start: one.label.length, end: one.label.length };
  return `${one.label.slice(0, start)}[${one.label.slice(start, end)}]${one.label.slice(end)}`;
}

suite('drawn cases', () => {
  for (const drawn of cases) {
    test(drawn.name, () => {
      assert.ok(drawn.expected.length > 0);
      for (const expected of drawn.expected) {
        const [, verb, text = ''] = /^(\w+) ?(.*)$/.exec(expected) ?? [];
        if (verb === 'signature') {
          assert.equal(signature(drawn), text);
          continue;
        }
        const found = hover(drawn);
        if (verb === 'nothing') assert.equal(found, undefined);
        else if (verb === 'unsigned') assert.equal(signature(drawn), undefined);
        else if (verb === 'on') assert.equal(found && drawn.text.slice(found.start, found.end), text);
        else assert.ok(found?.markdown.includes(text), `${text} is not in ${found?.markdown ?? 'nothing'}`);
      }
    });
  }
});

suite('at every place', () => {
  for (const drawn of cases) {
    test(drawn.name, () => {
      for (let offset = 0; offset <= drawn.text.length; offset++) {
        const found = hover({ ...drawn, offset });
        if (found !== undefined) assert.ok(found.start <= offset && offset <= found.end && found.markdown.trim() !== '');
        signature({ ...drawn, offset });
      }
    });
  }
});

suite('the notation of the documentation', () => {
  const lines: readonly (readonly [markdown: string, plain: string, words: string])[] = [
    ['*`field`* *`value`*', 'field value', 'field value'],
    ['[ `=` | `~` ] *`uri`* `{...}`', '[= | ~] uri { … }', '?=|~ uri'],
    [
      '*`name`* [`escape`=`default`|`json`] *`string`* ...',
      'name [escape=default|json] string …',
      'name ?escape=default|json string…',
    ],
    [
      '*`address`*[:*`port`*] [`ssl`] [`http2` | `quic`]',
      'address[:port] [ssl] [http2 | quic]',
      'address[:port] ?ssl ?http2|quic',
    ],
    ['', '', ''],
    ['[[[', '[[[', ''],
    [']]', ']]', ''],
  ];
  for (const [markdown, plain, words] of lines) {
    test(markdown, () => {
      const read = readSyntax(markdown);
      assert.equal(plainSyntax(markdown), plain);
      assert.equal(read.map((it) => `${it.optional ? '?' : ''}${it.label}${it.repeated ? '…' : ''}`).join(' '), words);
    });
  }

  test('of a shortened list of values each is one', () => {
    const [, escape] = readSyntax('*`name`* [`escape`=`default`|`json`|`none`]');
    assert.deepEqual(escape?.literals, ['escape=default', 'escape=json', 'escape=none']);
  });

  test('all of it is understood', () => {
    for (const name of directiveNames()) {
      for (const { syntax } of documentation.directive(name)) {
        for (const it of syntax) {
          for (const { label } of readSyntax(it)) assert.match(label, /^[^`\n]+$/, `${name}: ${it}`);
        }
      }
    }
  });
});

suite('quantities', () => {
  const said: readonly (readonly ['time' | 'size' | 'offset', string, string | undefined])[] = [
    ['time', '0', '0 seconds'],
    ['time', '1h30m', '1 hour 30 minutes'],
    ['time', '86401', '1 day 1 second'],
    ['time', '90061', 'about 1 day 1 hour'],
    ['time', '30d', '30 days'],
    ['time', '14d', '2 weeks'],
    ['time', '1M', '30 days'],
    ['time', '500ms', '500 milliseconds'],
    ['time', 'soon', undefined],
    ['size', '1024', '1 kilobyte'],
    ['size', '1500', 'about 1.5 kilobytes'],
    ['size', '1g', undefined],
    ['offset', '1g', '1 gigabyte'],
    ['offset', '99999999999999999999g', undefined],
  ];
  for (const [quantity, text, words] of said) {
    test(`${quantity} ${text}`, () => {
      assert.equal(explainQuantity(quantity, text), words);
    });
  }
});
