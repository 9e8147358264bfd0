/** Most directives may stand once in a block (ngx_conf_file.c, ngx_conf_set_*_slot: "is duplicate"). */
import { treeOf } from '../../analysis/edits.ts';
import { refusal } from '../../analysis/refused.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import { removeLine } from '../../analysis/settle.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { Placed } from '../../config/model.ts';
import type { Workspace } from '../../config/workspace.ts';

export const duplicateDirective: Rule = {
  id: 'duplicate-directive',
  summary: 'A directive that may stand once in a block stands there twice',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  problems: ['duplicate-directive'],

  *checkProblem(problem, { workspace }) {
    const { at, on, earlier } = problem;
    if (at === undefined || on === undefined) return;
    const name = on.directive.name.text;
    const other = earlier?.directive.name.text ?? name;
    const by = on.includedBy === undefined ? '' : ` (\`include ${on.includedBy.directive.args[0]?.text ?? ''}\` brings it)`;
    yield {
      at,
      message:
        other === name
          ? `\`${name}\` may stand once in a block, and stands here again${by}. ${refusal(problem)}`
          : `\`${name}\` and \`${other}\` may not stand in one block. ${refusal(problem)}`,
      related: earlier === undefined ? [] : [{ at: anchorOf(earlier), message: 'It stands here first.' }],
      fixes: fixesFor(on, earlier, workspace),
    };
  },
};

/** Of two equal lines one is enough; of two that differ the author knows which. */
function fixesFor(placed: Placed, earlier: Placed | undefined, workspace: Workspace): readonly Fix[] {
  if (earlier === undefined) return [];
  const isSame = textOf(placed, workspace) === textOf(earlier, workspace);
  // What an include brings, other blocks may need.
  const second = placed.includedBy === undefined ? [removeLine('Remove this line', placed, isSame)] : [];
  const first = earlier.includedBy === undefined ? [removeLine('Remove the first line', earlier, isSame)] : [];
  return isSame ? [...second, ...first].slice(0, 1) : [...second, ...first];
}

function textOf({ path, directive }: Placed, workspace: Workspace): string | undefined {
  const tree = treeOf(workspace, path);
  const start = tree?.startOf(directive);
  return start === undefined ? undefined : tree?.text.slice(start, start + directive.end).replace(/\s+/g, ' ');
}
