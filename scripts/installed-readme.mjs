// README for people who install the extension: the repository's own, without what needs a checkout or concerns other editors.

/** Leaves out what stands between `<!-- repository -->` and `<!-- /repository -->`; throws where one of a pair is missing. */
export function installedReadme(readme) {
  const text = readme.replace(/<!-- repository -->\n[^]*?<!-- \/repository -->\n\n?/g, '');
  if (/<!-- \/?repository -->/.test(text)) throw new Error('README.md: a mark of <!-- repository --> stands alone');
  return text;
}
