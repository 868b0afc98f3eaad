// A compressor of the Lempel-Ziv kind with a hash table of positions, and its decompressor, COUNT times over 1 MiB of text.
#define NAME "lz"
#define COUNT 15
#include "bench.h"

enum { Size = 1 << 20, HashBits = 14, Window = 65535 };

static uint8_t text[Size], packed[Size + Size / 8], unpacked[Size];
static uint32_t positions[1 << HashBits];

static uint32_t load(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

// A token byte: 0..127 literals + 1 follow; or 128 + length - 4 of a copy, whose distance follows in two bytes.
static __attribute__((noinline)) uint32_t compress(const uint8_t *from, uint32_t length, uint8_t *to) {
    uint8_t *out = to;
    uint32_t literals = 0, i = 0;
    memset(positions, 0, sizeof positions);
    while (i < length) {
        uint32_t match = 0, distance = 0;
        if (i + 4 <= length) {
            uint32_t word = load(from + i), *entry = &positions[word * 2654435761u >> (32 - HashBits)], candidate = *entry;
            *entry = i;
            distance = i - candidate;
            if (distance && distance <= Window && load(from + candidate) == word)
                for (match = 4; i + match < length && match < 131 && from[candidate + match] == from[i + match]; match++) {}
        }
        if (match) {
            *out++ = (uint8_t)(128 + match - 4);
            *out++ = (uint8_t)distance;
            *out++ = (uint8_t)(distance >> 8);
            i += match;
            literals = 0;
        } else {
            if (!literals) *out++ = 255;
            *out++ = from[i++];
            out[-2 - (int)literals] = (uint8_t)literals;
            literals = literals == 127 ? 0 : literals + 1;
        }
    }
    return (uint32_t)(out - to);
}

static __attribute__((noinline)) uint32_t decompress(const uint8_t *from, uint32_t length, uint8_t *to) {
    const uint8_t *end = from + length;
    uint8_t *out = to;
    while (from < end) {
        uint32_t token = *from++;
        if (token < 128) {
            for (uint32_t n = token + 1; n; n--) *out++ = *from++;
        } else {
            uint32_t distance = from[0] | from[1] << 8;
            from += 2;
            for (uint32_t n = token - 124; n; n--, out++) *out = out[-(int32_t)distance];
        }
    }
    return (uint32_t)(out - to);
}

static uint64_t run(uint32_t count) {
    static const char *const words[] = {"the ", "weaver ", "throws ", "a ", "shuttle ", "through ", "warp ", "and ", "weft", ", ", ".\n", "cloth "};
    uint32_t seed = 777;
    for (uint32_t at = 0; at < Size;) {
        const char *word = words[next_random(&seed) % 12];
        for (; *word && at < Size; word++) text[at++] = (uint8_t)*word;
        if (next_random(&seed) % 4 == 0 && at < Size) text[at++] = (uint8_t)('0' + next_random(&seed) % 75);
    }
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        text[round * 61] ^= 1;
        uint32_t size = compress(text, Size, packed);
        if (decompress(packed, size, unpacked) != Size || memcmp(text, unpacked, Size)) return 0;
        hash = mix(hash, size);
    }
    return hash;
}
