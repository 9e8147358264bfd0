/** Is a report what the official schema of SARIF 2.1.0 allows? Checked by the schema itself, formats of addresses included. */
import { createRequire } from 'node:module';
import type { Log } from 'sarif';

interface Validator {
  (document: unknown): boolean;
  readonly errors?: readonly { readonly dataPath: string; readonly message?: string }[] | null;
}
type Ajv = new (options: object) => {
  addMetaSchema: (schema: unknown) => void;
  compile: (schema: unknown) => Validator;
};

const require = createRequire(import.meta.url);
const inPackage = createRequire(require.resolve('@microsoft/jest-sarif/package.json'));
const Ajv = inPackage('ajv') as Ajv;
const ajv = new Ajv({ schemaId: 'auto', validateSchema: false, format: 'full' });
ajv.addMetaSchema(inPackage('ajv/lib/refs/json-schema-draft-04.json'));
const validate = ajv.compile(inPackage('./lib/schemas/sarif-2.1.0-rtm.5.json'));

/** What the schema has against a document, a line each; empty for a valid one. */
export function complaintsOfSchema(document: unknown): readonly string[] {
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ dataPath, message = '' }) => `${dataPath} ${message}`);
}

/** The addresses of all files that a report names. */
export function addressesIn(log: Log): readonly { readonly uri?: string; readonly uriBaseId?: string }[] {
  const found: { readonly uri?: string; readonly uriBaseId?: string }[] = [];
  JSON.stringify(log, (key, value: unknown) => {
    if (key === 'artifactLocation') found.push(value as { readonly uri?: string });
    return value;
  });
  return found;
}
