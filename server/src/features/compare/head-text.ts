/** What is not the same in two request heads, in words. */
import type { HeadChange } from './model.ts';

/** ``HTTP/1.1 instead of HTTP/1.0, without `Connection: close` ``: what stands behind "The backend receives". */
export function headWords({ gone, come, moved }: HeadChange): string {
  const left = [...come];
  const parts = gone.map((line) => {
    const at = left.findIndex((it) => nameOf(it) === nameOf(line));
    if (at === -1) return `without ${quoted(line)}`;
    return `${quoted(left.splice(at, 1)[0] ?? '')} instead of ${quoted(line)}`;
  });
  return [...parts, ...left.map((line) => `with ${quoted(line)}`), ...(moved ? ['the header lines in another order'] : [])].join(
    ', ',
  );
}

/** The first ones by name, the rest by number. */
export function placesText(places: readonly string[]): string {
  const each = [...new Set(places)];
  const rest = each.length - mostNamed;
  return rest > 0 ? `${each.slice(0, mostNamed).join(', ')}, and ${rest} more` : each.join(', ');
}

const mostNamed = 10;

/** Of a header line, what stands before its value; the HTTP version is a line of its own kind. */
function nameOf(line: string): string {
  return /^HTTP\/[\d.?]+$/.test(line) ? 'HTTP/' : (line.split(/[:=]/, 1)[0]?.toLowerCase() ?? line);
}

function quoted(line: string): string {
  return nameOf(line) === 'HTTP/' ? line : `\`${line}\``;
}
