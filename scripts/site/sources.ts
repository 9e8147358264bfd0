/** The pages of the site: parts of README.md, docs/, and CHANGELOG.md, each from its one source. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface SitePage {
  /** From the root of the repository. */
  readonly source: string;
  /** From the root of the site. */
  readonly out: string;
  readonly title: string;
  /** A sentence for those who find it in a list. */
  readonly summary: string;
  readonly markdown: string;
  readonly kind: 'home' | 'use' | 'answer' | 'rule' | 'more';
}

/** The headings of README.md that are pages, and where. All others are on the first page, or concern the repository. */
const readmePages: Readonly<Record<string, string>> = {
  'In the editor': 'editor.html',
  Settings: 'settings.html',
  Rules: 'rules/index.html',
  'On the command line': 'command-line.html',
  'Privacy, and what is read': 'privacy.html',
};

/** Of pages that begin with a table. */
const summaries: Readonly<Record<string, string>> = {
  Settings:
    'What can be set in the editor: the nginx that runs the configuration, where includes are, URLs that must get through, severities.',
  Rules: 'Every mistake that nginx Handshake finds in configurations of nginx, with what it costs and whether it can be fixed.',
};

const onFirstPage = ['Three things to try first', 'Install', 'What works where'];

/** What stands at another place of the site: headings of README.md by their anchors. */
export const elsewhere: Readonly<Record<string, string>> = {
  'a-page-to-paste-into': 'playground/index.html',
  'other-editors': 'editors.html',
};

export function sitePages(): readonly SitePage[] {
  const answers = markdownIn('docs/answers').map((file) => pageOf(file, `answers/${nameOf(file)}.html`, 'answer'));
  const rules = markdownIn('docs/rules').map((file) => pageOf(file, `rules/${nameOf(file)}.html`, 'rule'));
  const others = markdownIn('docs').map((file) => pageOf(file, `${nameOf(file)}.html`, 'use'));
  return [
    ...readmeParts(answers),
    ...others,
    indexOf(answers),
    ...answers,
    ...rules,
    pageOf('CHANGELOG.md', 'changelog.html', 'more'),
  ];
}

function readmeParts(answers: readonly SitePage[]): readonly SitePage[] {
  const source = 'README.md';
  // Not what only somebody with the repository at hand can do.
  const text = read(source).replace(/<!-- repository -->\n[^]*?<!-- \/repository -->\n/g, '');
  const [intro = '', ...parts] = text.split(/^(?=## )/m);
  const headingOf = (part: string): string => /^## (.*)/.exec(part)?.[1] ?? '';
  const home = parts.filter((part) => onFirstPage.includes(headingOf(part)));
  const seen = `## What do you see?\n\n${listOf(answers)}\n\nOr [paste the configuration](README.md#a-page-to-paste-into) and the URL that fails: nothing leaves your browser.\n\n`;
  const first: SitePage = {
    source,
    out: 'index.html',
    title: 'nginx Handshake',
    summary: summaryOf(intro),
    markdown: intro + seen + home.join(''),
    kind: 'home',
  };
  const own = parts.flatMap((part): readonly SitePage[] => {
    const out = readmePages[headingOf(part)];
    if (out === undefined) return [];
    const markdown = part.replace(/^#(#+ )/gm, '$1');
    const title = headingOf(part);
    return [{ source, out, title, summary: summaries[title] ?? summaryOf(markdown), markdown, kind: 'use' }];
  });
  const missing = [...Object.keys(readmePages), ...onFirstPage].filter((it) => !parts.some((part) => headingOf(part) === it));
  if (missing.length > 0) throw new Error(`README.md has no “${missing.join('”, “')}” for the site`);
  return [first, ...own];
}

/** All answers on one page, for those without JavaScript, and for search engines. */
function indexOf(answers: readonly SitePage[]): SitePage {
  const title = 'What do you see?';
  const summary = 'What browsers, curl and nginx say where a WebSocket does not get through, and why.';
  const markdown = `# ${title}\n\n${summary}\n\n${listOf(answers)}\n`;
  return { source: 'README.md', out: 'answers/index.html', title, summary, markdown, kind: 'use' };
}

function listOf(answers: readonly SitePage[]): string {
  return answers.map(({ title, summary, source }) => `- [${title}](${source}): ${summary}`).join('\n');
}

function pageOf(source: string, out: string, kind: SitePage['kind']): SitePage {
  const markdown = read(source);
  const title = /^# (.*)/m.exec(markdown)?.[1] ?? nameOf(source);
  return { source, out, title, summary: summaryOf(markdown), markdown, kind };
}

/** The first paragraph below the title, as plain text. */
function summaryOf(markdown: string): string {
  const paragraphs = markdown.replace(/^```[^]*?^```$/gm, '').split(/\n\s*\n/);
  const first = paragraphs.map((it) => it.trim()).find((it) => /^[^#<\-|![]/.test(it)) ?? '';
  return first
    .replaceAll('\n', ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '');
}

function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.md$/, '');
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
}
