/** Quotes that came along from an article or a chat are letters to nginx, and mostly pass `nginx -t` (ngx_conf_read_token). */
import { replaceIn, treeOf } from '../../analysis/edits.ts';
import { anchorOf } from '../../config/anchor.ts';
import { mayBeMisquoted, misquotes, repairAll, type Misquote } from '../../knowledge/websocket/misquote.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import type { Placed } from '../../config/model.ts';
import { problemKinds } from '../../validity/kinds.ts';

export const typographicQuotes: Rule = {
  id: 'typographic-quotes',
  summary: 'Typographic quotes stand where straight quotes were meant',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/websocket.html'],
  explains: { verdicts: ['fails'], by: 'backend' },

  speaksFor: problemKinds,
  looksAt: mayBeMisquoted,

  *checkDirective(placed, { around }) {
    for (const found of misquotes(placed.directive)) {
      const { first, last, repair } = found;
      yield {
        at: { ...anchorOf(placed), start: first.start, end: last.end },
        message: `${lettersNotQuotes(found)}: ${consequence(found, placed, around.at(-1))}.`,
        fixes: repair === undefined ? [] : fixesFor(placed, repair),
      };
    }
  },
};

function lettersNotQuotes({ quotes }: Misquote): string {
  const names = quotes.map((quote) => `\`${quote}\``).join(' and ');
  return quotes.length === 1 ? `${names} is a letter to nginx, not a quote` : `${names} are letters to nginx, not quotes`;
}

/** Blocks whose lines compare something with their first word. */
const tables = new Set(['map', 'geo', 'split_clients']);

function consequence({ first, last, text, quotes }: Misquote, { directive }: Placed, block: string | undefined): string {
  if (first !== last) return 'what they enclose is several arguments';
  if (first === directive.name && tables.has(block ?? '')) {
    return `this line is for the very text \`${text}\`, and the value that is meant gets the default`;
  }
  const header = directive.args[0]?.text ?? '';
  if (directive.name.text !== 'proxy_set_header' || first !== directive.args[1]) {
    return quotes.length === 1 ? 'it becomes part of the text' : 'they become part of the text';
  }
  const sent = `the backend receives \`${header}: ${text.replace(/\$\{?http_upgrade\}?/i, 'websocket')}\``;
  return /^(?:upgrade|connection)$/i.test(header) ? `${sent}, so the WebSocket handshake fails` : sent;
}

function fixesFor(placed: Placed, repair: NonNullable<Misquote['repair']>): readonly Fix[] {
  return [
    {
      title: 'Use straight quotes',
      safe: true,
      edits: ({ workspace }) => {
        const edits = repair.map((edit) => replaceIn(workspace, placed, edit, edit.newText));
        return edits.every((it) => it !== undefined)
          ? [{ path: placed.path, edits: edits.flatMap((it) => it.edits) }]
          : undefined;
      },
    },
    {
      title: 'Use straight quotes in the whole file',
      safe: true,
      edits: ({ workspace }) => {
        const tree = treeOf(workspace, placed.path);
        const edits = tree === undefined ? [] : repairAll(tree);
        return edits.length > repair.length ? [{ path: placed.path, edits }] : undefined;
      },
    },
  ];
}
