/** A variable that nothing defines: nginx refuses to start once it has read the http block (ngx_http_variables_init_vars). */
import { anchorOf } from '../../config/anchor.ts';
import { aboutDoubled, hasDoubled } from '../../knowledge/doubled-dollar.ts';
import { isHandshakeHeader, variableFixes } from '../../knowledge/variable-fix.ts';
import type { DirectiveContext, Finding, Rule } from '../../analysis/rule.ts';
import { isCutShort, isUndefined, variableUses, type VariableUse } from '../../knowledge/variable-use.ts';
import { unknownVariableText } from '../../knowledge/variable-words.ts';
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

  looksAt: ({ args }) => args.some(hasVariables),

  problems: ['unknown-variable', 'invalid-variable'],
  looksAtProblem: ({ kind, on }) => kind === 'unknown-variable' || hasDoubled(on),

  *checkProblem(problem, { config }) {
    const { at, on, within, variable: name = '', kind } = problem;
    if (at === undefined || on === undefined) return;
    if (kind === 'invalid-variable') {
      yield* aboutDoubled(problem, on);
      return;
    }
    const use = variableUses(on, within.split(' ').slice(0, -1)).find((it) => it.name === name);
    const environment = use === undefined || within.startsWith('stream') ? undefined : config.http?.environment;
    yield {
      at,
      message: unknownVariableText(use ?? { name, reference: { name } }, environment),
      fixes: use === undefined || environment === undefined ? [] : variableFixes(use, on, environment),
    };
  },

  checkDirective(placed, context) {
    // What is only inherited is judged where it is: no server may take it over.
    const { around, environment } = context;
    const isWhole = around[0] === 'http' && around.length > 1;
    if (!isWhole && !/^(?:http|server|location)$/.test(context.context)) return [];
    return mayBeUndefined(placed.directive.args, environment) ? undefinedIn(placed, isWhole, context) : [];
  },
};

function hasVariables({ variables }: Word): boolean {
  return variables.length > 0;
}

/** Of nearly all lines it may not. */
function mayBeUndefined(words: readonly Word[], environment: Environment): boolean {
  for (const { raw, variables } of words) {
    for (const { name } of variables) if (isUndefined(name.toLowerCase(), environment)) return true;
    if (variables.length > 0 && /\$\w+-/.test(raw)) return true;
  }
  return false;
}

function* undefinedIn(placed: Placed, isWhole: boolean, context: DirectiveContext): Iterable<Finding> {
  const { around, environment } = context;
  for (const use of variableUses(placed, around)) {
    const isSure =
      (isWhole && isUndefined(use.name, environment) && isCertain(use, placed, context)) || isCutShort(use, environment);
    if (!isSure) continue;
    yield {
      at: { ...anchorOf(placed), start: use.reference.start, end: use.reference.end },
      message: unknownVariableText(use, environment),
      fixes: variableFixes(use, placed, environment),
    };
  }
}

/** Modules that nginx does not ship may bring variables, but none for the two headers of the handshake. */
function isCertain({ name }: VariableUse, placed: Placed, { environment }: DirectiveContext): boolean {
  return environment.foreign.length === 0 || (isHandshakeHeader(placed) && /connection|upgrade/.test(name));
}
