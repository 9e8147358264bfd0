/** Reads the command tables of nginx's own source, release by release, from a local clone. Facts only: no text is kept. */
import { execFileSync } from 'node:child_process';

/** One entry of an `ngx_command_t` table. */
export interface Command {
  readonly name: string;
  readonly module: string;
  /** `core`, `event`, `http`, `stream`, `mail`. */
  readonly family: string;
  /** The flags without their `NGX_` prefix, in the order of the source. */
  readonly flags: readonly string[];
  readonly handler: string;
  readonly level: string;
  /** The field that a slot function fills. */
  readonly field: string;
  readonly words: readonly string[] | undefined;
  readonly bounds: string | undefined;
  /** True when the handler refuses a second use. */
  readonly once: boolean;
}

export interface Variable {
  readonly family: string;
  readonly name: string;
  /** True when the name is only the beginning of a family of names. */
  readonly prefix: boolean;
  /** True when a configuration may define it again. */
  readonly changeable: boolean;
  readonly module: string;
}

export interface Release {
  readonly version: string;
  readonly commands: readonly Command[];
  readonly variables: readonly Variable[];
}

/** Mainline releases from 1.0.0 on and the first release of each stable branch, oldest first; the newest commit last. */
export function* releases(repository: string): Generator<Release> {
  const tags = git(repository, ['tag', '--list', 'release-1.*'])
    .split('\n')
    .map((tag) => /^release-(1\.(\d+)\.(\d+))$/.exec(tag))
    .filter((match) => match !== null)
    .map((match) => ({ tag: match[0], version: match[1] ?? '', minor: Number(match[2]), patch: Number(match[3]) }))
    .filter(({ minor, patch }) => minor % 2 === 1 || patch === 0)
    .sort((a, b) => a.minor - b.minor || a.patch - b.patch);
  const cache = new Map<string, FileFacts>();
  for (const { tag, version } of tags) yield readRelease(repository, tag, version, cache);
  const head = /NGINX_VERSION\s+"([\d.]+)"/.exec(git(repository, ['show', 'HEAD:src/core/nginx.h']))?.[1] ?? '';
  if (!tags.some(({ version }) => version === head)) yield readRelease(repository, 'HEAD', head, cache);
}

