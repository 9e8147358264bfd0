/** What an observation means: for people one reason, for programs a verdict. */
import { answeredBy, type AnsweredBy } from './answered-by.ts';
import { headerOf, type Answer, type Closed, type Observation } from './model.ts';
import { reasonOfBackend, reasonOfNginx } from './answers.ts';

export type ProbeVerdict = 'connected' | 'refused' | 'unreachable' | 'closed';

export interface Judgement {
  readonly verdict: ProbeVerdict;
  readonly answeredBy: AnsweredBy;
  /** Sentences. */
  readonly reason: string;
}

/** `hold`: the seconds that the connection should have lasted. */
export function judge(seen: Observation, hold: number): Judgement {
  const by = answeredBy(seen.answer);
  const { failure, closed, answer } = seen;
  if (failure === undefined) {
    const isShort = closed?.by === 'them' && hold > 0;
    return {
      verdict: isShort ? 'closed' : 'connected',
      answeredBy: by,
      reason: isShort ? reasonOfEnd(closed) : connectedReason(seen, hold),
    };
  }
  if (answer === undefined)
    return { verdict: 'unreachable', answeredBy: by, reason: `${placeOf(failure.step)}: ${failure.reason}.` };
  if (failure.kind !== 'refused') return { verdict: 'refused', answeredBy: by, reason: `${capital(failure.reason)}.` };
  return { verdict: 'refused', answeredBy: by, reason: reasonOfAnswer(answer, by, failure.reason) };
}

function connectedReason({ subprotocol }: Observation, hold: number): string {
  const agreed = subprotocol === '' ? '' : `, with the subprotocol ${subprotocol}`;
  return hold === 0 ? `The WebSocket opens${agreed}.` : `The WebSocket opens${agreed}, and was open and silent for ${hold} s.`;
}

/** nginx ends a silent tunnel without a close frame (ngx_http_upstream_process_upgraded); a backend that means it sends one. */
function reasonOfEnd({ code, reason, after, received }: Closed): string {
  const when = `after ${after.toFixed(1)} s`;
  if (code !== 1006 && code !== 1005) return `The backend closed it ${when}, with ${code}${reason === '' ? '' : ` (${reason})`}.`;
  if (code === 1005) return `The backend closed it ${when}, without a code.`;
  const whole = Math.round(after);
  if (Math.abs(after - whole) > 0.5 || received > 0)
    return `The connection ended ${when} without a close frame: a proxy cut it, or the backend died.`;
  if (whole === 60)
    return `The connection ended ${when} in silence, without a close frame: 60 s is the default of \`proxy_read_timeout\` (and of AWS load balancers).`;
  return `The connection ended ${when} in silence, without a close frame: look for ${whole} s as \`proxy_read_timeout\` or \`proxy_send_timeout\`, or as a time-out in front.`;
}

function reasonOfAnswer(answer: Answer, { who, front }: AnsweredBy, failure: string): string {
  const where = headerOf(answer, 'location');
  const sent = where === undefined ? '' : ` to ${where}`;
  const line = `${answer.status} ${answer.statusText}`.trim();
  const redirect = answer.status >= 300 && answer.status < 400 ? ' Browsers follow no redirect in a handshake.' : '';
  if (who === 'front' && front !== undefined) return `${front.name} answers ${line}${sent}, not nginx.${redirect} ${front.allow}`;
  if (who === 'nginx') return `nginx itself answers ${line}${sent}. ${reasonOfNginx(answer)}${redirect}`.trim();
  const asked = failure.startsWith(String(answer.status)) ? '' : ` (${failure})`;
  return `The backend answers ${line}${sent}${asked}. ${reasonOfBackend(answer)}${redirect}`.trim();
}

function placeOf(step: Observation['steps'][number]['name']): string {
  const places = { name: 'Name', tcp: 'TCP', tls: 'TLS', polling: 'Polling', negotiate: 'Negotiation', hold: 'Open' };
  return step in places ? places[step as keyof typeof places] : 'Handshake';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
