/** Run by `recall.ts`: prints the recall of a corpus (folder, version of nginx) where no application is known, as JSON. */
import { register } from 'node:module';

const empty = 'export const knownApps = []; export const otherPrograms = []; export const socketPaths = [];';
const hook = `export async function load(url, context, next) {
  if (!/\\/reference\\/apps\\.data\\.ts(?:$|\\?)/.test(url)) return next(url, context);
  return { format: 'module', source: ${JSON.stringify(empty)}, shortCircuit: true };
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { appNamed } = await import('../../server/src/reference/apps.ts');
if (appNamed('socketio') !== undefined) throw new Error('The list of applications is still there');
const { testParser } = await import('../support/parser.ts');
const { readRows } = await import('./rows.ts');
const { runCorpus } = await import('./run.ts');
const { recallOf } = await import('./recall.ts');

const [folder = '', version] = process.argv.slice(2);
const rows = readRows(folder);
console.log(JSON.stringify(recallOf(rows, runCorpus(rows, await testParser(), version))));
