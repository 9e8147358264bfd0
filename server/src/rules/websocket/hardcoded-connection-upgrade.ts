/** A literal `upgrade` goes out with every request, also with those for pages and files, which are no handshakes. */
import { stateOf } from '../../knowledge/websocket/header-state.ts';
import { mergeByFile, replaceIn } from '../../analysis/edits.ts';
import { anchorOf } from '../../config/anchor.ts';
import { connectionMapEdits, connectionVariable, connectionVariableName, plainValue } from '../../knowledge/websocket/map-fix.ts';
import type { FileEdit, FixContext, Rule } from '../../analysis/rule.ts';
import { effective } from '../../config/inherit.ts';
import { saysUpgrade, servesPlainRequests } from '../../knowledge/websocket/plain-requests.ts';
import { working } from '../../knowledge/websocket/working.ts';
import type { Placed } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';

export const hardcodedConnectionUpgrade: Rule = {
  id: 'hardcoded-connection-upgrade',
  summary: 'Connection: upgrade goes out with plain requests too',
  severity: 'hint',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/websocket.html'],

  looksAtTarget: ({ kind, level, location }) =>
    kind === 'proxy' && effective(level, 'proxy_set_header').some(saysUpgrade) && servesPlainRequests(location),

  *checkTarget(target, context) {
    // A file for a server or a location shows no level that could have a map.
    if (context.context === 'server' || context.context === 'location') return;
    const upstream = working(target, context);
    if (upstream === undefined) return;
    const [line, ...more] = stateOf('Connection', target, upstream).lines;
    const value = line?.directive.args[1];
    if (line === undefined || value === undefined || more.length > 0 || !saysUpgrade(line)) return;
    const { path } = target.location;
    yield {
      at: anchorOf(line, value),
      message: `Every request to \`${path}\` goes out as \`Connection: ${value.text}\`, also those that open no WebSocket, and some backends answer 400 to them. A map sends it with handshakes only.`,
      fixes: [
        {
          title: 'Send upgrade with WebSocket requests only',
          safe: false,
          edits: (now) => useMap(now, line, value),
        },
      ],
    };
  },
};

function useMap(now: FixContext, line: Placed, value: Word): readonly FileEdit[] | undefined {
  const environment = now.config.http?.environment;
  const known = environment === undefined ? undefined : connectionVariable(environment);
  const map = known === undefined ? connectionMapEdits(now, { plain: plainValue(now) }) : [];
  // Somebody defines the usual name otherwise: then a person must decide.
  if (map === undefined || (known === undefined && map.length === 0)) return undefined;
  const change = replaceIn(now.workspace, line, value, `$${known ?? connectionVariableName}`);
  return change === undefined ? undefined : mergeByFile([change, ...map]);
}
