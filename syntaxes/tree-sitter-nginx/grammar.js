// nginx's configuration syntax: directives made of words, nothing typed per directive.
//
// Every token is made by src/scanner.c, which follows ngx_conf_read_token (ngx_conf_file.c). The rules below accept any
// sequence of those tokens, so that a broken file gives a whole tree too: a missing `;` or `}` is simply absent, and what
// nginx would refuse has a node of its own (stray_semicolon, stray_open, stray_close, unclosed_string).

export default grammar({
  name: 'nginx',

  externals: ($) => [
    $.word,
    $.string,
    $.unclosed_string,
    $._raw_name,
    $.raw_body,
    $.comment,
    $.template_tag,
    ';',
    '{',
    '}',
    $.stray_semicolon,
    $.stray_open,
  ],

  // Exactly nginx's blanks.
  extras: ($) => [/[ \t\r\n]+/, $.comment],

  rules: {
    source_file: ($) => seq(optional($._items), repeat(seq(alias('}', $.stray_close), optional($._items)))),

    _items: ($) => repeat1($._item),

    _item: ($) => choice($.directive, $.template_tag, $.stray_semicolon, $.orphan_block),

    directive: ($) =>
      prec.right(
        choice(
          seq(field('name', $._word), repeat($._word), optional(choice(';', $.block))),
          seq(field('name', alias($._raw_name, $.word)), repeat($._word), optional(choice(';', $.raw_block))),
        ),
      ),

    _word: ($) => choice($.word, $.string, $.unclosed_string),

    block: ($) => prec.right(seq('{', optional($._items), optional('}'))),

    // `content_by_lua_block { … }` and its kin.
    raw_block: ($) => prec.right(seq('{', $.raw_body, optional('}'))),

    // `{` where a directive should begin.
    orphan_block: ($) => prec.right(seq($.stray_open, optional($._items), optional('}'))),
  },
});
