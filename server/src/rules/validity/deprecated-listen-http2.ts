/** The `http2` parameter of `listen` is deprecated since 1.25.1 in favour of a directive (ngx_http_core_module.c, ngx_http_core_listen). */
import { insertLinesAfter, mergeByFile, treeOf } from '../../analysis/edits.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { FileEdit, FixContext, Rule } from '../../analysis/rule.ts';
import type { Placed, Server } from '../../config/model.ts';
import { isAtLeast } from '../../reference/version.ts';
import type { Word } from '../../syntax/tree.ts';

export const deprecatedListenHttp2: Rule = {
  id: 'deprecated-listen-http2',
  summary: 'listen … http2 is deprecated: nginx warns at each start',
  severity: 'information',
  fix: 'review',
  since: '0.1.0',
  nginx: { from: '1.25.1' },
  references: ['https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2'],

  *checkServer(server, { nginx, nginxUpTo = nginx }) {
    if (!isAtLeast(nginxUpTo, [1, 25, 1])) return;
    for (const { line, word } of parameters(server)) {
      yield {
        at: anchorOf(line, word),
        message: '`listen … http2` is deprecated since nginx 1.25.1, which warns of it: `http2 on;` takes its place.',
        fixes: line.includedBy === undefined ? [{ title: 'Use http2 on', safe: false, edits: (now) => move(now, server) }] : [],
      };
    }
  },
};

interface Parameter {
  readonly line: Placed;
  readonly word: Word;
}

function parameters({ level }: Server): readonly Parameter[] {
  return (level.own.get('listen') ?? []).flatMap((line) => {
    const word = line.directive.args.slice(1).find(({ text }) => text === 'http2');
    return word === undefined ? [] : [{ line, word }];
  });
}

/** The directive counts for the whole server: it is written once, behind the last `listen`. */
function move({ workspace }: FixContext, server: Server): readonly FileEdit[] | undefined {
  const own = parameters(server).filter(({ line }) => line.includedBy === undefined);
  const last = server.level.own.get('listen')?.findLast(({ includedBy }) => includedBy === undefined);
  const path = last?.path;
  const tree = path === undefined ? undefined : treeOf(workspace, path);
  if (tree === undefined || last === undefined || path === undefined) return undefined;
  const removed = own.map(({ line, word }) => {
    const start = tree.startOf(line.directive);
    const before = line.directive.args.findLast(({ end }) => end <= word.start);
    if (start === undefined || before === undefined) return undefined;
    return { start: start + before.end, end: start + word.end, newText: '' };
  });
  const added = server.level.own.has('http2') ? [] : [insertLinesAfter(tree, last, ['http2 on;'])];
  const edits = [...removed, ...added];
  return edits.every((it) => it !== undefined) ? mergeByFile([{ path, edits }]) : undefined;
}
