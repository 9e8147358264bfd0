/** A line that begins with a word which is no directive: nginx looks through its modules, and refuses (ngx_conf_file.c, ngx_conf_handler). */
import { refusal } from '../../analysis/refused.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import type { Placed } from '../../config/model.ts';
import { gluedDirective, likelyDirective } from '../../knowledge/directive-names.ts';
import { lineStartOf } from '../../knowledge/line-start.ts';
import { writeSet } from '../../knowledge/set-line.ts';
import type { Context } from '../../reference/directives.ts';
import { foreignDirective, moduleByPrefix } from '../../reference/foreign.ts';
import { superseded } from '../../reference/superseded.ts';
import type { NginxVersion } from '../../reference/version.ts';

export const unknownDirective: Rule = {
  id: 'unknown-directive',
  summary: 'A line begins with a word that is no directive of nginx',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/dirindex.html'],
  problems: ['unknown-directive'],

  *checkProblem(problem, { nginx }) {
    const { at, on, context = 'main' } = problem;
    // Of a brace with nothing in front of it, `syntax-error` speaks.
    if (at === undefined || on === undefined || on.directive.name.raw === '') return;
    const { words, fixes } = wordsAbout(on, context, nginx);
    yield { at, message: `${words} ${refusal(problem)}`, fixes };
  },
};

interface Said {
  readonly words: string;
  readonly fixes: readonly Fix[];
}

const sets: ReadonlySet<Context> = new Set(['server', 'location', 'if in server', 'if in location']);

function wordsAbout(placed: Placed, context: Context, nginx: NginxVersion): Said {
  const { name } = placed.directive;
  if (name.text.startsWith('$')) {
    const words = `A line cannot begin with a variable: \`set ${name.text} …\` gives it a value.`;
    return { words, fixes: sets.has(context) ? writeSet(placed) : [] };
  }
  if (/^}?else(?:if)?$/i.test(name.text))
    return { words: 'nginx has no `else`: a second `if`, or a `map`, takes its place.', fixes: [] };
  const start = lineStartOf(placed);
  if (start !== undefined) {
    const { sign, directive, fix } = start;
    return {
      words: `The \`${sign}\` in front of \`${directive}\` is no part of it, and comes from where it was copied.`,
      fixes: [fix],
    };
  }
  const past = superseded(name.text);
  if (past !== undefined) return { words: `\`${name.text}\` is of ${past.module}. ${past.instead}`, fixes: [] };
  const meant = likelyDirective(name.text, context, nginx);
  const before = meant?.isCertain === true ? undefined : gluedDirective(name.text);
  if (before !== undefined) {
    const words = `A blank is missing behind \`${before}\`.`;
    return { words, fixes: [changeWord('Insert the blank', placed, name, name.raw.replace(before, `${before} `), true)] };
  }
  if (meant === undefined) {
    const module = moduleByPrefix(name.text);
    const begins = module === undefined ? '' : ` Its name begins like those of ${module.name}, ${module.home}.`;
    return { words: `nginx has no directive \`${name.text}\`, and no module that is known here has it.${begins}`, fixes: [] };
  }
  const module = foreignDirective(meant.name)?.modules[0]?.name;
  const origin = module === undefined ? '' : ` of ${module}`;
  return {
    words: `nginx has no directive \`${name.text}\`: \`${meant.name}\`${origin} may be meant.`,
    fixes: [changeWord(`Change to ${meant.name}`, placed, name, meant.name, meant.isCertain)],
  };
}
