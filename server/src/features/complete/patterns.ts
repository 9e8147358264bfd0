/** Whole blocks to begin with, where such a block may stand: the same that the editor's “Insert Snippet” has by their names. */
import snippets from '../../../../snippets/nginx.json' with { type: 'json' };
import type { Context } from '../../reference/contexts.ts';
import type { Completion, Scene } from './model.ts';
import { contextOf } from './place.ts';
import { codeBlock, plainText } from './snippet.ts';

/** The words that call it up, and where it stands. */
interface Pattern {
  readonly words: string;
  readonly within: Context;
}

/** Those for WebSockets are written as the release and the file need them, and are not among these. */
const patterns: Readonly<Record<Exclude<keyof typeof snippets, 'WebSocket location' | 'WebSocket map'>, Pattern>> = {
  'Reverse proxy': { words: 'proxy location-proxy', within: 'server' },
  Server: { words: 'server', within: 'http' },
  'Server with TLS': { words: 'server-tls https', within: 'http' },
  Upstream: { words: 'upstream', within: 'http' },
  'Upstream for Socket.IO': { words: 'upstream-socketio socketio', within: 'http' },
  'Static files': { words: 'static location-static', within: 'server' },
  'Location with a pattern': { words: 'location-regex', within: 'server' },
  Redirect: { words: 'redirect location-redirect', within: 'server' },
  Map: { words: 'map', within: 'http' },
  'Log format with the handshake': { words: 'log_format-websocket log-websocket', within: 'http' },
};

/** None for an editor that knows no snippets, nor where more stands on the line. */
export function patternCompletions({ place, cursor, snippets: understood }: Scene): readonly Completion[] {
  if (!understood || cursor.followed) return [];
  const names = Object.keys(patterns) as (keyof typeof patterns)[];
  return names
    .filter((name) => place.kind === 'anywhere' || patterns[name].within === contextOf(place))
    .map((name): Completion => {
      const { body, description } = snippets[name];
      const insert = body.join('\n');
      return {
        ...{ kind: 'snippet', label: name, insert, isSnippet: true, rank: 3, filter: patterns[name].words },
        words: `${description}\n\n${codeBlock(plainText(insert).split('\n'))}`,
      };
    });
}
