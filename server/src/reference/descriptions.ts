/** The documentation's words on directives and variables, loaded only when somebody asks. */
import type { Directive, Variable } from '@nginx/reference-lib';

/** One entry of the documentation; texts are Markdown. */
export interface DirectiveText {
  readonly name: string;
  readonly module: string;
  readonly description: string;
  readonly syntax: readonly string[];
  readonly contexts: readonly string[];
  readonly default: string;
}

export interface VariableText {
  /** Without `$`; of a family of variables its beginning, as in `http_`. */
  readonly name: string;
  readonly module: string;
  readonly description: string;
}

interface Texts {
  readonly directives: ReadonlyMap<string, readonly DirectiveText[]>;
  readonly variables: readonly VariableText[];
}

let texts: Promise<Texts> | undefined;

/** What the documentation says of a directive, one entry for each module that has it; none for a name it does not know. */
export async function describeDirective(name: string): Promise<readonly DirectiveText[]> {
  texts ??= load();
  return (await texts).directives.get(name) ?? [];
}

/** What the documentation says of a variable, given without `$`, in any case of letters. */
export async function describeVariable(name: string): Promise<readonly VariableText[]> {
  texts ??= load();
  const { variables } = await texts;
  const lower = name.toLowerCase();
  const exact = variables.filter((variable) => variable.name === lower);
  return exact.length > 0
    ? exact
    : variables.filter((variable) => variable.name.endsWith('_') && lower.startsWith(variable.name));
}

async function load(): Promise<Texts> {
  const { getDirectives, getVariables } = await import('@nginx/reference-lib');
  const directives = new Map<string, Directive[]>();
  for (const directive of getDirectives()) directives.set(directive.name, [...(directives.get(directive.name) ?? []), directive]);
  return { directives, variables: getVariables().map(variableText) };
}

/** The documentation writes families of variables as `$http_NAME`. */
function variableText({ name, module, description }: Variable): VariableText {
  return { name: name.replace(/^\$/, '').replace(/NAME$/, '').toLowerCase(), module, description };
}
