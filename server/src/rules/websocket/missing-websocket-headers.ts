/**
 * `Upgrade` and `Connection` are hop-by-hop headers: nginx keeps the client's to itself, and an upstream that gets
 * neither sees an ordinary GET.
 */
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import { replaceIn } from '../../analysis/edits.ts';
import { allOrNone } from '../../analysis/file-edits.ts';
import type { Placed } from '../../config/model.ts';
import type { Fix, Related, Rule } from '../../analysis/rule.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { headerFinding, received, soItFails } from '../../knowledge/websocket/wording.ts';

export const missingWebsocketHeaders: Rule = {
  id: 'missing-websocket-headers',
  summary: 'The backend of a WebSocket location receives neither Upgrade nor Connection: upgrade',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: { from: '1.3.13' },
  references: ['https://nginx.org/en/docs/http/websocket.html', 'https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1'],

  ...aboutCause('missing-websocket-headers', function* (diagnosis) {
    const { upgrade, connection, upstream } = diagnosis;
    const version = upstream.httpVersion === '1.0' ? ' over HTTP/1.0' : '';
    yield headerFinding(
      diagnosis,
      `The backend receives ${received(upgrade)} and ${received(connection)}${version}, ${soItFails}: nginx forwards the client's only where \`proxy_set_header\` says so.`,
      {
        related: meantFor(diagnosis.target),
        fixes: withoutColons(diagnosis.target) ?? forwardFixes('Forward the WebSocket handshake', diagnosis),
      },
    );
  }),
};

/** Lines by which the author seems to mean the two headers, and which set others. */
function meantFor({ level }: ProxyTarget): readonly Related[] {
  const lines = (word: string): readonly Placed[] =>
    level.lines.filter(
      ({ directive: { name, args } }) => name.text === word && /^(?:upgrade|connection)$/i.test(args[0]?.text ?? ''),
    );
  return [
    ...withColon(level).map((line) => ({
      at: anchorOf(line),
      message: 'nginx writes the colon itself: with this one the backend reads it as a part of the value.',
    })),
    ...lines('add_header').map((line) => ({
      at: anchorOf(line),
      message: '`add_header` adds to what the client receives, not to what the backend does.',
    })),
    ...lines('proxy_pass_header').map((line) => ({
      at: anchorOf(line),
      message: '`proxy_pass_header` lets through what the backend answers, nothing of what the client asks.',
    })),
  ];
}

function withColon({ own }: ProxyTarget['level']): readonly Placed[] {
  const lines = own.get('proxy_set_header') ?? [];
  return lines.filter(({ directive }) => /^(?:upgrade|connection):$/i.test(directive.args[0]?.text ?? ''));
}

/** With a second line beside it, the backend would read such a header twice. */
function withoutColons({ level }: ProxyTarget): readonly Fix[] | undefined {
  const lines = withColon(level);
  if (lines.length === 0) return undefined;
  const edits: Fix['edits'] = ({ workspace }) =>
    allOrNone(
      lines.map((line) => {
        const word = line.directive.args[0] ?? line.directive.name;
        return replaceIn(workspace, line, word, word.raw.replace(/:(?=["']?$)/, ''));
      }),
    );
  return lines.length < 2 ? [] : [{ title: 'Remove the colons', safe: true, edits }];
}
