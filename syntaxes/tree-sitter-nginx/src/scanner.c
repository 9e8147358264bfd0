// The tokens of nginx's configuration language, after ngx_conf_read_token (ngx_conf_file.c), plus what nginx leaves to
// others: Lua bodies of third-party directives and the placeholders of template engines. It keeps no state.

#include "tree_sitter/parser.h"

enum Token {
    WORD,
    STRING,
    UNCLOSED_STRING,
    RAW_NAME,
    RAW_BODY,
    COMMENT,
    TEMPLATE_TAG,
    SEMICOLON,
    OPEN,
    CLOSE,
    STRAY_SEMICOLON,
    STRAY_OPEN,
};

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static bool at_end(TSLexer *lexer) { return lexer->eof(lexer); }

static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool same(const char *a, const char *b) {
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static bool finish(TSLexer *lexer, enum Token token) {
    lexer->result_symbol = token;
    return true;
}

static bool finish_here(TSLexer *lexer, enum Token token) {
    lexer->mark_end(lexer);
    return finish(lexer, token);
}

// ---- placeholders of template engines

// Longer ones are none: to look for the end of each `{{` all over a file would take too long.
enum { LONGEST_EXPRESSION = 1000, LONGEST_TAG = 4000 };

// Words that steer a template and put nothing into the text themselves.
static bool steers(const char *name) {
    static const char *const names[] = {"if",     "else",  "elif",     "end",     "range", "with",
                                        "define", "block", "template", "include", "raw",   "endraw"};
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (same(name, names[i])) return true;
    }
    return false;
}

// Up to `first` directly followed by `second`.
static bool skip_past(TSLexer *lexer, int32_t first, int32_t second, unsigned longest, bool may_span_lines) {
    bool half = false;
    for (unsigned i = 0; i < longest && !at_end(lexer); i++) {
        int32_t c = lexer->lookahead;
        if (c == '\n' && !may_span_lines) return false;
        advance(lexer);
        if (half && c == second) return true;
        half = c == first;
    }
    return false;
}

// Behind `{{`: up to the `}}` of the same line; a comment `{{/* … */}}` may span lines where a directive may begin.
static bool skip_expression(TSLexer *lexer, bool may_span_lines, bool *is_statement) {
    char name[10];
    unsigned length = 0;
    bool triple = lexer->lookahead == '{';
    if (triple) advance(lexer);
    if (lexer->lookahead == '-' || lexer->lookahead == '~') advance(lexer);
    for (unsigned i = 0; i < 8 && (lexer->lookahead == ' ' || lexer->lookahead == '\t'); i++) advance(lexer);

    int32_t first = lexer->lookahead;
    *is_statement = first == '#' || first == '/' || first == '>' || first == '!' || first == '^';
    if (first == '/') {
        advance(lexer);
        if (lexer->lookahead == '*') {
            advance(lexer);
            if (!skip_past(lexer, '*', '/', LONGEST_TAG, may_span_lines)) return false;
        }
    }
    while (length < sizeof(name) && is_letter(lexer->lookahead)) {
        name[length++] = (char)lexer->lookahead;
        advance(lexer);
    }
    if (length < sizeof(name)) {
        name[length] = 0;
        if (steers(name)) *is_statement = true;
    }
    if (!skip_past(lexer, '}', '}', LONGEST_EXPRESSION, false)) return false;
    if (triple && lexer->lookahead == '}') advance(lexer);
    return true;
}

// Behind `{%` or `{#`: up to `%}` or `#}`.
static bool skip_tag(TSLexer *lexer, int32_t sign, bool may_span_lines) {
    return skip_past(lexer, sign, '}', may_span_lines ? LONGEST_TAG : LONGEST_EXPRESSION, may_span_lines);
}

// At `{`: a placeholder that stands in a word. It always consumes the `{`; the caller has marked the end before.
static bool skip_placeholder(TSLexer *lexer) {
    bool is_statement;
    advance(lexer);
    if (at_end(lexer)) return false;
    if (lexer->lookahead == '{') {
        advance(lexer);
        return skip_expression(lexer, false, &is_statement);
    }
    if (lexer->lookahead == '%') {
        advance(lexer);
        return skip_tag(lexer, '%', false);
    }
    return false;
}

// ---- words

// The rest of a bare word; `variable` says that the character before was a `$` (and braces).
static bool scan_word(TSLexer *lexer, bool is_name, const bool *valid) {
    static const char suffix[] = "_by_lua_block";
    const unsigned suffix_length = sizeof(suffix) - 1;
    char last[sizeof(suffix) - 1];
    unsigned length = 0;
    bool variable = false;

    for (;;) {
        lexer->mark_end(lexer);
        if (at_end(lexer)) break;
        int32_t c = lexer->lookahead;
        if (c == '{') {
            if (variable) {
                advance(lexer);
                continue;
            }
            if (!skip_placeholder(lexer)) break;
            length = 0;
            continue;
        }
        if (is_blank(c) || c == ';') break;
        variable = c == '$';
        advance(lexer);
        if (c == '\\' && !at_end(lexer)) advance(lexer);
        last[length++ % suffix_length] = (c > 0 && c < 128) ? (char)c : 0;
    }

    bool is_raw = is_name && valid[RAW_NAME] && length >= suffix_length;
    for (unsigned i = 0; is_raw && i < suffix_length; i++) {
        is_raw = last[(length + i) % suffix_length] == suffix[i];
    }
    return finish(lexer, is_raw ? RAW_NAME : WORD);
}

