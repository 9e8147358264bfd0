/** Is a text a configuration of nginx, whatever its file is called? By its directives: other programs write braces too. */
import { isTable } from '../config/holds.ts';
import { directive, isDirective, originOf } from '../reference/directives.ts';
import type { Block, Directive, SyntaxTree } from '../syntax/tree.ts';

/** `unsure`: it says too little, or what may be either. */
export type Kind = 'nginx' | 'other' | 'unsure';

/**
 * `nginx` only where nearly all of the first directives are ones that nginx or a known module reads, written as they take them,
 * and some are nobody else's; `other` where more are not. No text at all, or one of comments alone, is `unsure`.
 */
export function kindOfText(tree: SyntaxTree): Kind {
  const count = { known: 0, unknown: 0, own: 0, looked: 0 };
  look(tree.root, count);
  // named.conf, dhcpd.conf and syslog-ng.conf end their blocks so; a placeholder in braces ends otherwise.
  const isOfAnother = /[;\s]\}\s*;/.test(tree.source.slice(0, mostText));
  if (!isOfAnother && count.own > 0 && count.unknown * 4 <= count.known) return 'nginx';
  return count.unknown > count.known ? 'other' : 'unsure';
}

interface Count {
  known: number;
  unknown: number;
  /** Of the known ones, those by which nginx is told from everything else. */
  own: number;
  looked: number;
}

function look({ items }: Block, count: Count): void {
  for (const item of items) {
    if (item.kind !== 'directive') continue;
    if (++count.looked > mostDirectives) return;
    // What a template fills in tells nothing.
    if (!item.name.placeholder) judge(item, count);
    if (item.block !== undefined && !isTable(item)) look(item.block, count);
  }
}

function judge(it: Directive, count: Count): void {
  if (!isWritten(it)) count.unknown++;
  else {
    count.known++;
    if (isTelling(it)) count.own++;
  }
}

/** As nginx has it: a block where there is one, else an end, and as many arguments. */
function isWritten({ name: { text: name }, args, block, semicolon, rawBody }: Directive): boolean {
  if (originOf(name) !== 'nginx') return isDirective(name) && (semicolon ?? block ?? rawBody) !== undefined;
  return directive(name).some((form) => {
    if (form.block ? block === undefined : semicolon === undefined) return false;
    const { counts, least } = form.arguments;
    return args.some(({ placeholder }) => placeholder) || counts.includes(args.length) || args.length >= (least ?? Infinity);
  });
}

/** Blocks of nginx that hold something, and names of several words, which other programs write otherwise. */
function isTelling({ name: { text: name }, block }: Directive): boolean {
  if (block === undefined) return /^[a-z]+_[a-z_]+$/.test(name) && !shared.has(name);
  return blocks.has(name) && block.items.some((item) => item.kind === 'directive' && item.semicolon !== undefined);
}

const blocks = new Set(['http', 'events', 'server', 'upstream', 'location', 'map', 'geo', 'types']);

/** Words that programs with a like syntax have too. */
const shared = new Set(['log_format', 'error_log', 'access_log', 'server_name', 'server_names', 'load_module']);

/** More than enough to tell; the rest of a long text is not looked at. */
const mostDirectives = 500;
/** UTF-16 units. */
const mostText = 100_000;
