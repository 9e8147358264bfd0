/** Dates of HTTP headers in the three forms that nginx reads (ngx_parse_http_time). */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Seconds since 1970; `undefined` for what is no date. `Sun, 06 Nov 1994 …`, `Sunday, 06-Nov-94 …`, `Sun Nov  6 … 1994`. */
export function httpTime(text: string): number | undefined {
  const parts =
    /^\w+, +(?<day>\d\d)(?<dash>[- ])(?<month>[A-Z][a-z]{2})\k<dash>(?<year>\d{4}|\d\d) (?<time>\d\d:\d\d:\d\d)/.exec(text) ??
    /^\w+ (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})/.exec(text);
  if (parts?.groups === undefined) return undefined;
  const { day = '', month = '', year = '', time = '' } = parts.groups;
  const number = months.indexOf(month);
  if (number < 0) return undefined;
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  const full = year.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
  const valid = hour <= 23 && minute <= 59 && second <= 59 && Number(day) >= 1 && Number(day) <= 31;
  return valid ? Date.UTC(full, number, Number(day), hour, minute, second) / 1000 : undefined;
}
