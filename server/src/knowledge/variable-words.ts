/** What is said of a variable that nothing defines. */
import type { Environment } from '../config/model.ts';
import { dashedVariable, type VariableUse } from './variable-use.ts';
import { connectionVariableName } from './websocket/map-fix.ts';

/** In `environment`, where there is one. */
export function unknownVariableText(use: Named, environment: Environment | undefined): string {
  const { name, reference } = use;
  const dashed = 'word' in use && environment !== undefined ? dashedVariable(use, environment) : undefined;
  if (dashed !== undefined) {
    return `Names of variables have no \`-\`: this is \`$${reference.name}\` and some text, and nothing defines \`$${reference.name}\`. ${refusal(name)}`;
  }
  return name === connectionVariableName
    ? `\`$${reference.name}\` is not part of nginx: a \`map\` must define it, and no file of this configuration has one. ${refusal(name)}`
    : `Neither nginx nor this configuration defines \`$${reference.name}\`. ${refusal(name)}`;
}

type Named = VariableUse | (Pick<VariableUse, 'name'> & { readonly reference: Pick<VariableUse['reference'], 'name'> });

function refusal(name: string): string {
  return `nginx does not start: \`unknown "${name}" variable\`.`;
}
