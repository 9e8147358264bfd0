/** Names of directives that may stand at a place, in the releases and the flavour that the configuration is for. */
import { derived } from '../../query/derived.ts';
import type { Config, Placed } from '../../config/model.ts';
import { directive as formsOf, directiveIn, directiveNames, type DirectiveForm } from '../../reference/directives.ts';
import { foreignDirective, foreignDirectiveNames, type ForeignDirective } from '../../reference/foreign.ts';
import type { Context } from '../../reference/contexts.ts';
import { changedBehaviours } from '../../reference/changed.ts';
import { formatVersion, isAtLeast, type NginxVersion } from '../../reference/version.ts';
import { entryFor, syntaxOf } from '../documentation/entry.ts';
import { likeliness } from './likely.ts';
import type { Completion, Scene } from './model.ts';
import { contextOf } from './place.ts';
import { escapeSnippet, snippetFor } from './snippet.ts';

/** None within a block of entries or of another module. */
export function directiveCompletions(scene: Scene): readonly Completion[] {
  const { place } = scene;
  if (place.kind === 'table' || place.kind === 'foreign') return [];
  const given = namesGiven(scene);
  const own = directiveNames().flatMap((name) => {
    const forms = formsOf(name).filter((form) => standsAt(form, contextOf(place)));
    return forms.length === 0 ? [] : (ownCompletion(name, forms, scene, given) ?? []);
  });
  return [...own, ...foreignCompletions(scene), ...broughtCompletions(scene)];
}

function standsAt({ contexts }: DirectiveForm, context: Context | undefined): boolean {
  if (contexts === 'any') return true;
  return context === undefined ? ofWebsites.some((it) => contexts.has(it)) : contexts.has(context);
}

/** Files of which nothing is known are hardly ever about anything else. */
const ofWebsites: readonly Context[] = ['http', 'server', 'location', 'upstream'];

function ownCompletion(
  name: string,
  forms: readonly DirectiveForm[],
  scene: Scene,
  given: ReadonlySet<string>,
): Completion | undefined {
  const { place, analysis, documentation } = scene;
  const { nginx, nginxUpTo = nginx } = analysis.options;
  const [oldest, newest] = [nginx, nginxUpTo].map((version) => forms.filter((form) => directiveIn(name, version).includes(form)));
  const form = newest?.at(-1) ?? oldest?.at(-1);
  if (form === undefined) return undefined;
  const context = contextOf(place);
  const isOld = newest?.length === 0 || isObsolete(name, nginxUpTo);
  const isNew = oldest?.length === 0 && form.since !== undefined;
  const entry = entryFor(documentation, name, context);
  const likely = likeliness(name, context);
  const isGiven = form.once && given.has(name);
  const rank = isOld ? 6 : isGiven ? 5 : likely === undefined ? 4 : 2 + likely / 1000;
  return {
    kind: form.block ? 'block' : 'directive',
    label: name,
    detail: isNew ? `since ${formatVersion(form.since)}` : form.module,
    ...insertion(scene, name, () => snippetFor(form, entry && syntaxOf(entry)[0])),
    rank,
    about: { kind: 'directive', name, ...(context !== undefined && { context }) },
    ...(isOld && { isOld: true }),
  };
}

/** Where more stands on the line, only the name is written. */
function insertion({ snippets, cursor }: Scene, name: string, snippet: () => string): Pick<Completion, 'insert' | 'isSnippet'> {
  return snippets && !cursor.followed ? { insert: snippet(), isSnippet: true } : { insert: name };
}

/** nginx reads it with a warning, and does nothing. */
function isObsolete(name: string, version: NginxVersion): boolean {
  return changedBehaviours.some((it) => it.name === name && it.concerns === 'used' && isAtLeast(version, it.since));
}

/** Names that stand in the block already. */
function namesGiven({ tree, cursor }: Scene): ReadonlySet<string> {
  const block = cursor.around.at(-1)?.block ?? (cursor.around.length === 0 ? tree.root : undefined);
  const names = (block?.items ?? []).flatMap((item) => (item.kind === 'directive' ? [item.name.text] : []));
  const own = cursor.typed;
  return new Set(names.filter((name, index) => name !== own || names.indexOf(name) !== index));
}

/** Those of modules that the flavour has, or that the configuration uses. */
function foreignCompletions(scene: Scene): readonly Completion[] {
  const { place, analysis } = scene;
  const context = contextOf(place);
  const used = modulesUsed(analysis.config);
  const flavour = analysis.options.nginx[3]?.name;
  return foreignDirectiveNames().flatMap((name): readonly Completion[] => {
    const foreign = foreignDirective(name);
    const module = foreign?.modules.find((it) => used.has(it.name) || isOfFlavour(it.name, flavour));
    if (foreign === undefined || module === undefined || formsOf(name).length > 0 || !mayStand(foreign, context)) return [];
    const block = name.endsWith('_block');
    return [
      {
        kind: block ? 'block' : 'directive',
        label: name,
        detail: module.name,
        ...insertion(scene, name, () => (block ? `${escapeSnippet(name)} {\n\t$0\n}` : `${escapeSnippet(name)} $1;$0`)),
        rank: 4,
        about: { kind: 'directive', name },
      },
    ];
  });
}

function isOfFlavour(module: string, flavour: string | undefined): boolean {
  return (
    flavour !== undefined &&
    (module === flavour || module.includes(`(${flavour})`) || (flavour === 'OpenResty' && bundled.has(module)))
  );
}

/** What OpenResty brings beside Lua (openresty.org, "Components"). */
const bundled: ReadonlySet<string> = new Set(
  'headers-more echo set-misc memc redis2 srcache encrypted-session array-var rds-json rds-csv xss form-input iconv'
    .split(' ')
    .map((it) => `${it}-nginx-module`),
);

function mayStand({ contexts }: ForeignDirective, context: Context | undefined): boolean {
  return contexts === undefined || context === undefined || contexts.has(context);
}

/** Modules of which the configuration has a directive. */
const modulesUsed = derived((config: Config): ReadonlySet<string> => {
  const found = new Set<string>();
  const pending: (readonly Placed[])[] = [config.directives];
  for (let some = pending.pop(); some !== undefined; some = pending.pop()) {
    for (const { directive, block } of some) {
      const name = directive.name.text;
      const [module, ...others] = foreignDirective(name)?.modules ?? [];
      if (module !== undefined && others.length === 0 && formsOf(name).length === 0) found.add(module.name);
      if (block !== undefined) pending.push(block);
    }
  }
  return found;
});

/** Those that the user says modules bring. */
function broughtCompletions(scene: Scene): readonly Completion[] {
  const context = contextOf(scene.place);
  return [...(scene.analysis.options.brought ?? [])].flatMap(([name, { contexts, block }]): readonly Completion[] => {
    if (contexts !== undefined && context !== undefined && !contexts.has(context)) return [];
    const snippet = (): string => `${escapeSnippet(name)}${block ? ' {\n\t$0\n}' : ' $1;$0'}`;
    return [
      {
        kind: block ? 'block' : 'directive',
        label: name,
        detail: 'from the settings',
        ...insertion(scene, name, snippet),
        rank: 3,
      },
    ];
  });
}
