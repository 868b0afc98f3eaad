// A bit stream written with codes of 2 to 10 bits, bytes as soon as they are full: 64 KiB of symbols, COUNT times.
#define NAME "huffman"
#define COUNT 20
#include "bench.h"

enum { Symbols = 16, Length = 1 << 16 };

static uint8_t input[Length], output[Length * 2], lengths[Symbols];
static uint32_t codes[Symbols];

static __attribute__((noinline)) uint32_t encode(void) {
    uint64_t bits = 0;
    uint32_t count = 0, end = 0;
    for (uint32_t i = 0; i < Length; i++) {
        bits |= (uint64_t)codes[input[i]] << count;
        for (count += lengths[input[i]]; count >= 8; count -= 8) {
            output[end++] = (uint8_t)bits;
            bits >>= 8;
        }
    }
    return end;
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 8;
    for (int i = 0; i < Symbols; i++) {
        lengths[i] = (uint8_t)(2 + i % 9);
        codes[i] = (uint32_t)(i * 37) & ((1u << lengths[i]) - 1);
    }
    for (int i = 0; i < Length; i++) {
        uint32_t random = next_random(&seed);
        input[i] = (uint8_t)(__builtin_ctz(random | 128) + (random >> 30));
    }
    uint64_t result = 0;
    for (uint32_t round = 0; round < count; round++) {
        uint32_t end = encode();
        result = mix(result, end + output[end / 2]);
    }
    return result;
}
