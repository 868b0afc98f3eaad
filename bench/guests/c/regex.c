// A regular expression matcher: patterns compiled to a small program, run with backtracking over generated text, COUNT times.
#define NAME "regex"
#define COUNT 12
#include "bench.h"

enum kind { Character, Any, Class, Split, JumpTo, Match };

struct step { uint8_t kind, character, negated; uint16_t x, y; uint32_t set[8]; };

static struct step steps[256];
static uint16_t step_count;
static const char *source;

static void alternatives(void);

static void insert(uint16_t at, struct step step) {
    for (uint16_t i = step_count++; i > at; i--) steps[i] = steps[i - 1];
    for (uint16_t i = at + 1; i < step_count; i++)
        if (steps[i].kind == Split || steps[i].kind == JumpTo) {
            steps[i].x += steps[i].x >= at;
            steps[i].y += steps[i].y >= at;
        }
    steps[at] = step;
}

static void atom(void) {
    struct step step = {.kind = Character};
    char c = *source++;
    if (c == '(') {
        alternatives();
        source++; // the closing parenthesis
        return;
    }
    if (c == '.') step.kind = Any;
    else if (c == '[') {
        step.kind = Class;
        if (*source == '^') {
            step.negated = 1;
            source++;
        }
        while (*source != ']') {
            uint8_t first = (uint8_t)*source++, last = first;
            if (*source == '-' && source[1] != ']') {
                last = (uint8_t)source[1];
                source += 2;
            }
            for (uint32_t i = first; i <= last; i++) step.set[i / 32] |= 1u << i % 32;
        }
        source++;
    } else step.character = (uint8_t)(c == '\\' ? *source++ : c);
    steps[step_count++] = step;
}

static void sequence(void) {
    while (*source && *source != '|' && *source != ')') {
        uint16_t start = step_count;
        atom();
        if (*source == '*' || *source == '?') {
            insert(start, (struct step){.kind = Split, .x = start + 1});
            if (*source == '*') steps[step_count++] = (struct step){.kind = JumpTo, .x = start};
            steps[start].y = step_count;
            source++;
        } else if (*source == '+') {
            steps[step_count] = (struct step){.kind = Split, .x = start, .y = step_count + 1};
            step_count++;
            source++;
        }
    }
}

static void alternatives(void) {
    uint16_t start = step_count;
    sequence();
    if (*source == '|') {
        source++;
        insert(start, (struct step){.kind = Split, .x = start + 1});
        uint16_t jump = step_count++;
        steps[jump] = (struct step){.kind = JumpTo};
        steps[start].y = step_count;
        alternatives();
        steps[jump].x = step_count;
    }
}

static void compile(const char *pattern) {
    source = pattern;
    step_count = 0;
    alternatives();
    steps[step_count++] = (struct step){.kind = Match};
}

static const char *match(const struct step *step, const char *text) {
    for (;; step++) {
        uint8_t c = (uint8_t)*text;
        switch (step->kind) {
            case Character: if (c != step->character) return 0; text++; break;
            case Any: if (!c || c == '\n') return 0; text++; break;
            case Class: if (!c || (step->set[c / 32] >> c % 32 & 1) == step->negated) return 0; text++; break;
            case Split: {
                const char *end = match(&steps[step->x], text);
                if (end) return end;
                step = &steps[step->y] - 1;
                break;
            }
            case JumpTo: step = &steps[step->x] - 1; break;
            default: return text;
        }
    }
}

static char text[200001];

static uint64_t run(uint32_t count) {
    static const char *const words[] = {"loom", "thread", "2026-11-24", "warp@weft.dev", "http://weft.dev/a/b?c=1", "0x1F4a", "\"quoted text\"", "aaaaab", "cotton,", "silk."};
    static const char *const patterns[] = {"[a-z]+@[a-z]+\\.[a-z]+", "[0-9]+-[0-9]+-[0-9]+", "(http|ftp)s?://[^ ]+", "0x[0-9a-fA-F]+", "\"[^\"]*\"", "(a|aa)+b", "(warp|weft|silk|loom) .*(thread|cotton)"};
    uint32_t seed = 4242, length = 0;
    while (length < sizeof text - 30) {
        const char *word = words[next_random(&seed) % 10];
        uint32_t size = (uint32_t)strlen(word);
        memcpy(text + length, word, size);
        length += size;
        text[length++] = next_random(&seed) % 12 ? ' ' : '\n';
    }
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++)
        for (unsigned p = 0; p < sizeof patterns / sizeof *patterns; p++) {
            compile(patterns[p]);
            uint32_t found = 0;
            for (const char *at = text; *at;) {
                const char *end = match(steps, at);
                found += end != 0;
                at = end && end > at ? end : at + 1;
            }
            hash = mix(hash, found);
        }
    return hash;
}
