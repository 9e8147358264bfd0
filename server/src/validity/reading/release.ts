/** One release of nginx: its directives, variables and parameters, each looked up once. */
import type { Brought } from '../../reference/brought.ts';
import { directiveIn, type DirectiveForm } from '../../reference/directives.ts';
import { parameterSince } from '../../reference/parameters.ts';
import { builtInVariable } from '../../reference/variables.ts';
import { formatVersion, isAtLeast, type NginxVersion } from '../../reference/version.ts';

export interface Release {
  readonly nginx: NginxVersion;
  /** Directives that the user says modules bring. */
  readonly brought: Brought | undefined;
  readonly name: string;
  /** None for a name that it does not know. */
  readonly formsOf: (name: string) => readonly DirectiveForm[];
  /** nginx's own variable of this lower-case name: `fixed` when no configuration may define it again. */
  readonly variable: (name: string, family: 'http' | 'stream') => 'fixed' | 'changeable' | undefined;
  /** Has this release the parameter, which came later than its directive? */
  readonly hasParameter: (directiveName: string, parameter: string) => boolean;
}

export function createRelease(nginx: NginxVersion, brought?: Brought): Release {
  const forms = new Map<string, readonly DirectiveForm[]>();
  const variables = { http: new Map<string, VariableKind>(), stream: new Map<string, VariableKind>() };
  return {
    nginx,
    brought,
    name: formatVersion(nginx),
    formsOf: (name) => {
      let known = forms.get(name);
      if (known === undefined) forms.set(name, (known = directiveIn(name, nginx)));
      return known;
    },
    variable: (name, family) => {
      const kinds = variables[family];
      let known = kinds.get(name);
      if (known === undefined) kinds.set(name, (known = kindOf(builtInVariable(name, family, nginx))));
      return known === 'none' ? undefined : known;
    },
    hasParameter: (directiveName, parameter) => {
      const since = parameterSince(directiveName, parameter);
      return since !== undefined && isAtLeast(nginx, since);
    },
  };
}

type VariableKind = 'fixed' | 'changeable' | 'none';

function kindOf(form: ReturnType<typeof builtInVariable>): VariableKind {
  if (form === undefined) return 'none';
  return form.prefix || form.changeable ? 'changeable' : 'fixed';
}
