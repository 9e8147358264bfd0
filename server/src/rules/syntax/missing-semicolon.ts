/** Without its `;` a directive takes the words of the next line as arguments (ngx_conf_file.c, ngx_conf_read_token). */
import type { AbsoluteFinding, Rule, SyntaxContext } from '../../analysis/rule.ts';
import { treeOf } from '../../analysis/edits.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const missingSemicolon: Rule = {
  id: 'missing-semicolon',
  summary: 'A directive does not end in a semicolon',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],

  *checkSyntax(error, path, context) {
    for (const finding of check(error, path, context)) {
      const lost = finding.fixes !== undefined && context.starts() ? lostBehind(finding, context) : undefined;
      yield lost === undefined ? finding : calm(finding, lost);
    }
  },
};

const check = syntaxCheck('missing-semicolon', 'Insert the missing ;', true);

/** The name of the directive whose line is taken for arguments. */
function lostBehind({ path, end }: AbsoluteFinding, { workspace }: SyntaxContext): string | undefined {
  const text = treeOf(workspace, path)?.text.slice(end);
  return text === undefined ? undefined : /^(?:\s|#[^\n]*\n)*([^\s;{}#]+)/.exec(text)?.[1];
}

/** nginx starts with it: what it costs is the line behind it, and to put that in force again is for a person to decide. */
function calm(finding: AbsoluteFinding, lost: string): AbsoluteFinding {
  const message = `${finding.message} It starts all the same, and \`${lost}\` is not in force.`;
  const fixes = (finding.fixes ?? []).map((fix) => ({ ...fix, safe: false }));
  return { ...finding, message, fixes, ...(!decides(lost) && { severity: 'warning' }) };
}

/** Is what becomes of a request in the hands of such lines? */
function decides(name: string): boolean {
  return name.startsWith('proxy_') || name === 'listen' || name === 'return' || name === 'rewrite';
}
