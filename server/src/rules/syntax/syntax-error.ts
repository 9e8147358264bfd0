/** What else nginx cannot read: a stray `;` or `{`, a block without its `{` (ngx_conf_read_token). */
import type { Rule } from '../../analysis/rule.ts';
import { treeOf } from '../../analysis/edits.ts';
import { syntaxCheck } from '../../analysis/syntax-finding.ts';

export const syntaxError: Rule = {
  id: 'syntax-error',
  summary: 'A brace or a semicolon stands where nginx cannot read it',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  *checkSyntax(error, path, context) {
    if (error.kind === 'syntax' && !isDoubled(error.start, treeOf(context.workspace, path)?.text ?? ''))
      yield* check(error, path, context);
  },
};

const check = syntaxCheck('syntax', ({ newText }) => titles[newText.trim()] ?? 'Correct it', false);

/** Of a brace that is meant, a text for Python's `str.format` has two; one is around a field that it fills in. */
function isDoubled(at: number, text: string): boolean {
  return text.startsWith('{{', at - 1) && text.includes('}}', at) && /(?<!\{)\{[A-Za-z_]\w*\}(?!\})/.test(text);
}

const titles: Readonly<Record<string, string>> = {
  '': 'Remove it',
  '{': 'Insert the missing {',
};
