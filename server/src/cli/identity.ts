/** What makes a finding the same one in another version of its file: where it stands in the configuration, not on which line. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { FileFinding } from '../analysis/finding.ts';
import { nameIn, type ReportPlaces } from './place.ts';
import type { Directive, Item, SyntaxTree } from '../syntax/tree.ts';

/** Lines above, other blocks, layout and comments change nothing of it. */
export interface Identity {
  readonly rule: string;
  /** The blocks around it, outermost first, as they begin: `location /ws/`. */
  readonly in: readonly string[];
  /** The first name of the server around it. */
  readonly server: string | undefined;
  /** What is underlined, of its first line. */
  readonly words: string;
}

export function identityOf({ rule, start, end }: FileFinding, tree: SyntaxTree | undefined): Identity {
  const around = (tree?.pathAt(start) ?? []).filter(isBlock);
  const server = around.findLast(({ name }) => name.text === 'server');
  return {
    rule,
    in: around.map(headOf),
    server: server === undefined ? undefined : nameOf(server),
    words: short(/^[^\r\n]*/.exec(tree?.text.slice(start, Math.min(end, start + longest + 1)) ?? '')?.[0] ?? ''),
  };
}

/** The places of a file: `in` and `server` (or null) of each that an identity may name, as JSON. */
export function placesIn(tree: SyntaxTree | undefined): ReadonlySet<string> {
  const places = new Set<string>();
  const walk = (items: readonly Item[], around: readonly string[], server: string | null): void => {
    places.add(JSON.stringify([around, server]));
    for (const item of items) {
      if (!isBlock(item)) continue;
      walk(item.block?.items ?? [], [...around, headOf(item)], item.name.text === 'server' ? (nameOf(item) ?? null) : server);
    }
  };
  walk(tree?.root.items ?? [], [], null);
  return places;
}

/**
 * One for each finding, 32 digits: no two are the same, and it stays the same as long as the finding is the same one in a file of the
 * same name. Of several that nothing tells apart, each is known by its place among them.
 */
export function fingerprintsOf(
  findings: readonly FileFinding[],
  places: ReportPlaces,
  treeIn: (path: string) => SyntaxTree | undefined,
): ReadonlyMap<FileFinding, string> {
  const seen = new Map<string, number>();
  const inOrder = [...findings].sort((a, b) => (a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1));
  return new Map(
    inOrder.map((finding) => {
      const { rule, in: around, server = null, words } = identityOf(finding, treeIn(finding.path));
      const key = JSON.stringify([nameIn(finding.path, places), rule, around, server, words]);
      const count = seen.get(key) ?? 0;
      seen.set(key, count + 1);
      return [finding, bytesToHex(sha256(utf8ToBytes(`${key} ${count}`))).slice(0, 32)];
    }),
  );
}

/** Nothing that is longer tells more. */
const longest = 120;

function short(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}

function isBlock(item: Item): item is Directive {
  return item.kind === 'directive' && (item.block !== undefined || item.rawBody !== undefined);
}

function headOf({ name, args }: Directive): string {
  return short([name, ...args].map(({ text }) => text).join(' '));
}

function nameOf(server: Directive): string | undefined {
  const names = server.block?.items.find((item) => item.kind === 'directive' && item.name.text === 'server_name');
  const first = names?.kind === 'directive' ? names.args[0]?.text : undefined;
  return first === undefined || first === '' ? undefined : short(first);
}
