// Base64 there and back with tables, COUNT times 768 KiB.
#define NAME "base64"
#define COUNT 100
#include "bench.h"

enum { Size = 3 << 18 };

static uint8_t data[Size], encoded[Size / 3 * 4], decoded[Size], values[256];
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static __attribute__((noinline)) void encode(const uint8_t *from, uint8_t *to, uint32_t length) {
    for (uint32_t i = 0; i < length; i += 3, to += 4) {
        uint32_t bits = (uint32_t)from[i] << 16 | from[i + 1] << 8 | from[i + 2];
        to[0] = (uint8_t)digits[bits >> 18];
        to[1] = (uint8_t)digits[bits >> 12 & 63];
        to[2] = (uint8_t)digits[bits >> 6 & 63];
        to[3] = (uint8_t)digits[bits & 63];
    }
}

static __attribute__((noinline)) int decode(const uint8_t *from, uint8_t *to, uint32_t length) {
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < length; i += 4, to += 3) {
        uint32_t a = values[from[i]], b = values[from[i + 1]], c = values[from[i + 2]], d = values[from[i + 3]];
        wrong |= a | b | c | d;
        uint32_t bits = a << 18 | b << 12 | c << 6 | d;
        to[0] = (uint8_t)(bits >> 16);
        to[1] = (uint8_t)(bits >> 8);
        to[2] = (uint8_t)bits;
    }
    return wrong < 64;
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 64646464;
    memset(values, 255, sizeof values);
    for (uint8_t i = 0; i < 64; i++) values[(uint8_t)digits[i]] = i;
    for (int i = 0; i < Size; i++) data[i] = (uint8_t)next_random(&seed);
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        data[round] ^= (uint8_t)round;
        encode(data, encoded, Size);
        if (!decode(encoded, decoded, sizeof encoded) || memcmp(data, decoded, Size)) return 0;
        hash = mix(hash, encoded[round * 4097 % sizeof encoded]);
    }
    for (uint32_t i = 0; i < sizeof encoded; i += 8) hash = mix(hash, encoded[i]);
    return hash;
}
