/** Asks each rule about each unit; what was found stands as long as the unit, and all that the rule read beside it, are the same. */
import type { Config, Location, Placed, Server } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { allLocations, targetsIn } from '../handshake/routing/proxy-targets.ts';
import type { Asker, Question } from '../query/memory.ts';
import { contextFor } from './context.ts';
import type { AbsoluteFinding, DirectiveWorld, Finding, Rule, RuleWorld, Terms } from './rule.ts';

/** What a rule said, before positions are looked up. */
export interface Found {
  readonly rule: Rule;
  readonly finding: Finding | AbsoluteFinding;
}

/** What the rules say about a server, its locations with it. */
export const foundInServer: Question<RuleWorld, Server, readonly Found[]> = {
  answer: (server, asker) => {
    const context = contextFor(asker);
    const own = asker.world.terms.rules.servers.flatMap((rule) =>
      attempt(rule, asker.world.terms, () => rule.checkServer?.(asker.world.server, context) ?? none),
    );
    const inner = allLocations(server.locations.all()).flatMap((location) => asker.ask(foundInLocation, location));
    return own.length + inner.length === 0 ? none : [...own, ...inner];
  },
};

/** About the places of a location that pass requests on; those of the locations in it are asked by themselves. */
const foundInLocation: Question<RuleWorld, Location, readonly Found[]> = {
  answer: (location, asker) => {
    const context = contextFor(asker);
    const found = targetsIn(location, asker.world.server).flatMap((target) =>
      asker.world.terms.rules.targets.flatMap((rule) =>
        attempt(rule, asker.world.terms, () => rule.checkTarget?.(target, context) ?? none),
      ),
    );
    return found.length === 0 ? none : found;
  },
};

/** About a directive and those of its block. */
export const foundInBlock: Question<DirectiveWorld, Placed, readonly Found[]> = {
  answer: (placed, asker) => {
    const inner = asker.with({ around: asker.world.around.within(placed.directive.name.text) });
    const own = ofDirective(placed, asker);
    const below = foundInBody(placed.block ?? none, inner);
    return own.length + below.length === 0 ? none : [...own, ...below];
  },
};

/** About the directives of a body, each with its block. */
export function foundInBody(body: readonly Placed[], asker: Asker<DirectiveWorld>): readonly Found[] {
  const found: Found[] = [];
  for (const placed of body) {
    for (const it of placed.block === undefined ? ofDirective(placed, asker) : asker.ask(foundInBlock, placed)) found.push(it);
  }
  return found.length === 0 ? none : found;
}

function ofDirective(placed: Placed, { world }: Asker<DirectiveWorld>): readonly Found[] {
  const { environment, terms, around } = world;
  let found: readonly Found[] = none;
  for (const rule of terms.rules.directives) {
    if (rule.looksAt?.(placed.directive) === false) continue;
    const context = { environment, around: around.names, context: terms.context, nginx: terms.nginx };
    const more = attempt(rule, terms, () => rule.checkDirective?.(placed, context) ?? none);
    if (more.length > 0) found = [...found, ...more];
  }
  return found;
}

/** About the whole, and about the syntax errors of each file. */
export function foundInWhole(config: Config, workspace: Workspace, asker: Asker<RuleWorld>): readonly Found[] {
  const context = contextFor(asker);
  const { terms } = asker.world;
  return [
    ...terms.rules.whole.flatMap((rule) => attempt(rule, terms, () => rule.checkConfig?.(context) ?? none)),
    ...config.files.flatMap((path) => {
      const file = workspace.open(path);
      const errors = 'unreadable' in file ? none : file.tree.errors;
      return errors.flatMap((error) =>
        terms.rules.syntax.flatMap((rule) => attempt(rule, terms, () => rule.checkSyntax?.(error, path) ?? none)),
      );
    }),
  ];
}

const none: readonly never[] = [];

/** A rule that throws costs itself alone: what it found so far stays. */
function attempt(rule: Rule, { failed }: Terms, ask: () => Iterable<Finding | AbsoluteFinding>): readonly Found[] {
  let found: Found[] | undefined;
  try {
    for (const finding of ask()) (found ??= []).push({ rule, finding });
  } catch (error) {
    failed(rule.id, error);
  }
  return found ?? none;
}
