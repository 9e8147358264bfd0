/** Requests about the nginx that runs the configuration. Without trust nothing is run, and each is answered with a sentence. */
import type { CancellationToken, Connection } from 'vscode-languageserver';
import {
  dumpRequest,
  targetRequest,
  targetsRequest,
  testRequest,
  type DumpResult,
  type TargetResult,
  type TargetsResult,
  type TestParams,
  type TestResult,
} from '../../../protocol/target.ts';
import type { Failures } from '../project/failures.ts';
import { nameOfVersion } from '../reference/version.ts';
import type { Run } from '../target/ask.ts';
import { createTesting, type TestingOptions } from './target-testing.ts';
import { nothingRuns } from './targets.ts';
import { pathOf } from './uris.ts';
import { findChoices } from '../target/choices.ts';

export interface TargetRequests extends Omit<TestingOptions, 'run'> {
  readonly connection: Connection;
  readonly failures: Failures;
  /** Resolves when the settings are known. */
  readonly ready: () => Promise<unknown>;
  /** `undefined` where nothing may be run. */
  readonly run: Run | undefined;
}

export function answerTargetRequests({ connection, failures, ready, run, ...options }: TargetRequests): void {
  const { targets, folders } = options;

  const ask = <R>(
    method: string,
    failed: (sentence: string) => R,
    answer: (params: TestParams, run: Run, signal: AbortSignal) => Promise<R>,
  ): void => {
    connection.onRequest(method, async (params: TestParams, token: CancellationToken): Promise<R> => {
      const stop = new AbortController();
      token.onCancellationRequested(() => {
        stop.abort();
      });
      try {
        await ready();
        return run === undefined ? failed(nothingRuns) : await answer(params, run, stop.signal);
      } catch (error) {
        failures.other(`the request ${method}`, error);
        return failed('It could not be answered: the output of nginx Handshake says why.');
      }
    });
  };

  const notTested = (sentence: string): TestResult => ({
    ...{
      outcome: 'unreachable',
      reloaded: false,
      sentence,
      output: '',
      place: null,
      doubt: null,
      unmapped: [],
      disagreement: null,
    },
  });
  const notDumped = (sentence: string): DumpResult => ({ ...notTested(sentence), text: null });
  const notAsked = (problem: string): TargetResult => ({ words: '', isSet: false, version: null, problem });

  ask<TargetResult>(targetRequest, notAsked, async ({ uri }, _run, signal) => {
    const path = pathOf(uri);
    const target = targets.of(path);
    const facts = await targets.facts(target, signal);
    const isSet = folders.of(path).target !== undefined;
    if ('unreachable' in facts) return { words: target.words, isSet, version: null, problem: facts.unreachable };
    const version = facts.version === undefined ? null : nameOfVersion(facts.version);
    return { words: target.words, isSet, version, problem: null };
  });
  ask<TargetsResult>(
    targetsRequest,
    (sentence) => ({ choices: [], remarks: [sentence] }),
    ({ uri }, run, signal) => findChoices(folders.of(pathOf(uri)).folder, { run, signal }),
  );
  ask<TestResult>(testRequest, notTested, (params, run, signal) => createTesting({ ...options, run }).test(params, signal));
  ask<DumpResult>(dumpRequest, notDumped, ({ uri }, run, signal) => createTesting({ ...options, run }).dump(uri, signal));
}
