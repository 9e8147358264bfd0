/** The worlds in which rules are asked, and what a rule sees of them. */
import type { Environment, Location, Server } from '../config/model.ts';
import { linesByName } from '../config/level.ts';
import { noLocations } from '../config/location.ts';
import { configViews, each } from '../config/world.ts';
import { createOnce } from '../query/once.ts';
import type { Asker, View, Views } from '../query/memory.ts';
import { sameList } from '../query/same.ts';
import type { Blocks, DirectiveAsked, DirectiveWorld, Landings, Rule, RuleContext, RulesByUnit, RuleWorld } from './rule.ts';

/** Where nothing is stated, one reading stands for all locations. */
const landingsView: View<Landings> = (_landings, reading) => {
  const all = reading({ look: (it: Landings) => it.all, isSame: sameList });
  const isEmpty = reading({ look: (it: Landings) => it.isEmpty });
  const to = each(reading, (location: Location) => ({ look: (it: Landings) => it.to(location), isSame: sameList<string> }));
  return {
    get isEmpty() {
      return isEmpty();
    },
    get all() {
      return all();
    },
    to: (location) => (isEmpty() ? none : to(location)),
  };
};

const none: readonly never[] = [];

export const ruleViews: Views<RuleWorld> = { ...configViews, terms: 'whole', landings: landingsView };

export const directiveViews: Views<DirectiveWorld> = { environment: configViews.environment, around: 'whole', terms: 'whole' };

export function createBlocks(names: readonly string[] = []): Blocks {
  const inner = new Map<string, Blocks>();
  return {
    names,
    within(name) {
      const known = inner.get(name) ?? createBlocks([...names, name]);
      inner.set(name, known);
      return known;
    },
  };
}

export function byUnit(rules: readonly Rule[]): RulesByUnit {
  return {
    all: rules,
    targets: rules.flatMap((rule) =>
      rule.checkTarget === undefined ? [] : [{ rule, looks: rule.looksAtTarget, check: rule.checkTarget }],
    ),
    servers: rules.filter(({ checkServer }) => checkServer !== undefined),
    directives: byName(rules.filter(({ checkDirective }) => checkDirective !== undefined)),
    whole: rules.filter(({ checkConfig }) => checkConfig !== undefined),
    syntax: rules.filter(({ checkSyntax }) => checkSyntax !== undefined),
  };
}

function byName(rules: readonly Rule[]): RulesByUnit['directives'] {
  const names = new Set(rules.flatMap(({ looksAtNames = [] }) => looksAtNames));
  const looking = (name: string | undefined): readonly DirectiveAsked[] =>
    rules
      .filter(({ looksAtNames }) => looksAtNames === undefined || (name !== undefined && looksAtNames.includes(name)))
      .map((rule) => ({ rule, looks: rule.looksAt, check: rule.checkDirective }));
  const named = new Map(Array.from(names, (name) => [name, looking(name)]));
  const others = looking(undefined);
  return (name) => named.get(name) ?? others;
}

/** What rules may ask; handshakes that one of them tried need not be tried again by the next. */
export function contextFor({ world, ask }: Asker<RuleWorld>, once = createOnce()): RuleContext {
  const { environment, files, terms, landings } = world;
  const { nginx, nginxUpTo, websocketUrls, main, context, partial, http } = terms;
  return {
    environment,
    workspace: files,
    nginx,
    nginxUpTo,
    websocketUrls,
    statedFor: landings.to,
    main,
    context,
    partial,
    http,
    ask,
    once,
  };
}

/** Where no server is asked about. */
export const noServer: Server = {
  level: { kind: 'server', outer: undefined, lines: [], own: linesByName([]), unseen: [], partial: true },
  at: undefined,
  body: [],
  locations: noLocations,
  ifs: [],
};

export const noEnvironment: Environment = {
  maps: new Map(),
  allMaps: [],
  upstreams: new Map(),
  allUpstreams: [],
  variables: new Map(),
  partial: true,
  setsUnseen: true,
  foreign: [],
};
