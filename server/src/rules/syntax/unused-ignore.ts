/** A comment that silences nothing hides the next mistake on its line; analysis/suppress.ts tells of it. */
import type { Rule } from '../../analysis/rule.ts';
import { unusedIgnoreId } from '../../analysis/suppress.ts';

export const unusedIgnore: Rule = {
  id: unusedIgnoreId,
  summary: 'A comment that ignores a rule silences nothing',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: [],
};
