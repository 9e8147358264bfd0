/** What nginx finds when it merges the levels of one server; holds as long as the server and what it inherits stay the same. */
import type { Placed } from '../../config/model.ts';
import type { OpenBlock, Step } from '../reading/model.ts';
import type { Release } from '../reading/release.ts';
import { passGroups } from './asked.ts';
import { endOfCertificates } from './certificates.ts';
import type { Level } from './levels.ts';
import { duplicateLocations } from './locations.ts';
import { endOfBuffers, endOfCharset, endOfReferers, endOfSecureLink } from './merging.ts';
import { mergePassing, passModules, type PassModule } from './passing.ts';
import type { Told } from '../reading/told.ts';

/** In the order in which nginx's modules have their turn; `upstreams` and `listens` are judged for all servers at once. */
export const turns = [
  'buffers',
  'upstreams',
  'referers',
  'certificates',
  'proxy',
  'fastcgi',
  'uwsgi',
  'scgi',
  'grpc',
  'secure link',
  'locations',
  'listens',
  'charsets',
] as const;

export type Turn = (typeof turns)[number];

export interface EndOfServer {
  readonly kind: 'end';
  /** The `http` block whose directives it inherits. */
  readonly http: OpenBlock;
  /** Only turns that have any. */
  readonly steps: ReadonlyMap<Turn, readonly Step[]>;
}

export function endOfServer(server: OpenBlock, http: OpenBlock, release: Release): EndOfServer {
  const steps = new Map<Turn, Step[]>();
  const top: Level = { block: server, outer: { block: http, outer: undefined } };
  const note = (turn: Turn, step: Step): void => {
    const known = steps.get(turn);
    if (known === undefined) steps.set(turn, [step]);
    else known.push(step);
  };
  const tell = (turn: Turn, { block }: Level, told: Told | undefined): void => {
    const at = told?.at ?? block.at;
    if (told === undefined || at === undefined) return;
    note(turn, { kind: 'problem', at, within: at === block.at ? aroundOf(block) : block.within, told });
  };

  tell('buffers', top, endOfBuffers(top));
  tell('certificates', top, endOfCertificates(top, release));
  for (const { block, told } of duplicateLocations(server)) tell('locations', { block, outer: undefined }, told);
  const others = ~passGroups;
  visit(top, others, (level) => {
    tell('referers', level, endOfReferers(level, server));
    tell('secure link', level, endOfSecureLink(level.block));
    const judge = endOfCharset(level);
    const at = level.block.at;
    if (judge !== undefined && at !== undefined) note('charsets', { kind: 'claim', at, within: level.block.within, judge });
  });
  for (const module of passModules) if (((server.groups | server.innerGroups | http.groups) & module.group) !== 0) merge(module);
  return { kind: 'end', http, steps };

  function merge(module: PassModule): void {
    const compiled = new Set<Placed>();
    const used = new Set<string>();
    visit(top, module.group, (level) => {
      mergePassing(level, module, {
        release,
        compiled,
        tell: (told) => {
          tell(module.name, level, told);
        },
        note: (step) => {
          if (step.kind !== 'use' || used.size !== used.add(step.name).size) note(module.name, step);
        },
        claim: (judge, given) => {
          const at = given ?? level.block.at;
          if (at !== undefined) note(module.name, { kind: 'claim', at, within: level.block.within, judge });
        },
      });
    });
  }
}

/** Names of the blocks around a block. */
function aroundOf({ within }: OpenBlock): string {
  return within.slice(0, Math.max(within.lastIndexOf(' '), 0));
}

/** The levels that set anything of these groups themselves, the server in any case; outer ones first, in nginx's order. */
function visit(level: Level, groups: number, take: (level: Level) => void, isTop = true): void {
  const { block } = level;
  if (isTop || (block.groups & groups) !== 0) take(level);
  if ((block.innerGroups & groups) === 0) return;
  for (const inner of block.inner) visit({ block: inner, outer: level }, groups, take, false);
}
