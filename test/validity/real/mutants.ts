/** Configurations with one mistake each, the same for the same seed. */
import { broken, randomNumbers } from '../recorded/mutations.ts';
import { sources } from './sources.ts';

/** `count` of them, taken in turn from each group of sources. */
export function* mutants(count: number, seed: number): Generator<readonly [group: string, config: string]> {
  const groups = Object.entries(sources());
  const random = randomNumbers(seed);
  for (let index = 0; index < count; index++) {
    const [group, list] = groups[index % groups.length] ?? ['', []];
    const source = list[Math.floor(random() * list.length)];
    if (source !== undefined) yield [group, broken(source.text, random)];
  }
}
