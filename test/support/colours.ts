/** How well colours are told apart. Colours are `#rrggbb`. */

/** WCAG's contrast ratio: 4.5 and more is readable as text. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** CIE76's distance: below 2 nobody sees it, from 10 on everybody does at a glance. */
export function distance(one: string, other: string): number {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(...a.map((value, index) => value - (b[index] ?? 0)));
}

function linear(colour: string): readonly [red: number, green: number, blue: number] {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92));
  return [red, green, blue];
}

function luminance(colour: string): number {
  const [red, green, blue] = linear(colour);
  return red * 0.2126 + green * 0.7152 + blue * 0.0722;
}

function lab(colour: string): readonly [lightness: number, a: number, b: number] {
  const [red, green, blue] = linear(colour);
  const root = (value: number) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = root((red * 0.4124 + green * 0.3576 + blue * 0.1805) / 0.95047);
  const y = root(luminance(colour));
  const z = root((red * 0.0193 + green * 0.1192 + blue * 0.9505) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