// ---- quoted words

// Where a string would end if its closing quote were lost: behind the last character of its first line that is no blank
// and not the `;` or `{` that ends the line. Marking is left to the caller.
typedef struct {
    bool terminated;
    bool in_comment;
    int32_t previous;
} FirstLine;

static bool belongs_to_string(FirstLine *line, int32_t c) {
    bool after_blank = is_blank(line->previous);
    line->previous = c;
    if (line->in_comment || is_blank(c)) return false;
    if (c == ';' || (c == '{' && after_blank)) {
        line->terminated = true;
        return false;
    }
    if (c == '#' && line->terminated && after_blank) {
        line->in_comment = true;
        return false;
    }
    line->terminated = false;
    return true;
}

static bool may_follow_quote(TSLexer *lexer) {
    int32_t c = lexer->lookahead;
    return at_end(lexer) || is_blank(c) || c == ';' || c == '{' || c == ')';
}

// At the opening quote. nginx's string ends at the next quote of its kind. Only where nginx would refuse what stands
// behind that quote, or finds none, the opening one may be the one that lacks its partner.
static bool scan_string(TSLexer *lexer) {
    int32_t quote = lexer->lookahead;
    FirstLine line = {false, false, 0};
    bool on_first_line = true, in_placeholder = false, skip_quotes = false;
    int32_t previous = 0;

    advance(lexer);
    lexer->mark_end(lexer);
    while (!at_end(lexer)) {
        int32_t c = lexer->lookahead;
        if (c == '\n') {
            on_first_line = in_placeholder = skip_quotes = false;
        }
        // Of several `;` only the last one ends the directive.
        if (c == ';' && on_first_line && line.terminated && !line.in_comment) lexer->mark_end(lexer);
        advance(lexer);
        if (c == quote && !skip_quotes) {
            if (may_follow_quote(lexer)) return finish_here(lexer, STRING);
            if (in_placeholder) {
                skip_quotes = true;
            } else if (!on_first_line && (line.terminated || is_blank(previous))) {
                return finish(lexer, UNCLOSED_STRING);
            } else {
                return finish_here(lexer, STRING);
            }
        }
        if (previous == '{' && (c == '{' || c == '%')) in_placeholder = true;
        if (c == '}' && (previous == '}' || previous == '%')) in_placeholder = skip_quotes = false;
        if (on_first_line && belongs_to_string(&line, c)) lexer->mark_end(lexer);
        previous = c;
        if (c == '\\' && !at_end(lexer)) {
            if (lexer->lookahead == '\n') on_first_line = in_placeholder = skip_quotes = false;
            previous = 0;
            advance(lexer);
            if (on_first_line) lexer->mark_end(lexer);
        }
    }
    return finish(lexer, UNCLOSED_STRING);
}

// ---- Lua

// At `[`: a long bracket `[[ … ]]`, `[=[ … ]=]`. Without one, only what cannot be its beginning is consumed.
static void skip_long_bracket(TSLexer *lexer) {
    unsigned level = 0;
    advance(lexer);
    while (!at_end(lexer) && lexer->lookahead == '=') {
        level++;
        advance(lexer);
    }
    if (at_end(lexer) || lexer->lookahead != '[') return;
    advance(lexer);
    while (!at_end(lexer)) {
        if (lexer->lookahead != ']') {
            advance(lexer);
            continue;
        }
        unsigned found = 0;
        advance(lexer);
        while (!at_end(lexer) && lexer->lookahead == '=') {
            found++;
            advance(lexer);
        }
        if (!at_end(lexer) && lexer->lookahead == ']' && found == level) {
            advance(lexer);
            return;
        }
    }
}

static void skip_lua_string(TSLexer *lexer) {
    int32_t quote = lexer->lookahead;
    for (advance(lexer); !at_end(lexer) && lexer->lookahead != '\n'; advance(lexer)) {
        if (lexer->lookahead == quote) {
            advance(lexer);
            return;
        }
        if (lexer->lookahead == '\\') {
            advance(lexer);
            if (at_end(lexer)) return;
        }
    }
}

