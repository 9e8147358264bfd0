/** Texts that try to command whatever shows them, one table for the tests of all outputs. */
export const hostileTexts: Readonly<Record<string, string>> = {
  escape: '\u001b[31mred\u001b]0;title\u0007',
  bell: 'a\u0007b',
  'carriage return': 'good\rbad',
  'line feed': 'one\n::error::two',
  'workflow command': '::error file=a::b',
  'old workflow command': '##[error]x',
  'encoded line feed': '%0A::error::x',
  'C1 control': '\u009b31m',
  'line separator': 'a\u2028::error::b\u2029c',
  'direction override': 'a\u202eb\u2066c',
  'lone surrogate': 'a\ud800b\udc9bc',
  backtick: 'a`b',
  backticks: '``` a ``` `',
  bar: 'a|b | c \\| d',
  link: 'x](http://evil.example/)',
  'link of its own': '[x](http://evil.example/)',
  image: '![x](http://evil.example/a.png)',
  address: 'http://evil.example/ <http://evil.example/>',
  html: '<img src=x onerror=alert(1)>',
  entity: '&#27;&lt;',
  emphasis: '**a** __b__ ~~c~~',
  long: 'x'.repeat(100_000),
  blanks: ' '.repeat(1000),
};

/** What no terminal, log or label may get. */
export const commanding = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/** Half of a surrogate pair without the other one. */
export const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
