/** The menu of quick fixes over a whole document. */
import { isShort, timesOf, type Times } from './measure.ts';
import { openTypist } from './server.ts';
import type { Shape } from './shape.ts';

export interface MenuTimes {
  readonly findings: number;
  /** Actions in the menu. */
  readonly actions: number;
  /** In a server that has just given its first diagnostics. */
  readonly first: Times;
  /** After a key and its diagnostics. */
  readonly again: Times;
}

export async function measureMenu(shape: Shape): Promise<MenuTimes> {
  const firsts: number[] = [];
  const again: number[] = [];
  let findings = 0;
  let actions = 0;
  const start = performance.now();
  while (isShort(firsts, start, { most: 5, time: 8000, least: 2 })) {
    const typist = await openTypist(shape);
    const menu = async (): Promise<number> => {
      const before = performance.now();
      actions = (await typist.client.actions(typist.uri, whole)).length;
      return performance.now() - before;
    };
    findings = typist.findings;
    firsts.push(await menu());
    const begin = performance.now();
    for (const own: number[] = []; isShort(own, begin, { most: 10, time: 3000, least: 1 });) {
      await typist.key();
      own.push(await menu());
      again.push(own.at(-1) ?? NaN);
    }
    await typist.stop();
  }
  return { findings, actions, first: timesOf(firsts), again: timesOf(again) };
}

const whole = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };
