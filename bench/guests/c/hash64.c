// Hashing with 64-bit multiplications and rotations, four lanes of 8 bytes, over COUNT MiB.
#define NAME "hash64"
#define COUNT 600
#include "bench.h"

static const uint64_t m1 = 0x9E3779B185EBCA87u, m2 = 0xC2B2AE3D27D4EB4Fu, m3 = 0x165667B19E3779F9u;

static uint8_t data[1 << 20];

static uint64_t rotate(uint64_t value, int count) { return value << count | value >> (64 - count); }

static uint64_t load(const uint8_t *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint64_t lane(uint64_t state, uint64_t value) { return rotate(state + value * m2, 31) * m1; }

static __attribute__((noinline)) uint64_t hash(const uint8_t *bytes, uint32_t length, uint64_t seed) {
    uint64_t s0 = seed + m1 + m2, s1 = seed + m2, s2 = seed, s3 = seed - m1;
    const uint8_t *end = bytes + length;
    for (; end - bytes >= 32; bytes += 32) {
        s0 = lane(s0, load(bytes));
        s1 = lane(s1, load(bytes + 8));
        s2 = lane(s2, load(bytes + 16));
        s3 = lane(s3, load(bytes + 24));
    }
    uint64_t h = rotate(s0, 1) + rotate(s1, 7) + rotate(s2, 12) + rotate(s3, 18) + length;
    for (; bytes < end; bytes++) h = rotate(h ^ *bytes * m3, 11) * m1;
    h = (h ^ h >> 33) * m2;
    h = (h ^ h >> 29) * m3;
    return h ^ h >> 32;
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 2024;
    for (uint32_t i = 0; i < sizeof data; i++) data[i] = (uint8_t)next_random(&seed);
    uint64_t result = 0;
    for (uint32_t i = 0; i < count; i++) result = mix(result, hash(data, sizeof data - i % 37, result));
    return result;
}
