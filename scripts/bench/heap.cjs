// Loaded into a measured server: at SIGUSR2 it collects garbage and writes what memory is left in use to BENCH_HEAP.
const { writeFileSync } = require('node:fs');
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(process.env.BENCH_HEAP ?? '/dev/null', JSON.stringify({ heapUsed, external }));
});
