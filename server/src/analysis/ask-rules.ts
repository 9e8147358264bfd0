/** Asks each rule about each unit; what was found stands as long as the unit, and all that the rule read beside it, are the same. */
import { blocksAmong } from '../config/parts.ts';
import type { Config, Location, Placed, Server } from '../config/model.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import { allLocations, targetsIn } from '../handshake/routing/proxy-targets.ts';
import { derived } from '../query/derived.ts';
import type { Asker, Question } from '../query/memory.ts';
import { contextFor } from './context.ts';
import type {
  AbsoluteFinding,
  Blocks,
  DirectiveContext,
  DirectiveWorld,
  Finding,
  Rule,
  RuleContext,
  RuleWorld,
  SyntaxContext,
  TargetAsked,
  Terms,
} from './rule.ts';

/** What a rule said, before positions are looked up. */
export interface Found {
  readonly rule: Rule;
  readonly finding: Finding | AbsoluteFinding;
  /** What it was asked about, of a rule about what passes requests on. */
  readonly target?: ProxyTarget | undefined;
}

/** What the rules say about a server, its locations with it. */
const foundInServer: Question<RuleWorld, Server, readonly Found[]> = {
  answer: (server, asker) => {
    const { terms } = asker.world;
    const context = contextFor(asker, terms.onceFor(server));
    const found: Found[] = [];
    for (const rule of terms.rules.servers) add(found, rule, terms, () => rule.checkServer?.(asker.world.server, context));
    const locations = allLocations(server.locations.all());
    // Asking about a few again costs less than to remember what was said of each.
    if (locations.length > fewLocations) {
      const { names } = server.locations;
      append(found, together(asker.askEach({ question: foundInLocation, keys: locations, purpose: names })));
    } else for (const location of locations) addLocation(found, location, asker, context);
    return found.length === 0 ? none : found;
  },
};

const fewLocations = 6;

/** About each server, with its locations. */
export function foundInServers(servers: readonly Server[], asker: Asker<RuleWorld>): readonly Found[] {
  return together(asker.askEach({ question: foundInServer, keys: servers, purpose: foundInServer, part: 'server' }));
}

/** One list of many, most of which are empty; the same as long as these are. */
const together = derived((lists: readonly (readonly Found[])[]): readonly Found[] => {
  const out: Found[] = [];
  for (const list of lists) if (list.length > 0) append(out, list);
  return out;
});

/** About the places of a location that pass requests on; those of the locations in it are asked by themselves. */
const foundInLocation: Question<RuleWorld, Location, readonly Found[]> = {
  answer: (location, asker) => {
    const found: Found[] = [];
    addLocation(found, location, asker, contextFor(asker));
    return found.length === 0 ? none : found;
  },
};

function addLocation(found: Found[], location: Location, { world }: Asker<RuleWorld>, context: RuleContext): void {
  const { terms, server } = world;
  for (const target of targetsIn(location, server)) {
    let last: TargetAsked['looks'];
    let isLookedAt = true;
    for (const { rule, looks, check } of terms.rules.targets) {
      try {
        // Rules in a row may have the same question.
        if (looks === undefined || looks !== last) isLookedAt = looks?.(target, context) !== false;
        last = looks;
        if (isLookedAt) put(found, rule, check?.(target, context), target);
      } catch (error) {
        terms.failed(rule.id, error);
      }
    }
  }
}

/** About a directive and those of its block. */
const foundInBlock: Question<DirectiveWorld, Placed, readonly Found[]> = {
  answer: (placed, asker) => {
    const found: Found[] = [];
    addBlock(found, placed, withinOf(asker, asker.world.around));
    return found.length === 0 ? none : found;
  },
};

/** About the directives of a body, each with its block. */
export function foundInBody(body: readonly Placed[], asker: Asker<DirectiveWorld>): readonly Found[] {
  const found: Found[] = [];
  addBody(found, body, withinOf(asker, asker.world.around));
  return found.length === 0 ? none : found;
}

/** What is around some directives. */
interface Within {
  readonly asker: Asker<DirectiveWorld>;
  readonly around: Blocks;
  readonly terms: Terms;
  readonly context: DirectiveContext;
}

function withinOf(asker: Asker<DirectiveWorld>, around: Blocks): Within {
  const { environment, terms } = asker.world;
  return { asker, around, terms, context: { environment, around: around.names, context: terms.context, nginx: terms.nginx } };
}

function addBlock(found: Found[], placed: Placed, within: Within): void {
  addDirective(found, placed, within);
  addBody(found, placed.block ?? none, withinOf(within.asker, within.around.within(placed.directive.name.text)));
}

function addBody(found: Found[], body: readonly Placed[], within: Within): void {
  const { asker, around } = within;
  // Looking at a few lines again costs less than to remember what was said of them.
  if (body.length > few) {
    const blocks = blocksAmong(body);
    if (blocks.length < body.length)
      for (const placed of body) if (placed.block === undefined) addDirective(found, placed, within);
    append(found, together(asker.with({ around }).askEach({ question: foundInBlock, keys: blocks, purpose: around })));
    return;
  }
  for (const placed of body) {
    const { block } = placed;
    if (block === undefined) addDirective(found, placed, within);
    else if (block.length > few || block.some(isBlock)) append(found, asker.with({ around }).ask(foundInBlock, placed));
    else addBlock(found, placed, within);
  }
}

function isBlock({ block }: Placed): boolean {
  return block !== undefined;
}

function append(found: Found[], more: readonly Found[]): void {
  for (const it of more) found.push(it);
}

const few = 50;

function addDirective(found: Found[], placed: Placed, { terms, context }: Within): void {
  const { directive } = placed;
  for (const { rule, looks, check } of terms.rules.directives(directive.name.text)) {
    try {
      if (looks?.(directive) !== false) put(found, rule, check?.(placed, context));
    } catch (error) {
      terms.failed(rule.id, error);
    }
  }
}

/** About the whole, and about the syntax errors of each file. */
export function foundInWhole(config: Config, asker: Asker<RuleWorld>, syntax: SyntaxContext): readonly Found[] {
  const { terms } = asker.world;
  const found: Found[] = [];
  if (terms.rules.whole.length > 0) {
    const context = contextFor(asker);
    for (const rule of terms.rules.whole) add(found, rule, terms, () => rule.checkConfig?.(context));
  }
  for (const path of config.files) {
    const file = syntax.workspace.open(path);
    if ('unreadable' in file) continue;
    for (const error of file.tree.errors) {
      for (const rule of terms.rules.syntax) add(found, rule, terms, () => rule.checkSyntax?.(error, path, syntax));
    }
  }
  return found;
}

const none: readonly never[] = [];

type Findings = Iterable<Finding | AbsoluteFinding> | undefined;

/** A rule that throws costs itself alone: what it found so far stays. There, and where many lines are asked about. */
function add(found: Found[], rule: Rule, { failed }: Terms, ask: () => Findings): void {
  try {
    put(found, rule, ask());
  } catch (error) {
    failed(rule.id, error);
  }
}

function put(found: Found[], rule: Rule, findings: Findings, target?: ProxyTarget): void {
  if (findings !== undefined) for (const finding of findings) found.push({ rule, finding, target });
}