// Behind the `{` of a `*_by_lua_block`: up to its `}`, exclusive.
static bool scan_raw_body(TSLexer *lexer) {
    unsigned depth = 0;
    while (!at_end(lexer)) {
        switch (lexer->lookahead) {
        case '{':
            depth++;
            advance(lexer);
            break;
        case '}':
            if (depth == 0) return finish_here(lexer, RAW_BODY);
            depth--;
            advance(lexer);
            break;
        case '"':
        case '\'':
            skip_lua_string(lexer);
            break;
        case '[':
            skip_long_bracket(lexer);
            break;
        case '-':
            advance(lexer);
            if (at_end(lexer) || lexer->lookahead != '-') break;
            advance(lexer);
            if (!at_end(lexer) && lexer->lookahead == '[') skip_long_bracket(lexer);
            while (!at_end(lexer) && lexer->lookahead != '\n') advance(lexer);
            break;
        default:
            advance(lexer);
        }
    }
    return finish_here(lexer, RAW_BODY);
}

// ---- where a directive may begin

static bool scan_comment(TSLexer *lexer) {
    while (!at_end(lexer) && lexer->lookahead != '\n') {
        bool is_cr = lexer->lookahead == '\r';
        if (is_cr) lexer->mark_end(lexer);
        advance(lexer);
        // The CR of a CRLF is no part of the comment.
        if (is_cr && !at_end(lexer) && lexer->lookahead == '\n') return finish(lexer, COMMENT);
    }
    return finish_here(lexer, COMMENT);
}

// Behind `{{ … }}` with nothing but placeholders before it on its line: is there nothing else behind it either?
static bool is_alone(TSLexer *lexer) {
    for (;;) {
        while (!at_end(lexer) && (lexer->lookahead == ' ' || lexer->lookahead == '\t' || lexer->lookahead == '\r')) {
            advance(lexer);
        }
        if (at_end(lexer) || lexer->lookahead == '\n' || lexer->lookahead == '#') return true;
        if (lexer->lookahead != '{' || !skip_placeholder(lexer)) return false;
    }
}

// At `{` without a word before it.
static bool scan_open_without_name(TSLexer *lexer, const bool *valid) {
    bool is_statement = false;
    advance(lexer);
    lexer->mark_end(lexer);
    if (at_end(lexer)) return finish(lexer, STRAY_OPEN);

    int32_t sign = lexer->lookahead;
    if (sign == '%' || sign == '#') {
        advance(lexer);
        if (!skip_tag(lexer, sign, true)) return finish(lexer, STRAY_OPEN);
        return finish_here(lexer, TEMPLATE_TAG);
    }
    if (sign != '{') return finish(lexer, STRAY_OPEN);

    advance(lexer);
    if (!skip_expression(lexer, true, &is_statement)) return finish(lexer, STRAY_OPEN);
    lexer->mark_end(lexer);
    if (is_statement) return finish(lexer, TEMPLATE_TAG);
    while (!at_end(lexer) && lexer->lookahead == '{' && skip_placeholder(lexer)) lexer->mark_end(lexer);
    if (at_end(lexer)) return finish(lexer, TEMPLATE_TAG);
    if (is_blank(lexer->lookahead)) return finish(lexer, is_alone(lexer) ? TEMPLATE_TAG : WORD);
    return scan_word(lexer, false, valid);
}

static bool scan(TSLexer *lexer, const bool *valid) {
    if (valid[RAW_BODY]) return scan_raw_body(lexer);

    // Only words make a `;` valid: without any, a directive may begin here.
    bool has_words = valid[SEMICOLON];

    while (!at_end(lexer) && is_blank(lexer->lookahead)) lexer->advance(lexer, true);
    if (at_end(lexer)) return false;

    switch (lexer->lookahead) {
    case '#':
        return scan_comment(lexer);
    case ';':
        advance(lexer);
        return finish_here(lexer, has_words ? SEMICOLON : STRAY_SEMICOLON);
    case '}':
        advance(lexer);
        return finish_here(lexer, CLOSE);
    case '"':
    case '\'':
        return scan_string(lexer);
    case '{':
        if (!has_words) return scan_open_without_name(lexer, valid);
        advance(lexer);
        lexer->mark_end(lexer);
        if (!at_end(lexer) && lexer->lookahead == '{') {
            bool is_statement;
            advance(lexer);
            if (skip_expression(lexer, false, &is_statement)) return scan_word(lexer, false, valid);
        } else if (!at_end(lexer) && lexer->lookahead == '%') {
            advance(lexer);
            if (skip_tag(lexer, '%', false)) return scan_word(lexer, false, valid);
        }
        return finish(lexer, OPEN);
    default:
        return scan_word(lexer, !has_words, valid);
    }
}

void *tree_sitter_nginx_external_scanner_create(void) { return 0; }

void tree_sitter_nginx_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_nginx_external_scanner_serialize(void *payload, char *buffer) {
    (void)payload;
    (void)buffer;
    return 0;
}

void tree_sitter_nginx_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
    (void)payload;
    (void)buffer;
    (void)length;
}

bool tree_sitter_nginx_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid_symbols) {
    (void)payload;
    return scan(lexer, valid_symbols);
}
