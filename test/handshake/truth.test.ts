/** The simulation against the truth table: verdict, request head byte for byte, and the line that nginx names. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildConfig } from '../../server/src/config/build.ts';
import type { Simulation } from '../../server/src/handshake/model.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { tolerances, type Shape } from '../../server/src/handshake/verdict/tolerance.ts';
import { newestStable, parseVersion } from '../../server/src/reference/version.ts';
import { testParser } from '../support/parser.ts';
import { refusal as refusalOf } from '../support/refusal.ts';
import {
  columns,
  connectionOf,
  filled,
  mainFile,
  requestOf,
  toleranceTable,
  truth,
  workspaceOf,
  type Case,
  type Column,
} from './truth/cases.ts';

interface Exception {
  readonly verdict?: string | undefined;
  readonly head?: true | undefined;
}

/**
 * Outcomes that neither the configuration nor the request decides. `verdict`: what is said instead of `fails`;
 * `head`: the backend did not get as far as to receive it.
 */
const decidedElsewhere: Readonly<Record<string, Exception & { readonly why: string }>> = {
  'a49-dup-upgrade-hdr': { why: '7 of 13 servers accept two Upgrade lines, the ws that ran here does not', verdict: 'depends' },
  'c10-http-to-tls': { why: 'the backend speaks TLS only', verdict: 'connects', head: true },
  'c11-https-to-plain': { why: 'the backend speaks no TLS', verdict: 'connects', head: true },
  'c16-dead': { why: 'the backend is down', verdict: 'connects', head: true },
  'd10-origin-proxy_host': { why: 'the backend compares Origin with Host', verdict: 'connects' },
  'd23-limit_conn': { why: 'another tunnel is open and uses up the limit', verdict: 'connects', head: true },
  'e05-sni-required': { why: 'the backend asks for SNI', verdict: 'connects', head: true },
  'e07-sni-ip': { why: 'the backend asks for SNI', verdict: 'connects', head: true },
  'e09-verify': { why: 'the certificate of the backend is not trusted', verdict: 'connects', head: true },
  'e10-version2-tls': { why: 'the backend offers no HTTP/2, so TLS ends before the request', head: true },
  'f05-strict-version-sibling': { why: 'the backend insists on HTTP/1.1', verdict: 'depends' },
  'p07-uri-double-slash': { why: 'the backend serves another path', verdict: 'connects' },
  'p08-uri-glued': { why: 'the backend serves another path', verdict: 'connects' },
  'p37-var-double-slash': { why: 'the backend serves another path', verdict: 'connects' },
};

/** Directives that a build of nginx leaves out are no matter of its version. */
const leftOut: Readonly<Record<string, Column>> = { 'd25-sub_filter': 'nginx_1_31_3' };

const parser = await testParser();

suite('the simulation agrees with nginx', () => {
  for (const it of truth) {
    test(`${it.id}: ${it.title}`, () => {
      for (const column of Object.keys(columns) as Column[]) {
        if (leftOut[it.id] !== column) check(it, column, simulated(it, column), decidedElsewhere[it.id]);
      }
    });
  }

  test('every exception is one', () => {
    const ids = new Set(truth.map(({ id }) => id));
    const others = [...Object.keys(decidedElsewhere), ...Object.keys(leftOut)].filter((id) => !ids.has(id));
    assert.deepEqual(others, []);
  });

  for (const it of truth) {
    const { verdict, head }: Exception = decidedElsewhere[it.id] ?? {};
    const lesser = [verdict === undefined ? [] : [['verdict', { head }] as const], head ? [['head', { verdict }] as const] : []];
    for (const [what, exception] of lesser.flat()) {
      test(`${it.id} still needs its exception for the ${what}`, () => {
        assert.ok(
          (Object.keys(columns) as Column[]).some((column) => differs(it, column, exception)),
          'this exemption is not needed any more: remove it',
        );
      });
    }
    const column = leftOut[it.id];
    if (column !== undefined) {
      test(`${it.id} still needs to be left out`, () => {
        assert.ok(differs(it, column, undefined), 'this exemption is not needed any more: remove it');
      });
    }
  }
});

suite('what servers forgive is what was observed', () => {
  const rows: Partial<Record<Shape, string>> = {
    'HTTP/1.0': 'Upgrade+Connection, HTTP/1.0',
    'some Connection lines without upgrade': 'two Connection lines: close / upgrade',
    'several Upgrade lines': 'two Upgrade lines',
    'no Host': 'no Host',
  };
  for (const [shape, row] of Object.entries(rows)) {
    test(shape, () => {
      const { accepted, refused } = tolerances[shape as Shape];
      for (const name of [...accepted, ...refused]) {
        const key = Object.keys(toleranceTable).find((server) =>
          server.toLowerCase().includes(name.replace(/ \(npm\)$/, ' (').toLowerCase()),
        );
        assert.ok(key !== undefined, `${name} was asked`);
        assert.equal(toleranceTable[key]?.[row] === '101', accepted.includes(name), `${name}, ${row}`);
      }
    });
  }
});

function simulated(it: Case, column: Column): Simulation {
  const workspace = workspaceOf(it, parser);
  const nginx = parseVersion(columns[column]) ?? newestStable;
  const main = mainFile(it);
  const refused = refusalOf(workspace, main, { nginx });
  const options = { nginx, workspace, refusals: refused === undefined ? [] : [refused] };
  return simulate(buildConfig(workspace, main), requestOf(it), connectionOf(it), options);
}

function differs(it: Case, column: Column, exception: Exception | undefined): boolean {
  try {
    check(it, column, simulated(it, column), exception);
    return false;
  } catch (error) {
    if (error instanceof assert.AssertionError) return true;
    throw error;
  }
}

function check(it: Case, column: Column, simulation: Simulation, exception: Exception | undefined): void {
  const result = it[column];
  const { verdict, errors, head } = simulation;
  const where = `${column}: ${verdict.reason}`;
  if (result.config === 'error') {
    assert.equal(verdict.kind, 'fails', where);
    assert.equal(spoken(errors[0]), filled(result.log?.find((line) => line.startsWith('[emerg]')) ?? '', it), column);
    return;
  }
  assert.deepEqual(errors, [], column);
  if (exception?.head !== true)
    assert.equal(head, result.upstream_head === null ? undefined : filled(result.upstream_head, it), column);
  if (result.handshake_ok) assert.match(verdict.kind, /^(?:connects|depends)$/, where);
  else assert.equal(verdict.kind, exception?.verdict ?? 'fails', where);
  if (verdict.status !== undefined && exception?.verdict === undefined) assert.equal(verdict.status, result.status, where);
}

function spoken(refusal: Simulation['errors'][number] | undefined): string {
  if (refusal === undefined) return 'accepted';
  const place = refusal.path === undefined ? '' : ` in ${refusal.path}${refusal.line === undefined ? '' : `:${refusal.line}`}`;
  return `[emerg] ${refusal.message}${place}`;
}
