/** A comparison for people: a headline, and lines of which each may stand for places of the configuration. */
import type { Anchor } from '../config/model.ts';
import { nameOf } from '../handshake/routing/locate.ts';
import type { Comparison, Difference } from './compare.ts';

export interface ToldComparison {
  readonly tone: 'good' | 'bad' | 'doubt';
  readonly headline: string;
  readonly lines: readonly ToldLine[];
}

export interface ToldLine {
  readonly text: string;
  /** A line of a request, and no sentence. */
  readonly code: boolean;
  readonly places: readonly Anchor[];
}

/** `port` is the one that the request arrived at. */
export function tellComparison(comparison: Comparison, port: number): ToldComparison {
  switch (comparison.kind) {
    case 'as-predicted': {
      const { location, at, upgradeLost } = comparison;
      const by = sentence(`By ${location === undefined ? 'its server' : `location ${nameOf(location)}`}`, at);
      const lost =
        'It is, for a client whose Upgrade and Connection did not reach nginx: what stands in front of it (a CDN, a load balancer, another nginx) takes them away';
      return upgradeLost
        ? { tone: 'doubt', headline: 'as predicted, but Upgrade was lost in front of nginx', lines: [by, sentence(lost)] }
        : { tone: 'good', headline: 'as predicted', lines: [by] };
    }
    case 'differs': {
      const { differences, location, at } = comparison;
      const count = `${differences.length} ${differences.length === 1 ? 'line differs' : 'lines differ'} from what is predicted`;
      const by = sentence(`It fits location ${location === undefined ? '' : nameOf(location)} best`, at);
      return { tone: 'bad', headline: count, lines: [...differences.flatMap(tellDifference), by, sentence(older)] };
    }
    case 'nobody':
      return {
        tone: 'bad',
        headline: 'not predicted',
        lines: [
          sentence(
            `No \`proxy_pass\` of this configuration leads to port ${port}: another one runs, or something else than nginx asks`,
          ),
        ],
      };
    case 'elsewhere': {
      const { verdict } = comparison.simulation;
      return {
        tone: 'bad',
        headline: 'not predicted',
        lines: [
          sentence(`This configuration would not send it here: ${verdict.reason.replace(/\.$/, '')}`, ...verdict.causes),
          sentence(older),
        ],
      };
    }
  }
}

const older =
  'nginx runs another configuration than this file, or this one from before it was changed (`nginx -s reload` takes it in)';

function tellDifference({ arrived, predicted, lines, why }: Difference): readonly ToldLine[] {
  const code = (text: string, places: readonly Anchor[] = []): ToldLine => ({ text, code: true, places });
  switch (why) {
    case 'value':
      return [code(`arrived    ${arrived ?? ''}`), code(`predicted  ${predicted ?? ''}`, lines)];
    case 'missing':
      return [code(`missing    ${predicted ?? ''}`, lines)];
    case 'unexpected':
      return [code(`unexpected ${arrived ?? ''}`, lines)];
    case 'not-set-here':
      return [
        code(`unexpected ${arrived ?? ''}`),
        sentence('It stands among the lines that nginx sets, and no line here sets it'),
      ];
  }
}

function sentence(text: string, ...places: readonly (Anchor | undefined)[]): ToldLine {
  return { text: `${text}.`, code: false, places: places.filter((it) => it !== undefined) };
}
