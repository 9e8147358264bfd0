/** The server begins to load before the editor does: it is the larger one, and the first verdict waits for it. */
import { startWorker } from './connect.ts';
import { remark } from './remark.ts';

const worker = startWorker(() => {
  remark('This page could not start: it needs a browser with WebAssembly and module workers.');
});
const { run } = await import('./main.ts');
await run(worker);
