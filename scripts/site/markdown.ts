/** Markdown as HTML: links of the site, tables that scroll, code in the colours of the extension's own grammar. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt, { type Token } from 'markdown-it';
import anchor from 'markdown-it-anchor';
import { createHighlighter, type LanguageRegistration } from 'shiki';
import { relativeTo, type Links } from './links.ts';
import { slugOf } from './slug.ts';
import { root, type SitePage } from './sources.ts';

/** `example`: the fragment of a link to the page to paste into, which stands below the first block of code of “Before”. */
export type Render = (page: SitePage, example: string | undefined) => string;

/** Behind the name that a block of code gives its language, the one that Shiki knows. */
const languages: Readonly<Record<string, string>> = {
  sh: 'shellscript',
  lua: 'lua',
  json: 'json',
  yaml: 'yaml',
  toml: 'toml',
  elisp: 'emacs-lisp',
};

const themes = { light: 'light-plus', dark: 'dark-plus' } as const;

export async function createMarkdown(rewrite: Links['rewrite']): Promise<Render> {
  const grammar = JSON.parse(readFileSync(join(root, 'syntaxes/nginx.tmLanguage.json'), 'utf8')) as LanguageRegistration;
  const highlighter = await createHighlighter({
    themes: Object.values(themes),
    langs: [{ ...grammar, name: 'nginx' }, ...Object.values(languages)],
  });
  const markdown = new MarkdownIt({
    html: true,
    linkify: false,
    highlight(code, info) {
      const name = info.split(' ')[0] ?? '';
      const lang = name === 'nginx' ? name : (languages[name] ?? 'text');
      return highlighter.codeToHtml(code.replace(/\n$/, ''), { lang, themes, defaultColor: false });
    },
  }).use(anchor, { slugify: slugOf, level: [2, 3, 4], permalink: anchor.permalink.headerLink() });

  const { rules } = markdown.renderer;
  rules['table_open'] = () => '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>\n';
  rules['table_close'] = () => '</table></div>\n';

  markdown.core.ruler.push('own', (state) => {
    const { page, example } = state.env as { readonly page: SitePage; readonly example: string | undefined };
    for (const token of state.tokens.flatMap((it) => [it, ...(it.children ?? [])])) {
      for (const name of ['href', 'src']) {
        const value = token.attrGet(name);
        if (value !== null && token.type !== 'html_inline' && !isOwnAnchor(token))
          token.attrSet(name, rewrite(String(value), page));
      }
    }
    state.tokens = withoutEmptyHeads(state.tokens);
    if (example !== undefined) addExample(state.tokens, relativeTo(page.out, 'playground/index.html') + example);
  });
  return (page, example) => markdown.render(page.markdown, { page, example });
}

/** The link that makes a heading lead to itself. */
function isOwnAnchor(token: Token): boolean {
  return token.attrGet('class') === 'header-anchor';
}

function addExample(tokens: Token[], href: string): void {
  const before = tokens.findIndex(
    (it, index) => it.type === 'inline' && it.content === 'Before' && tokens[index - 1]?.type === 'heading_open',
  );
  const code = tokens.findIndex((it, index) => index > before && it.type === 'fence' && it.info.startsWith('nginx'));
  const [link] = new MarkdownIt({ html: true }).parse(`<p class="try"><a href="${href}">Try this example</a></p>`, {});
  if (before >= 0 && code >= 0 && link !== undefined) tokens.splice(code + 1, 0, link);
}

/** A table of facts has no names of columns: a head of empty cells says nothing to anybody, and its first cells are heads of rows. */
function withoutEmptyHeads(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  let isFacts = false;
  let isFirst = false;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.type === 'thead_open') {
      const end = tokens.findIndex((it, index) => index > at && it.type === 'thead_close');
      const cells = tokens.slice(at, end).filter(({ type }) => type === 'inline');
      isFacts = cells.every(({ content }) => content === '');
      if (isFacts) {
        at = end;
        continue;
      }
      // A column without a name has one for those who hear it.
      for (const [column, cell] of cells.entries())
        if (cell.content === '') cell.children = [...(cell.children ?? []), ...unseen(column === 0 ? 'Name' : 'Meaning')];
    }
    if (token.type === 'tr_open') isFirst = true;
    if (isFacts && isFirst && token.type === 'td_open') {
      token.tag = 'th';
      token.attrSet('scope', 'row');
    } else if (isFacts && isFirst && token.type === 'td_close') {
      token.tag = 'th';
      isFirst = false;
    }
    if (token.type === 'table_close') isFacts = false;
    out.push(token);
  }
  return out;
}

function unseen(text: string): Token[] {
  const [inline] = new MarkdownIt({ html: true }).parseInline(`<span class="unseen">${text}</span>`, {});
  return inline?.children ?? [];
}
