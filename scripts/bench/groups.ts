/** What is measured, in groups that can be run alone. */
import { testParser } from '../../test/support/parser.ts';
import { measureAnswers, type AnswerTimes } from './answers.ts';
import { measureCheck, measureFormats, type CheckTimes, type FormatTimes } from './command-line.ts';
import { measureCore, type CoreTimes } from './core.ts';
import { measureMenu, type MenuTimes } from './menu.ts';
import { measureFormatting } from './formatting.ts';
import { measureKeys, type KeyTimes } from './server.ts';
import type { Shape } from './shape.ts';
import { broken, geo, locations, mains, tree, typingIn, wrongSites, wrongTree } from './shapes.ts';
import { host, hostOf } from './sites.ts';
import { measureStart, type StartTimes } from './start.ts';

/** Filled by the groups that were run; rows by their titles. */
export interface Results {
  readonly keys: Record<string, KeyTimes>;
  readonly checks: Record<string, CheckTimes>;
  readonly parts: Record<string, CoreTimes>;
  readonly answers: Record<string, AnswerTimes>;
  formats?: FormatTimes;
  menu?: MenuTimes;
  start?: StartTimes;
}

export const groups: Readonly<Record<string, (results: Results) => Promise<void>>> = {
  lines: (results) => compare(results, Object.fromEntries(sizes.map((size) => [titleOf(size), hostOf(size)]))),
  map: (results) =>
    compare(results, { '100,000 lines, typed in a map': typingIn(hostOf(100_000), 'conf.d/maps.conf', '~shop 1') }),
  set: (results) =>
    compare(results, {
      '220 servers without `set`': host(220),
      '220 servers that `set` the same two variables': host(220, { set: ['set $shop main;', 'set $tier gold;'] }),
    }),
  locations: (results) => compare(results, { '20 locations': locations(20), '2,000 locations': locations(2000) }),
  broken: (results) =>
    compare(results, {
      '20 broken locations': broken(20),
      '400 broken locations': broken(400),
      '1,000 broken locations': broken(1000),
    }),
  tree: (results) =>
    compare(results, {
      '80 files': tree(80),
      '80 files, typed in a snippet of 61 sites': typingIn(tree(80), 'snippets/websocket.conf', 'proxy_read_timeout 1h'),
    }),
  mains: (results) =>
    compare(results, {
      '60 main files': mains(60),
      '60 main files, typed in a snippet of all': typingIn(mains(60), 'snippets/websocket.conf', 'proxy_read_timeout 1h'),
    }),
  geo: (results) => compare(results, { '`geo` of 100,000 ranges': geo(100_000) }),
  check: async ({ checks }) => {
    for (const size of sizes) checks[titleOf(size)] = await measureCheck(hostOf(size, { plain: true }));
    checks['`geo` of 100,000 ranges'] = await measureCheck(geo(100_000, true));
  },
  json: async (results) => {
    results.formats = await measureFormats(wrongTree(76));
  },
  menu: async (results) => {
    results.menu = await measureMenu(wrongSites(60));
  },
  answers: async ({ answers }) => {
    for (const size of [1_000, 10_000]) {
      const shape = hostOf(size);
      answers[titleOf(size)] = { ...(await measureAnswers(shape)), [formatting]: await measureFormatting(shape) };
    }
  },
  start: async (results) => {
    results.start = await measureStart();
  },
  parts: async (results) => {
    const parser = await testParser();
    for (const size of sizes) results.parts[titleOf(size)] = measureCore(hostOf(size), parser);
  },
};

/** The row of it among the answers. */
export const formatting = 'formatting of the document';

const sizes = [100, 1_000, 10_000, 100_000];

export function titleOf(size: number): string {
  return `${size.toLocaleString('en-US')} lines`;
}

async function compare({ keys }: Results, shapes: Readonly<Record<string, Shape>>): Promise<void> {
  const titles = Object.keys(shapes);
  const measured = await measureKeys(Object.values(shapes));
  for (const [index, times] of measured.entries()) keys[titles[index] ?? ''] = times;
}
