/** What an unknown variable may have meant, as fixes: its map, or the name that is near. */
import { mergeByFile, replaceIn } from '../analysis/edits.ts';
import type { Fix } from '../analysis/rule.ts';
import type { Environment, Placed } from '../config/model.ts';
import { dashedVariable, likelyVariable, type VariableUse } from './variable-use.ts';
import { connectionMapEdits, connectionVariableName, plainValue } from './websocket/map-fix.ts';

/** Fixes for one use of a variable that nothing defines; none where no name is near. */
export function variableFixes(use: VariableUse, placed: Placed, environment: Environment): readonly Fix[] {
  const { name, reference, word } = use;
  const define = (safe: boolean): Fix => ({
    title: `Define $${name} with a map of $http_upgrade`,
    safe,
    edits: (now) => connectionMapEdits(now, { plain: plainValue(now), name }),
  });
  if (name === connectionVariableName) return [define(true)];
  const dashed = dashedVariable(use, environment);
  const meant = dashed?.meant ?? likelyVariable(name, environment);
  if (meant === undefined) return isHandshakeHeader(placed) && word.text === `$${reference.name}` ? [define(false)] : [];
  const end = reference.end + (dashed?.length ?? 0);
  return [
    {
      title: `Change to $${meant}`,
      safe: false,
      edits: (now) => {
        const change = replaceIn(now.workspace, placed, { start: reference.start, end }, `$${meant}`);
        const map = meant === connectionVariableName ? connectionMapEdits(now, { plain: plainValue(now) }) : [];
        return change === undefined || map === undefined ? undefined : mergeByFile([change, ...map]);
      },
    },
  ];
}

/** Does the directive set `Upgrade` or `Connection` of the request to the backend? */
export function isHandshakeHeader({ directive: { name, args } }: Placed): boolean {
  return name.text === 'proxy_set_header' && /^(upgrade|connection)$/i.test(args[0]?.text ?? '');
}
