// Looking for words in 1 MiB of text: Horspool's skips, Knuth-Morris-Pratt, and counting lines and words, COUNT times.
#define NAME "search"
#define COUNT 20
#include "bench.h"

enum { Size = 1 << 20 };

static uint8_t text[Size];

static __attribute__((noinline)) uint32_t horspool(const uint8_t *word, uint32_t length) {
    uint32_t skips[256], found = 0;
    for (int i = 0; i < 256; i++) skips[i] = length;
    for (uint32_t i = 0; i + 1 < length; i++) skips[word[i]] = length - 1 - i;
    for (uint32_t at = 0; at + length <= Size; at += skips[text[at + length - 1]]) {
        uint32_t i = length;
        while (i && text[at + i - 1] == word[i - 1]) i--;
        found += i == 0;
    }
    return found;
}

static __attribute__((noinline)) uint32_t prefixes(const uint8_t *word, uint32_t length) {
    uint32_t borders[64] = {0}, matched = 0, found = 0;
    for (uint32_t i = 1; i < length; i++) {
        while (matched && word[i] != word[matched]) matched = borders[matched - 1];
        borders[i] = matched += word[i] == word[matched];
    }
    matched = 0;
    for (uint32_t i = 0; i < Size; i++) {
        while (matched && text[i] != word[matched]) matched = borders[matched - 1];
        matched += text[i] == word[matched];
        if (matched == length) {
            found++;
            matched = borders[matched - 1];
        }
    }
    return found;
}

static __attribute__((noinline)) uint64_t count_words(void) {
    uint32_t lines = 0, words = 0, inside = 0;
    for (uint32_t i = 0; i < Size; i++) {
        uint8_t c = text[i];
        lines += c == '\n';
        uint32_t letter = (uint8_t)((c | 32) - 'a') < 26;
        words += letter & ~inside;
        inside = letter;
    }
    return (uint64_t)lines << 32 | words;
}

static uint64_t run(uint32_t count) {
    static const char *const words[] = {"abacus", "abab", "ababaca", "weft", "warp", "needle", "thread and thread", "aaaaaaab"};
    uint32_t seed = 909;
    for (uint32_t at = 0; at < Size;) {
        if (next_random(&seed) % 8 == 0) {
            for (const char *word = words[next_random(&seed) % 8]; *word && at < Size; word++) text[at++] = (uint8_t)*word;
        } else
            text[at++] = (uint8_t)("ab c\nd"[next_random(&seed) % 6]);
    }
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        text[round * 997] ^= 1;
        for (int i = 0; i < 8; i++) {
            uint32_t length = (uint32_t)strlen(words[i]);
            uint32_t found = horspool((const uint8_t *)words[i], length);
            hash = mix(hash, found);
            if (length > 4) hash = mix(hash, prefixes((const uint8_t *)words[i], length));
        }
        hash = mix(hash, count_words());
    }
    return hash;
}
