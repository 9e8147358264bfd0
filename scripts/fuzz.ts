/** `npm run fuzz -- --minutes N --seed S`: tries inputs for a night; every failure is told with its seed, made smaller. */
import { parseArgs } from 'node:util';
import { describe, fuzz } from '../test/fuzz/watch.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('npm run fuzz -- --minutes N --seed S, both of them numbers');
  process.exit(2);
}
console.log(`seed ${seed}, ${minutes} minutes`);
const { tried, failures } = await fuzz({
  seed,
  milliseconds: minutes * 60_000,
  mostFailures: Infinity,
  found: (failure) => {
    console.log(`\n${describe(failure)}`);
  },
});
console.log(`\n${tried} inputs, ${failures.length} ${failures.length === 1 ? 'failure' : 'failures'}`);
process.exitCode = failures.length === 0 ? 0 : 1;
