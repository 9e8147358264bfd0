/** The condition of an `if` (ngx_http_rewrite_if_condition and the script codes it compiles to). */
import type { Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';
import type { Word } from '../../syntax/tree.ts';
import type { Bindings } from './bindings.ts';
import { tryPattern } from './budget.ts';
import { expand, variable } from './evaluate.ts';
import { isUnknown, withMatch, type Exchange } from './exchange.ts';
import { fileAt } from './request-file.ts';
import type { Unknown } from '../model.ts';
import { compilePattern } from '../text/pattern.ts';

export interface Condition {
  readonly holds: boolean | Unknown;
  /** With the captures of a regular expression. */
  readonly exchange: Exchange;
  /** Whether a file exists was taken from the workspace; it may be otherwise on the server. */
  readonly file?: string;
}

/** Without a workspace no file exists. `escape`: see `expand`. */
export function evaluateCondition(at: Placed, bindings: Bindings, workspace: Workspace | undefined, escape: boolean): Condition {
  const words = inner(at.directive.args);
  const [subject, operator, operand] = words;
  const exchange = bindings.exchange;
  const unknown = (what: string): Condition => ({ holds: { unknown: what }, exchange });
  if (subject === undefined || words.some(({ word }) => word.placeholder)) {
    return unknown(`the condition \`${at.directive.args.map(({ text }) => text).join(' ')}\``);
  }
  if (/^!?-[fdex]$/.test(subject.text)) return fileTest(subject.text, operator?.text ?? '', bindings, workspace, escape);
  if (!/^\$\w/.test(subject.text)) return unknown(`the condition \`${subject.text}\``);
  const left = variable(subject.text.slice(1), bindings);
  const after = left.captures === undefined ? exchange : { ...exchange, captures: left.captures };
  if (isUnknown(left.value)) return { holds: left.value, exchange: after };
  if (operator === undefined) return { holds: left.value !== '' && left.value !== '0', exchange: after };
  if (operand === undefined) return unknown(`the condition \`${subject.text} ${operator.text}\``);
  if (operator.text === '=' || operator.text === '!=') {
    const right = expand(operand.text, { ...bindings, exchange: after }, escape);
    const next = right.captures === undefined ? after : { ...after, captures: right.captures };
    if (isUnknown(right.value)) return { holds: right.value, exchange: next };
    return { holds: (left.value === right.value) === (operator.text === '='), exchange: next };
  }
  const pattern = compilePattern(operand.text, operator.text.endsWith('*'));
  const match = tryPattern(exchange.budget, pattern, left.value);
  if (match === 'unknown') return unknown(`the pattern \`${operand.text}\``);
  const negative = operator.text.startsWith('!');
  if (match === undefined) return { holds: negative, exchange: { ...after, captures: [] } };
  return { holds: !negative, exchange: withMatch(after, match) };
}

interface Operand {
  readonly word: Word;
  readonly text: string;
}

/** The words without the parentheses, which may stand alone or be glued to the first and last word. */
function inner(args: readonly Word[]): readonly Operand[] {
  return args
    .map((word, index): Operand => {
      const open = index === 0 && word.text.startsWith('(') ? 1 : 0;
      const close = index === args.length - 1 && word.text.endsWith(')') ? 1 : 0;
      return { word, text: word.text.slice(open, word.text.length - close) };
    })
    .filter(({ text }, index) => text !== '' || (index > 0 && index < args.length - 1) || args[index]?.quote !== undefined);
}

/** What the workspace does not show is taken as absent: a maintenance page, a static file in place of the socket. */
function fileTest(
  operator: string,
  path: string,
  bindings: Bindings,
  workspace: Workspace | undefined,
  escape: boolean,
): Condition {
  const { value } = expand(path, bindings, escape);
  const negative = operator.startsWith('!');
  if (isUnknown(value)) return { holds: negative, exchange: bindings.exchange, file: path };
  const kind = workspace === undefined || value === '' ? undefined : fileAt(value, workspace);
  if (operator.endsWith('x') && kind !== undefined) {
    const executable = workspace?.stat(value)?.executable;
    const unknown = { unknown: `whether \`${value}\` may be executed` };
    return { holds: executable === undefined ? unknown : executable !== negative, exchange: bindings.exchange };
  }
  const found = operator.endsWith('d') ? kind === 'folder' : operator.endsWith('f') ? kind === 'file' : kind !== undefined;
  return { holds: found !== negative, exchange: bindings.exchange, file: value };
}
