/** What surrounds the text of each page. */
import { relativeTo } from './links.ts';
import type { SitePage } from './sources.ts';

const policy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'";

/** In the order of the navigation. */
const navigation: readonly (readonly [out: string, title: string])[] = [
  ['index.html', 'Start'],
  ['answers/index.html', 'What do you see?'],
  ['playground/index.html', 'Paste a configuration'],
  ['rules/index.html', 'Rules'],
  ['editor.html', 'In the editor'],
  ['command-line.html', 'Command line'],
  ['ci.html', 'CI'],
  ['verify.html', 'Verify'],
  ['settings.html', 'Settings'],
  ['editors.html', 'Other editors'],
  ['accuracy.html', 'Accuracy'],
  ['performance.html', 'Performance'],
  ['privacy.html', 'Privacy'],
  ['changelog.html', 'Changelog'],
];

export function pageHtml(page: SitePage, body: string, pages: readonly SitePage[]): string {
  const to = (out: string): string => relativeTo(page.out, out);
  const known = new Set([...pages.map(({ out }) => out), 'playground/index.html']);
  const unknown = navigation.filter(([out]) => !known.has(out));
  if (unknown.length > 0) throw new Error(`the navigation leads to nothing: ${unknown.join(', ')}`);
  const items = navigation.map(([out, title]) => {
    const current = out === page.out ? ' aria-current="page"' : '';
    return `<li><a href="${to(out)}"${current}>${escape(title)}</a></li>`;
  });
  const title = page.kind === 'home' ? `${page.title}: broken WebSockets behind nginx` : `${page.title} – nginx Handshake`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escape(page.summary)}">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${to('site.css')}">
<script type="module" src="${to('search.js')}"></script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header>
<a class="name" href="${to('index.html')}">nginx Handshake</a>
<form role="search" action="${to('answers/index.html')}" data-root="${to('search.json').replace('search.json', '')}">
<label class="unseen" for="search">What do you see?</label>
<input id="search" type="search" name="q" placeholder="Unexpected response code: 400" autocomplete="off" spellcheck="false">
<p id="found" class="unseen" role="status"></p>
<ul id="results" hidden></ul>
</form>
</header>
<nav aria-label="Pages"><ul>${items.join('')}</ul></nav>
<main id="content" tabindex="-1">
${body}</main>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