interface FileFacts {
  readonly commands: readonly (Command & { readonly post: string })[];
  readonly variables: readonly Variable[];
  /** Lists of words that directives of other files may use, by their name. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

function readRelease(repository: string, tag: string, version: string, cache: Map<string, FileFacts>): Release {
  const blobs = git(repository, ['ls-tree', '-r', tag, 'src'])
    .split('\n')
    .map((line) => /^\d+ blob (\w+)\t(.+\.c)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ id: match[1] ?? '', path: match[2] ?? '' }))
    // A test of the build, no module that anybody has.
    .filter(({ path }) => !path.startsWith('src/mysql/'));
  const commands: FileFacts['commands'][number][] = [];
  const variables: Variable[] = [];
  const lists = new Map<string, readonly string[]>();
  for (const { id, path } of blobs) {
    let facts = cache.get(id);
    if (facts === undefined) {
      facts = readFile(git(repository, ['cat-file', 'blob', id]), path);
      cache.set(id, facts);
    }
    commands.push(...facts.commands);
    variables.push(...facts.variables);
    for (const [name, words] of facts.lists) lists.set(name, words);
  }
  return {
    version,
    commands: commands.map((command) => ({ ...command, words: command.words ?? lists.get(command.post) })),
    variables,
  };
}

function readFile(source: string, path: string): FileFacts {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^[ \t]*#.*(\\\n.*)*$/gm, '');
  const commands: FileFacts['commands'][number][] = [];
  for (const table of text.matchAll(/ngx_command_t\s+(\w+)\[\]\s*=\s*\{([\s\S]*?)\n\};/g)) {
    const owner = new RegExp(`ngx_module_t\\s+(\\w+)\\s*=\\s*\\{[^}]*?\\b${table[1]}\\b[^}]*?NGX_(\\w+)_MODULE\\s*,`).exec(text);
    if (owner === null) continue;
    const family = (owner[2] ?? '').toLowerCase();
    for (const fields of entries(table[2] ?? '')) {
      const name = /ngx_string\("(.*)"\)/.exec(fields[0] ?? '')?.[1];
      if (name === undefined) continue;
      const [, flags = '', handler = '', level = '', field = '', post = ''] = fields;
      commands.push({
        name,
        module: owner[1] ?? '',
        family,
        flags: flags.split('|').map((flag) => flag.trim().replace(/^NGX_/, '')),
        handler,
        level: level.replace(/^NGX_|_OFFSET$/g, ''),
        field: /offsetof\([^,]+,\s*([\w.]+)\s*\)/.exec(field)?.[1] ?? '',
        words: enumeration(text, post),
        bounds: bounds(text, post),
        once: refusesTwice(text, handler),
        post: post.replace(/^&/, ''),
      });
    }
  }
  return { commands, variables: variablesOf(text, path), lists: listsOf(text) };
}

/** The members of the brace lists in a table, each split at its top-level commas. */
function* entries(table: string): Generator<string[]> {
  for (let at = table.indexOf('{'); at >= 0; at = table.indexOf('{', at)) {
    const fields: string[] = [];
    let depth = 0;
    let from = at + 1;
    for (at += 1; at < table.length; at += 1) {
      const char = table[at];
      if (char === '"') at = table.indexOf('"', at + 1);
      else if (char === '(') depth += 1;
      else if (char === ')') depth -= 1;
      else if (depth === 0 && (char === ',' || char === '}')) {
        fields.push(table.slice(from, at).trim());
        from = at + 1;
        if (char === '}') break;
      }
    }
    yield fields;
  }
}

function enumeration(text: string, post: string): readonly string[] | undefined {
  return listsOf(text).get(post.replace(/^&/, ''));
}

function listsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const tables = text.matchAll(/ngx_conf_(?:enum|bitmask)_t\s+(\w+)\[\]\s*=\s*\{([\s\S]*?)\n\};/g);
  return new Map(
    [...tables].map(([, name = '', body = '']) => [
      name,
      [...body.matchAll(/ngx_string\("([^"]*)"\)/g)].map((match) => match[1] ?? ''),
    ]),
  );
}

function bounds(text: string, post: string): string | undefined {
  const name = post.replace(/^&/, '');
  const match = new RegExp(`ngx_conf_num_bounds_t\\s+${escape(name)}\\s*=\\s*\\{\\s*\\w+,\\s*(-?\\d+),\\s*(-?\\d+)`).exec(text);
  return match === null ? undefined : `${match[1]}..${match[2]}`;
}

function refusesTwice(text: string, handler: string): boolean {
  const body = new RegExp(`\\n${escape(handler)}\\([^)]*\\)\\s*\\n\\{([\\s\\S]*?)\\n\\}`).exec(text)?.[1];
  return body?.includes('"is duplicate"') === true;
}

function variablesOf(text: string, path: string): readonly Variable[] {
  const found: Variable[] = [];
  const module = /(\w+)\.c$/.exec(path)?.[1] ?? '';
  for (const table of text.matchAll(/ngx_(http|stream)_variable_t\s+\w+\[\]\s*=\s*\{([\s\S]*?)\n\};/g)) {
    for (const fields of entries(table[2] ?? '')) {
      const name = /ngx_string\("(.*)"\)/.exec(fields[0] ?? '')?.[1];
      const flags = fields.join(',');
      if (name === undefined) continue;
      found.push({
        family: table[1] ?? '',
        name,
        prefix: flags.includes('VAR_PREFIX'),
        changeable: flags.includes('VAR_CHANGEABLE'),
        module,
      });
    }
  }
  for (const single of text.matchAll(/ngx_str_t\s+(ngx_(http|stream)_\w+)\s*=\s*ngx_string\("(\w+)"\)/g)) {
    const added = new RegExp(`ngx_(?:http|stream)_add_variable\\([^)]*&${single[1]}[^)]*\\)`).exec(text);
    if (added === null) continue;
    found.push({
      family: single[2] ?? '',
      name: single[3] ?? '',
      prefix: false,
      changeable: added[0].includes('VAR_CHANGEABLE'),
      module,
    });
  }
  return found;
}

function escape(text: string): string {
  return text.replace(/[^\w]/g, '\\$&');
}

function git(repository: string, args: readonly string[]): string {
  return execFileSync('git', ['-C', repository, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
