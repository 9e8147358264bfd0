/** The settings under `nginxHandshake`, as the core wants them. What is wrong in them is left out and told. */
import { isAbsolute, modelPath } from '../config/path.ts';
import type { AnalyzeOptions } from '../analysis/analyze.ts';
import type { Severity, UrlPattern } from '../analysis/rule.ts';
import type { LensScope, NeutralScope } from '../features/lenses.ts';
import { isClientUrl } from '../handshake/client-url.ts';
import { compilePattern } from '../handshake/text/pattern.ts';
import { chooseNginx, type KnownNginx, type NginxChoice } from '../project/nginx-choice.ts';
import { readBrought, type Brought } from '../reference/brought.ts';
import { isNoVersion, readNginx } from '../reference/flavours.ts';
import type { NginxVersion } from '../reference/version.ts';
import type { Target } from '../target/model.ts';
import { isTarget, readReloadCommand, readTarget } from '../target/read.ts';

export interface Settings {
  readonly options: AnalyzeOptions;
  /** Where the version in `options` comes from. */
  readonly nginx: NginxChoice;
  /** Absolute. */
  readonly mainFile: string | undefined;
  readonly codeLens: LensScope | 'off';
  readonly notForwardedLens: NeutralScope;
  readonly inlayHints: boolean;
  /** Of the formatter. */
  readonly alignValues: boolean;
  /** Where nginx runs, if somebody said so. */
  readonly target: Target | undefined;
  /** What reloads it, instead of nginx itself: a program and its arguments. */
  readonly reloadCommand: readonly string[] | undefined;
  /** One sentence for each setting that cannot be used. */
  readonly complaints: readonly string[];
}

/** What `auto` stands for. */
export interface Found extends Omit<KnownNginx, 'said' | 'target'> {
  /** What nginx of a target said of itself, as far as it was asked. */
  readonly versionOf?: (target: Target) => NginxVersion | undefined;
}

/**
 * `raw` is anything; `folder` is the workspace folder, from which relative paths count; `found` is what `auto` stands for,
 * where an nginx was found.
 */
export function readSettings(raw: unknown, folder: string | undefined, found: Found = {}): Settings {
  const complaints: string[] = [];
  const complain = (what: string): void => void complaints.push(`nginxHandshake.${what}`);
  const settings = objectOf(raw);
  const { nginxVersion, mainFile, includeMap, websocketUrls, codeLens, notForwardedLens, inlayHints, rules } = settings;
  const target = targetOf(settings['target'], folder, complain);
  const version = target === undefined ? undefined : found.versionOf?.(target);
  const nginx = chooseNginx({
    ...found,
    said: saidVersion(nginxVersion, complain),
    target: target === undefined || version === undefined ? undefined : { version, path: target.words },
  });
  return {
    nginx,
    target,
    reloadCommand: reloadCommandOf(settings['reloadCommand'], complain),
    options: {
      nginx: nginx.nginx,
      nginxUpTo: nginx.nginxUpTo,
      ...urls(websocketUrls, complain),
      brought: broughtDirectives(settings['directives'], complain),
      severities: severities(rules, complain),
      build: { includeMap: folders(includeMap, folder) },
    },
    mainFile: typeof mainFile === 'string' && mainFile !== '' ? absolute(mainFile, folder) : undefined,
    codeLens: codeLens === 'off' || codeLens === 'all' ? codeLens : 'websocket',
    notForwardedLens: notForwardedLens === 'everywhere' || notForwardedLens === 'never' ? notForwardedLens : 'rest',
    inlayHints: inlayHints === true,
    alignValues: objectOf(settings['format'])['alignValues'] === true,
    complaints,
  };
}

function targetOf(raw: unknown, folder: string | undefined, complain: (what: string) => void): Target | undefined {
  const read = readTarget(raw, folder);
  if (read === undefined || isTarget(read)) return read;
  complain(`target: ${read.complaint}.`);
  return undefined;
}

