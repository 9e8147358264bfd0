/** Finds out whether nginx knows a directive, takes it where it stands and takes its arguments (ngx_conf_file.c, ngx_conf_handler). */
import { directiveIn, originOf, type DirectiveForm } from '../reference/directives.ts';
import { skip, type Body, type Line, type Reader } from './reader.ts';
import { familyOf, type Outcome, type Run, type Scope } from './run.ts';
import { countThemselves, ownReader } from './own.ts';
import { readSlot } from './slots.ts';
import { says, type Use } from './use.ts';

/** Reads the directives of one block. */
export function directives(run: Run, scope: Scope): Reader {
  return (line, body) => readDirective(run, scope, line, body);
}

function readDirective(run: Run, scope: Scope, line: Line, body: Body): Outcome {
  const name = line.words[0] ?? '';
  const forms = directiveIn(name, run.nginx);
  if (forms.length === 0) return readUnknown(run, line, body);
  const family = familyOf(scope.context);
  const form = forms.find((it) => it.contexts === 'any' || (it.family === family && it.contexts.has(scope.context)));
  if (form === undefined) return `"${name}" directive is not allowed here`;
  if (!form.block && line.block) return `directive "${name}" is not terminated by ";"`;
  if (form.block && !line.block) return `directive "${name}" has no opening "{"`;
  if (!takes(form, line.words.length - 1)) return `invalid number of arguments in "${name}" directive`;
  return readKnown(run, scope, form, line, body);
}

/** What a module that nginx does not ship would make of it cannot be known; a name that nobody knows is refused. */
function readUnknown(run: Run, line: Line, body: Body): Outcome {
  const name = line.words[0] ?? '';
  const origin = originOf(name);
  if (origin === undefined || origin === 'nginx') return `unknown directive "${name}"`;
  run.blind = true;
  return line.block ? body.read(skip) : undefined;
}

/** More words than this, the name included, fit no fixed count (NGX_CONF_MAX_ARGS). */
const mostWords = 8;

function takes({ arguments: { counts, least } }: DirectiveForm, count: number): boolean {
  return least === undefined ? count < mostWords && counts.includes(count) : count >= least;
}

function readKnown(run: Run, scope: Scope, form: DirectiveForm, line: Line, body: Body): Outcome {
  const args = line.words.slice(1);
  if (form.family === 'conf') return body.include(args[0] ?? '', directives(run, scope));
  const holder = holderOf(scope, form);
  const use: Use = { run, scope, name: form.name, form, args, earlier: holder.given.get(form.name) ?? [], body };
  const place = run.at;
  const outcome = form.kind === 'own' ? readOwn(use) : readSlot(use);
  if (outcome !== undefined) return outcome;
  const uses = holder.given.get(form.name);
  if (uses === undefined) holder.given.set(form.name, [args]);
  else uses.push(args);
  holder.places.set(form.name, place);
  return undefined;
}

function readOwn(use: Use): Outcome {
  if (use.form.once && !countThemselves.has(use.name) && use.earlier.length > 0) return says(use, 'is duplicate');
  const read = ownReader(familyOf(use.scope.context), use.name);
  if (read !== undefined) return read(use, (scope) => directives(use.run, scope));
  return use.form.block ? use.body.read(skip) : undefined;
}

/** The block whose configuration the directive fills: a server's own settings stay with the server, wherever they are written. */
function holderOf(scope: Scope, form: DirectiveForm): Scope {
  if (form.level !== 'server') return scope;
  let holder = scope;
  while (holder.outer !== undefined && /^(?:location|if|limit_except)/.test(holder.context)) holder = holder.outer;
  return holder;
}
