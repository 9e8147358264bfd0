/** What people read in VS Code: every text has its key, in each language, and each language has the same placeholders and links. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { rules } from '../../server/src/rules/index.ts';
import { root } from '../support/parts.ts';

type Texts = Readonly<Record<string, string>>;
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

const manifest = read('package.json') as Manifest;
const languages = ['de', 'zh-cn'];
const english = read('package.nls.json') as Texts;

interface Manifest {
  readonly capabilities: unknown;
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>>;
    readonly submenus: readonly { readonly id: string }[];
    readonly walkthroughs: readonly Walkthrough[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}
interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
}
interface Setting {
  readonly order?: number;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly unknown[];
}
interface Walkthrough {
  readonly steps: readonly {
    readonly id: string;
    readonly media: { readonly image: string };
    readonly completionEvents: readonly string[];
  }[];
}

/** Each text of the manifest that somebody reads, with the names that lead to it. */
function* textsOf(value: unknown, path: readonly string[] = []): Generator<readonly [path: readonly string[], text: string]> {
  const name = path.filter((it) => !/^\d+$/.test(it)).at(-1) ?? '';
  if (typeof value === 'string') {
    if (readAloud.has(name) || (name === 'label' && path[0] === 'problemMatchers')) yield [path, value];
  } else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* textsOf(inner, [...path, key]);
}

const readAloud = new Set([
  ...['title', 'description', 'markdownDescription', 'enumDescriptions', 'markdownEnumDescriptions'],
  ...['patternErrorMessage', 'deprecationMessage', 'altText'],
]);

/** `{0}`, code, links to commands, settings. */
function marksOf(text: string): readonly string[] {
  return (
    [...text.matchAll(/\{\d+\}|`[^`]*`|\]\([^)]*\)|\bnginx -[tTsv]\b/g)]
      .map(([mark]) => mark)
      // A key has another name on another keyboard.
      .filter((mark) => !/^`(?:Ctrl|Strg|Cmd)/.test(mark))
      .sort()
  );
}

suite('the words of the manifest', () => {
  const used = [...textsOf(manifest.capabilities, ['capabilities']), ...textsOf(manifest.contributes)].filter(
    ([path]) => path.join('.') !== 'configuration.title',
  );
  const keys = used.map(([, text]) => /^%(.+)%$/.exec(text)?.[1]);

  test('all stand in package.nls.json', () => {
    assert.ok(used.length > 60, `${used.length} texts`);
    assert.deepEqual(
      used.filter(([, text]) => !/^%.+%$/.test(text)).map(([path, text]) => `${path.join('.')}: ${text}`),
      [],
    );
  });

  for (const language of ['', ...languages])
    test(`none is missing, none unused: ${language || 'English'}`, () => {
      const texts = read(`package.nls${language && `.${language}`}.json`) as Texts;
      assert.deepEqual(Object.keys(texts).sort(), [...new Set(keys)].sort());
      for (const [key, text] of Object.entries(texts)) {
        assert.notEqual(text.trim(), '', key);
        assert.deepEqual(marksOf(text), marksOf(english[key] ?? ''), key);
      }
    });
});

suite('the words of the rules', () => {
  for (const language of languages)
    test(`each rule is translated, and nothing else: ${language}`, () => {
      const texts = read(`scripts/translations/rules.${language}.json`) as Texts;
      assert.deepEqual(
        Object.keys(texts),
        rules.map(({ id }) => id),
      );
      for (const { id, summary } of rules) {
        assert.notEqual(texts[id], summary);
        assert.deepEqual(marksOf(texts[id] ?? ''), marksOf(summary), id);
      }
    });
});

suite('the words of the extension', () => {
  const sources = readdirSync(join(root, 'client/src'), { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.ts'));
  const code = sources.map((it) => readFileSync(join(root, 'client/src', it), 'utf8')).join('\n');
  const messages = [...code.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text = '']) => text);

  test('a message is one text, with numbers for what changes in it', () => {
    assert.ok(messages.length > 50, `${messages.length} messages`);
    assert.equal(messages.length, [...code.matchAll(/l10n\.t\(/g)].length);
  });

  for (const language of languages)
    test(`none is missing, none unused: ${language}`, () => {
      const bundle = read(`l10n/bundle.l10n.${language}.json`) as Texts;
      assert.deepEqual(Object.keys(bundle).sort(), [...new Set(messages)].sort());
      for (const [text, translated] of Object.entries(bundle)) {
        assert.notEqual(translated.trim(), '', text);
        assert.deepEqual(marksOf(translated), marksOf(text), text);
      }
    });

  test('what is shown to somebody is such a message', () => {
    const shown =
      /show(?:Information|Warning|Error)Message\(\s*['"`](?!nginx Handshake: \$\{[\w.]+\}`)|(?:title|prompt|placeholder|openLabel|detail): ['"`](?!nginx Handshake: nginx -T)\p{L}/gu;
    const found = [...code.matchAll(shown)].map(({ index }) => code.slice(index, index + 80).split('\n')[0]);
    assert.deepEqual(found, []);
  });
});

suite('commands, menus and settings', () => {
  const { commands, menus, submenus, walkthroughs, configuration } = manifest.contributes;

  test('every command has the category, and is named once', () => {
    for (const { command, category } of commands) assert.equal(category, 'nginx Handshake', command);
    assert.equal(new Set(commands.map(({ title }) => title)).size, commands.length);
  });

  test('menus and the walkthrough name commands that there are', () => {
    const known = new Set(commands.map(({ command }) => command));
    const named = Object.values(menus).flatMap((items) => items.flatMap(({ command }) => command ?? []));
    const linked = [...JSON.stringify([english, walkthroughs]).matchAll(/(?:command|onCommand):(nginxHandshake\.\w+)/g)];
    for (const command of [...named, ...linked.map(([, it = '']) => it)]) assert.ok(known.has(command), command);
    const opened = Object.values(menus).flatMap((items) => items.flatMap(({ submenu }) => submenu ?? []));
    assert.deepEqual(
      [...new Set(opened)],
      submenus.map(({ id }) => id),
    );
  });

  test('every step of the walkthrough has a small picture, and ends by something that happens', () => {
    for (const { id, media, completionEvents } of walkthroughs.flatMap(({ steps }) => steps)) {
      const picture = readFileSync(join(root, media.image));
      assert.ok(picture.readUInt32BE(16) <= 960 && picture.length < 80_000, `${id}: ${picture.length} bytes`);
      assert.ok(completionEvents.length > 0, id);
      for (const event of completionEvents) assert.match(event, /^(?:onCommand|onContext|onSettingChanged):[\w.]+$/);
    }
  });

  test('every setting has its place, and every value of it a text', () => {
    const orders = Object.values(configuration.properties).map(({ order }) => order);
    assert.ok(orders.every((it) => it !== undefined));
    assert.equal(new Set(orders).size, orders.length, String(orders));
    for (const [name, setting] of Object.entries(configuration.properties))
      assert.equal(setting.enumDescriptions?.length, setting.enum?.length, name);
  });
});