function reloadCommandOf(raw: unknown, complain: (what: string) => void): readonly string[] | undefined {
  const read = readReloadCommand(raw);
  if (read === undefined || !('complaint' in read)) return read;
  complain(`reloadCommand: ${read.complaint}.`);
  return undefined;
}

function saidVersion(raw: unknown, complain: (what: string) => void): NginxVersion | undefined {
  const text = typeof raw === 'string' ? raw.trim() : '';
  if (text === '' || text === 'auto') return undefined;
  const read = readNginx(text);
  if (!isNoVersion(read)) return read;
  complain(`nginxVersion: \`${text}\` ${read.complaint}.`);
  return undefined;
}

/** Whole URLs are stated; all else are patterns of paths. */
function urls(raw: unknown, complain: (what: string) => void): Pick<AnalyzeOptions, 'websocketUrls' | 'statedUrls'> {
  const texts = (Array.isArray(raw) ? raw : []).filter((it): it is string => typeof it === 'string');
  const isWhole = (text: string): boolean => /^(?:wss?|https?):\/\//i.test(text);
  const whole = texts.filter(isWhole);
  for (const text of whole) if (!isClientUrl(text)) complain(`websocketUrls: \`${text}\` is no URL that a client can open.`);
  return {
    websocketUrls: patterns(
      texts.filter((text) => !isWhole(text)),
      complain,
    ),
    statedUrls: whole.filter(isClientUrl).map((url) => ({ url, elsewhere: true })),
  };
}

/** In linear time, like the patterns of a configuration: settings come with a workspace. */
function patterns(sources: readonly string[], complain: (what: string) => void): readonly UrlPattern[] {
  return sources.flatMap((source) => {
    const pattern = compilePattern(source, false);
    const usable = pattern !== undefined && pattern.widened !== true;
    if (!usable) complain(`websocketUrls: \`${source}\` is no regular expression that can be used.`);
    return !usable ? [] : [{ test: (path: string) => isMatch(pattern.match(path)) }];
  });
}

function isMatch(match: ReturnType<NonNullable<ReturnType<typeof compilePattern>>['match']>): boolean {
  return match !== undefined && match !== 'unknown';
}

function broughtDirectives(raw: unknown, complain: (what: string) => void): Brought {
  if (raw !== undefined && raw !== null && !Array.isArray(raw))
    complain('directives: a list of texts such as `my_directive:http,server`.');
  const all: readonly unknown[] = Array.isArray(raw) ? raw : [];
  for (const it of all)
    if (typeof it !== 'string')
      complain(`directives: \`${JSON.stringify(it)}\` is no text such as \`my_directive:http,server\`.`);
  const { brought, wrong } = readBrought(all.filter((it) => typeof it === 'string'));
  for (const { text, complaint } of wrong) complain(`directives: \`${text}\` ${complaint}.`);
  return brought;
}

function severities(raw: unknown, complain: (what: string) => void): ReadonlyMap<string, Severity | 'off'> {
  const chosen = new Map<string, Severity | 'off'>();
  for (const [rule, severity] of Object.entries(objectOf(raw))) {
    if (isSeverity(severity)) chosen.set(rule, severity);
    else complain(`rules: \`${rule}\` can be off, error, warning, information or hint.`);
  }
  return chosen;
}

function isSeverity(value: unknown): value is Severity | 'off' {
  return value === 'off' || value === 'error' || value === 'warning' || value === 'information' || value === 'hint';
}

function folders(raw: unknown, folder: string | undefined): readonly { readonly from: string; readonly to: string }[] {
  return Object.entries(objectOf(raw)).flatMap(([from, to]) =>
    typeof to === 'string' ? [{ from, to: absolute(to, folder) }] : [],
  );
}

function absolute(path: string, folder: string | undefined): string {
  const forward = modelPath(path.replaceAll('\\', '/'));
  if (isAbsolute(forward)) return forward;
  return `${folder ?? ''}/${forward.replace(/^\.\//, '')}`;
}

function objectOf(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : {};
}
