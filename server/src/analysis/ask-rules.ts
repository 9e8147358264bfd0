/** Asks each rule about each unit, and keeps the answers of units that are the same objects as before. */
import type { Placed, Server } from '../config/model.ts';
import { sameList } from '../config/place.ts';
import { targetsOf } from '../handshake/routing/proxy-targets.ts';
import type { AbsoluteFinding, Finding, Rule, RuleContext } from './rule.ts';

/** What a rule said, before positions are looked up. */
export interface Found {
  readonly rule: Rule;
  readonly finding: Finding | AbsoluteFinding;
}

/** Answers kept between runs; valid while environment and options are the same objects. */
export interface RunMemo {
  valid: { readonly environment: object; readonly options: object; readonly main: string } | undefined;
  servers: WeakMap<Server, readonly Found[]>;
  directives: WeakMap<Placed, Visited>;
}

interface Visited {
  readonly names: string;
  /** What was found may point at one of these. */
  readonly around: readonly Placed[];
  readonly found: readonly Found[];
}

export function createRunMemo(): RunMemo {
  return { valid: undefined, servers: new WeakMap(), directives: new WeakMap() };
}

export function runRules(rules: readonly Rule[], context: RuleContext, options: object, memo: RunMemo): readonly Found[] {
  const { environment, config } = context;
  if (memo.valid?.environment !== environment || memo.valid.options !== options || memo.valid.main !== config.main) {
    memo.valid = { environment, options, main: config.main };
    memo.servers = new WeakMap();
    memo.directives = new WeakMap();
  }
  const onDirectives = rules.filter(({ checkDirective }) => checkDirective !== undefined);
  return [
    ...config.files.flatMap((path) => runSyntax(rules, path, context)),
    ...(config.http?.servers ?? []).flatMap((server) => keep(memo.servers, server, () => runServer(rules, server, context))),
    ...config.directives.flatMap((placed) => runDirective(onDirectives, placed, [], context, memo)),
    ...rules.flatMap((rule) => attempt(rule, context, () => rule.checkConfig?.(context) ?? [])),
  ];
}

function runSyntax(rules: readonly Rule[], path: string, context: RuleContext): readonly Found[] {
  const file = context.workspace.open(path);
  const errors = 'unreadable' in file ? [] : file.tree.errors;
  return errors.flatMap((error) => rules.flatMap((rule) => attempt(rule, context, () => rule.checkSyntax?.(error, path) ?? [])));
}

function runServer(rules: readonly Rule[], server: Server, context: RuleContext): readonly Found[] {
  const targets = targetsOf(server);
  return rules.flatMap((rule) => [
    ...attempt(rule, context, () => rule.checkServer?.(server, context) ?? []),
    ...targets.flatMap((target) => attempt(rule, context, () => rule.checkTarget?.(target, context) ?? [])),
  ]);
}

function runDirective(
  rules: readonly Rule[],
  placed: Placed,
  around: readonly Placed[],
  context: RuleContext,
  memo: RunMemo,
): readonly Found[] {
  const names = around.map(({ directive }) => directive.name.text).join(' ');
  const before = memo.directives.get(placed);
  if (before?.names === names && (before.found.length === 0 || sameList(before.around, around))) return before.found;
  const here = { ...context, around };
  const inner = [...around, placed];
  const found = [
    ...rules.flatMap((rule) => attempt(rule, context, () => rule.checkDirective?.(placed, here) ?? [])),
    ...(placed.block ?? []).flatMap((it) => runDirective(rules, it, inner, context, memo)),
  ];
  memo.directives.set(placed, { names, around, found });
  return found;
}

function keep<K extends object, V>(memo: WeakMap<K, V>, key: K, make: () => V): V {
  const before = memo.get(key);
  if (before !== undefined) return before;
  const made = make();
  memo.set(key, made);
  return made;
}

/** A rule that throws costs itself alone: what it found so far stays. */
function attempt(rule: Rule, context: RuleContext, ask: () => Iterable<Finding | AbsoluteFinding>): readonly Found[] {
  const found: Found[] = [];
  try {
    for (const finding of ask()) found.push({ rule, finding });
  } catch (error) {
    context.failed(rule.id, error);
  }
  return found;
}
