/** Whole configurations to break: those that are known to be sound, the truth table's, the examples and the corpora. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filled, truth } from '../../handshake/truth/cases.ts';
import { corpora, root } from '../../support/parts.ts';
import { sound } from '../recorded/mutations.ts';

export interface Source {
  readonly name: string;
  readonly text: string;
}

/** By where they come from; parts of a configuration get what has to be around them. */
export function sources(): Readonly<Record<string, readonly Source[]>> {
  return {
    'sound configurations': sound.map((text, index) => ({ name: `sound ${index + 1}`, text })),
    'the truth table': truth
      // A pattern that matches nothing here may match something elsewhere: nothing is said about what it would bring.
      .filter(({ files, config }) => files === undefined && !/^\s*include\s[^;]*\*/m.test(config))
      .map((it) => ({ name: it.id, text: filled(it.config, it).replaceAll(`/case/${it.id}/`, '') })),
    'the examples': examples(),
    ...Object.fromEntries(corpora.map(({ name, folder }) => [`corpus: ${name}`, corpus(folder)])),
  };
}

function examples(): readonly Source[] {
  const folder = join(root, 'examples');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('nginx.conf'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

const around: Readonly<Record<string, readonly [before: string, behind: string]>> = {
  full: ['', ''],
  'http-include': ['events {}\nhttp {\n', '\n}\n'],
  'server-fragment': ['events {}\nhttp {\n', '\n}\n'],
  'location-fragment': ['events {}\nhttp {\nserver {\nlisten 18080;\n', '\n}\n}\n'],
};

function corpus(folder: string): readonly Source[] {
  return readFileSync(join(folder, 'index.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const { file, kind } = JSON.parse(line) as { readonly file: string; readonly kind: string };
      const text = readFileSync(join(folder, file), 'utf8');
      const [before, behind] = around[kind] ?? ['', ''];
      return text.length > 60_000 || isTemplate(file, text) ? [] : [{ name: file, text: madeLocal(before + text + behind) }];
    });
}

/** What fills a template in is not here, and nginx reads none. */
function isTemplate(name: string, text: string): boolean {
  return (
    /\.(?:j2|erb|tmpl|template|tpl)$/.test(name) || /\{\{|\{%|<%|\$\{?[A-Z][A-Z_0-9]+\b|__[A-Z_0-9]+__|\$\$|<[a-z_-]+>/.test(text)
  );
}

/**
 * Without what only another machine has (certificates, files outside, names of hosts): a refusal because of them would hide
 * all others.
 */
function madeLocal(text: string): string {
  const named = new Set([...text.matchAll(/^\s*upstream\s+(\S+)/gm)].map(([, name]) => name));
  const local = (whole: string, before: string, host: string): string => (named.has(host) ? whole : `${before}127.0.0.1`);
  return text
    .replace(
      /^[ \t]*(?:ssl_(?:certificate|dhparam|trusted|client_cert|session_ticket_key)|proxy_ssl_(?:cert|trusted)|load_module|user|pid|auth_basic_user_file)[^;{}]*;/gm,
      '',
    )
    .replace(/^[ \t]*include\s+[^;{}]*;/gm, '')
    .replace(/\blisten(\s+[^;]*?)\s(?:ssl|quic|http3)\b/g, 'listen$1')
    .replace(/(\b(?:error|access)_log\s+)\/[^\s;]+/g, '$1logs/a.log')
    .replace(/((?:proxy|grpc)_pass\s+(?:https?|grpcs?):\/\/)([A-Za-z][\w.-]*)(?=[:/;])/g, local)
    .replace(/((?:fastcgi|uwsgi|scgi)_pass\s+)([A-Za-z][\w.-]*)(?=[:;])/g, local)
    .replace(/(^[ \t]*server\s+)([A-Za-z][\w.-]*)(?=[:; ])(?!:\/)/gm, (whole, before: string, host: string) =>
      host === 'unix' ? whole : `${before}127.0.0.1`,
    );
}
