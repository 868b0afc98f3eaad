// A JSON parser and writer: COUNT times a text of about 350 KB into a tree in an arena, and the tree back into text.
#define NAME "json"
#define COUNT 35
#include "bench.h"

enum kind { Null, False, True, Number, String, Array, Object };

struct node {
    struct node *next, *first;
    const char *name, *text;
    uint32_t name_length, length;
    double number;
    enum kind kind;
};

static char source[1 << 20], written[1 << 20];
static struct node nodes[100000];
static uint32_t node_count;
static const char *at;

static void skip(void) {
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') at++;
}

static const char *string(uint32_t *length) {
    const char *start = ++at;
    while (*at != '"') at += *at == '\\' ? 2 : 1;
    *length = (uint32_t)(at++ - start);
    return start;
}

static double number(void) {
    double value = 0, scale = 1;
    int negative = *at == '-', exponent = 0;
    if (negative) at++;
    while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9'; at++, scale *= 10) value = value * 10 + (*at - '0');
    if (*at == 'e' || *at == 'E') {
        int down = *++at == '-';
        if (*at == '-' || *at == '+') at++;
        while (*at >= '0' && *at <= '9') exponent = exponent * 10 + (*at++ - '0');
        for (; exponent > 0; exponent--) scale = down ? scale * 10 : scale / 10;
    }
    return (negative ? -value : value) / scale;
}

static struct node *parse(void) {
    struct node *node = &nodes[node_count++];
    *node = (struct node){.kind = Null};
    skip();
    switch (*at) {
        case '{':
        case '[': {
            char end = *at++ == '{' ? '}' : ']';
            node->kind = end == '}' ? Object : Array;
            struct node **last = &node->first;
            for (skip(); *at != end; skip()) {
                const char *name = 0;
                uint32_t length = 0;
                if (end == '}') {
                    name = string(&length);
                    skip();
                    at++; // the colon
                }
                struct node *child = parse();
                child->name = name;
                child->name_length = length;
                *last = child;
                last = &child->next;
                skip();
                if (*at == ',') {
                    at++;
                    skip();
                }
            }
            at++;
            break;
        }
        case '"': node->kind = String; node->text = string(&node->length); break;
        case 't': node->kind = True; at += 4; break;
        case 'f': node->kind = False; at += 5; break;
        case 'n': at += 4; break;
        default: node->kind = Number; node->number = number();
    }
    return node;
}

static char *put(char *out, const char *text, uint32_t length) {
    memcpy(out, text, length);
    return out + length;
}

static char *put_integer(char *out, int64_t value) {
    char digits[24], *start = digits + sizeof digits;
    uint64_t rest = value < 0 ? (uint64_t)-value : (uint64_t)value;
    do *--start = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0) *--start = '-';
    return put(out, start, (uint32_t)(digits + sizeof digits - start));
}

static char *format(char *out, const struct node *node) {
    if (node->name) {
        *out++ = '"';
        out = put(out, node->name, node->name_length);
        *out++ = '"';
        *out++ = ':';
    }
    switch (node->kind) {
        case Null: return put(out, "null", 4);
        case False: return put(out, "false", 5);
        case True: return put(out, "true", 4);
        case Number: return put_integer(out, (int64_t)(node->number * 1000));
        case String:
            *out++ = '"';
            out = put(out, node->text, node->length);
            *out++ = '"';
            return out;
        default:
            *out++ = node->kind == Object ? '{' : '[';
            for (const struct node *child = node->first; child; child = child->next) {
                out = format(out, child);
                if (child->next) *out++ = ',';
            }
            *out++ = node->kind == Object ? '}' : ']';
            return out;
    }
}

static void generate(void) {
    uint32_t seed = 1234567;
    char *out = source;
    *out++ = '[';
    for (int i = 0; i < 2000; i++) {
        static const char *const words[] = {"loom", "warp", "weft \\\"fine\\\"", "shuttle", "heddle\\n", "selvage"};
        if (i) out = put(out, ",\n  ", 4);
        out = put(out, "{ \"id\": ", 8);
        out = put_integer(out, i);
        out = put(out, ", \"name\": \"", 11);
        const char *word = words[next_random(&seed) % 6];
        out = put(out, word, (uint32_t)strlen(word));
        out = put(out, "\", \"price\": -", 13);
        out = put_integer(out, next_random(&seed) % 10000);
        *out++ = '.';
        out = put_integer(out, next_random(&seed) % 1000);
        out = put(out, ", \"scale\": 25e-1, \"tags\": [", 27);
        for (uint32_t tag = next_random(&seed) % 5, j = 0; j < tag; j++) {
            if (j) *out++ = ',';
            out = put_integer(out, (int32_t)next_random(&seed));
        }
        out = put(out, "], \"stock\": { \"here\": ", 22);
        out = next_random(&seed) % 2 ? put(out, "true", 4) : put(out, "false", 5);
        out = put(out, ", \"there\": null } }", 19);
    }
    put(out, "]", 2);
}

static uint64_t run(uint32_t count) {
    generate();
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++) {
        node_count = 0;
        at = source;
        char *end = format(written, parse());
        for (const char *c = written; c < end; c += 5) hash = mix(hash, (uint8_t)*c);
        hash = mix(hash, (uint64_t)(end - written));
    }
    return hash;
}
