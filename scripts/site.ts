/** Builds the documentation as a site of static files: `npm run site` into docs/site/, or into the folder that is named. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { createLinks } from './site/links.ts';
import { createMarkdown } from './site/markdown.ts';
import { searchIndex } from './site/search-index.ts';
import { root, sitePages } from './site/sources.ts';
import { pageHtml } from './site/template.ts';
import { exampleLink } from './site/try-it.ts';

const folder = resolve(process.argv[2] ?? join(root, 'docs/site'));
rmSync(folder, { recursive: true, force: true });

const pages = sitePages();
const links = createLinks(pages);
const render = await createMarkdown(links.rewrite);
for (const page of pages) write(page.out, pageHtml(page, render(page, await exampleLink(page)), pages));
write('search.json', JSON.stringify(searchIndex(pages)));
for (const [source, out] of links.copied()) {
  mkdirSync(dirname(join(folder, out)), { recursive: true });
  cpSync(join(root, source), join(folder, out));
}
cpSync(join(root, 'site/site.css'), join(folder, 'site.css'));
await build({
  absWorkingDir: root,
  entryPoints: { search: 'site/page/search.ts' },
  outdir: folder,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  logLevel: 'warning',
});
execFileSync(process.execPath, [join(root, 'scripts/playground.mjs'), join(folder, 'playground')]);
// Here it is a part of the documentation, and leads back to it.
const pastePage = join(folder, 'playground/index.html');
write(
  'playground/index.html',
  readFileSync(pastePage, 'utf8')
    .replace('<title>', '<meta name="rules" content="../rules/" />\n    <title>')
    .replace('<footer>', '<footer>\n      <a href="../index.html">Documentation</a> ·'),
);
console.log(`${folder}: ${pages.length} pages, and the page to paste into`);

function write(out: string, text: string): void {
  mkdirSync(dirname(join(folder, out)), { recursive: true });
  writeFileSync(join(folder, out), text);
}
