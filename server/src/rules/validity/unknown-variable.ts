/** A variable that nothing defines: nginx refuses to start once it has read the http block (ngx_http_variables_init_vars). */
import { mergeByFile, replaceIn } from '../../analysis/edits.ts';
import { anchorOf } from '../../config/anchor.ts';
import { connectionMapEdits, connectionVariableName, plainValue } from '../../knowledge/websocket/map-fix.ts';
import type { DirectiveContext, Fix, Rule } from '../../analysis/rule.ts';
import { isUndefined, likelyVariable, variableUses, type VariableUse } from '../../knowledge/variable-use.ts';
import type { Environment, Placed } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';

export const unknownVariable: Rule = {
  id: 'unknown-variable',
  summary: 'A variable is used that neither nginx nor the configuration defines',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/varindex.html', 'https://nginx.org/en/docs/http/websocket.html'],

  looksAt: ({ args }) => args.some(({ variables }) => variables.length > 0),

  *checkDirective(placed, context) {
    if (context.around[0] !== 'http' || !placed.directive.args.some((word) => hasUndefined(word, context.environment))) return;
    for (const use of variableUses(placed, context.around)) {
      if (!isUndefined(use.name, context.environment) || !isCertain(use, placed, context)) continue;
      yield {
        at: { ...anchorOf(placed), start: use.reference.start, end: use.reference.end },
        message: messageFor(use),
        fixes: fixesFor(use, placed, context),
      };
    }
  },
};

function hasUndefined({ variables }: Word, environment: Environment): boolean {
  return variables.some(({ name }) => isUndefined(name.toLowerCase(), environment));
}

/** Modules that nginx does not ship may bring variables, but none for the two headers of the handshake. */
function isCertain({ name }: VariableUse, placed: Placed, { environment }: DirectiveContext): boolean {
  return environment.foreign.length === 0 || (isHandshakeHeader(placed) && /connection|upgrade/.test(name));
}

function isHandshakeHeader({ directive: { name, args } }: Placed): boolean {
  return name.text === 'proxy_set_header' && /^(upgrade|connection)$/i.test(args[0]?.text ?? '');
}

function messageFor({ name, reference }: VariableUse): string {
  const refusal = `nginx does not start: \`unknown "${name}" variable\`.`;
  return name === connectionVariableName
    ? `\`$${reference.name}\` is not part of nginx: a \`map\` must define it, and no file of this configuration has one. ${refusal}`
    : `Neither nginx nor this configuration defines \`$${reference.name}\`. ${refusal}`;
}

function fixesFor(use: VariableUse, placed: Placed, { environment }: DirectiveContext): readonly Fix[] {
  const { name, reference, word } = use;
  const define = (safe: boolean): Fix => ({
    title: `Define $${name} with a map of $http_upgrade`,
    safe,
    edits: (now) => connectionMapEdits(now, { plain: plainValue(now), name }),
  });
  if (name === connectionVariableName) return [define(true)];
  // `$http-upgrade` is the variable `$http` and some text: a name ends where it has no more letters, digits and `_`.
  const dashed = /^(?:-\w+)+/.exec(word.raw.slice(reference.end - word.start))?.[0] ?? '';
  const joined = (name + dashed).replaceAll('-', '_').toLowerCase();
  const meant = dashed !== '' && !isUndefined(joined, environment) ? joined : likelyVariable(name, environment);
  if (meant === undefined) return isHandshakeHeader(placed) && word.text === `$${reference.name}` ? [define(false)] : [];
  const end = reference.end + (meant === joined ? dashed.length : 0);
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
