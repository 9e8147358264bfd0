/** The GitHub action, run as a runner does: each step by bash, with the inputs where the expressions name them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './parts.ts';
import { readYaml } from './yaml.ts';

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default?: string; readonly required?: boolean }>
  >;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const action = readYaml('action.yml') as Action;

export interface ActionRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Runs in `workspace`, which is the checkout. `actionPath` is where the runner put the action itself; `env` is added. */
export function runAction(
  inputs: Readonly<Record<string, string>>,
  workspace: string,
  actionPath = root,
  env: Readonly<Record<string, string>> = {},
): ActionRun {
  for (const name of Object.keys(inputs)) if (action.inputs[name] === undefined) throw new Error(`no input ${name}`);
  const given = { ...Object.fromEntries(Object.entries(action.inputs).map(([name, it]) => [name, it.default ?? ''])), ...inputs };
  const temp = join(dirname(workspace), `${workspace.split('/').at(-1) ?? ''}-runner`);
  mkdirSync(temp, { recursive: true });
  const [output, summary, script] = [join(temp, 'output'), join(temp, 'summary.md'), join(temp, 'step.sh')];
  let result = { status: 0 as number | null, stdout: '', stderr: '' };
  writeFileSync(output, '');
  writeFileSync(summary, '');
  for (const step of action.runs.steps) {
    writeFileSync(script, step.run ?? '');
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluated(value, given)]);
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
      cwd: workspace,
      encoding: 'utf8',
      env: {
        ...{ ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, GITHUB_ACTIONS: 'true', CI: 'true' },
        ...{ GITHUB_ACTION_PATH: actionPath, GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temp },
        ...{ GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
        ...env,
        ...(Object.fromEntries(own) as Record<string, string>),
      },
    });
    result = { status, stdout: result.stdout + stdout, stderr: result.stderr + stderr };
    if (status !== 0) break;
  }
  return { ...result, outputs: outputsIn(readFileSync(output, 'utf8')), summary: readFileSync(summary, 'utf8') };
}

/** `${{ inputs.name }}` alone: nothing else is used. */
function evaluated(value: string, inputs: Readonly<Record<string, string>>): string {
  const name = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1];
  const found = name === undefined ? undefined : inputs[name];
  if (found === undefined) throw new Error(`${value} names no input`);
  return found;
}

/** As the runner reads the file: `name<<mark`, lines, `mark`. */
function outputsIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(.+)\n([^]*?)\n?\2$/gm)].map(([, name = '', , value = '']) => [name, value]),
  );
}
