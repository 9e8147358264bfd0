/** The documentation's words on directives and variables, loaded only when somebody asks. */
import type { Directive, Variable } from '@nginx/reference-lib';

/** One entry of the documentation; texts are Markdown. */
export interface DirectiveText {
  readonly name: string;
  /** As in the documentation, which calls the core `Core functionality`. */
  readonly module: string;
  readonly description: string;
  /** Arguments: `*`field`* *`value`*`, with literal words in backticks and what is optional in brackets. */
  readonly syntax: readonly string[];
  readonly contexts: readonly string[];
  /** Plain text; empty where there is none. */
  readonly default: string;
}

export interface VariableText {
  /** Without `$`; of a family of variables its beginning, as in `http_`. */
  readonly name: string;
  readonly module: string;
  readonly description: string;
}

export interface Documentation {
  /** One entry for each module that has the directive; none for a name that the documentation does not know. */
  readonly directive: (name: string) => readonly DirectiveText[];
  /** Of a variable, given without `$`, in any case of letters. */
  readonly variable: (name: string) => readonly VariableText[];
}

let known: Promise<Documentation> | undefined;

/** Loaded once; what cannot be loaded knows nothing. */
export function loadDocumentation(): Promise<Documentation> {
  known ??= load().catch(() => silent);
  return known;
}

/** Knows nothing. */
export const silent: Documentation = { directive: () => [], variable: () => [] };

async function load(): Promise<Documentation> {
  const { getDirectives, getVariables, Format } = await import('@nginx/reference-lib');
  const directives = new Map<string, Directive[]>();
  for (const directive of getDirectives(Format.Markdown)) {
    const same = directives.get(directive.name);
    if (same === undefined) directives.set(directive.name, [directive]);
    else same.push(directive);
  }
  const variables = getVariables(Format.Markdown).map(variableText);
  return {
    directive: (name) => directives.get(name) ?? [],
    variable(name) {
      const lower = name.toLowerCase();
      const exact = variables.filter((it) => it.name === lower);
      return exact.length > 0 ? exact : variables.filter((it) => it.name.endsWith('_') && lower.startsWith(it.name));
    },
  };
}

/** The documentation writes families of variables as `$http_NAME`. */
function variableText({ name, module, description }: Variable): VariableText {
  return { name: name.replace(/^\$/, '').replace(/NAME$/, '').toLowerCase(), module, description };
}
