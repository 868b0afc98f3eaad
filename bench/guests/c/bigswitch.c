// One function with a switch of 512 cases that jump among each other, as generated parsers and state machines have: COUNT million steps.
#define NAME "bigswitch"
#define COUNT 30
#include "bench.h"

#define ADD(i) case i: x += y * (2 * (i) + 1); state = x >> 9; break;
#define ROTATE(i) case i: x = (x << ((i) % 31 + 1) | x >> (31 - (i) % 31)) ^ 0x9E37u * (i); state = x >> 3; break;
#define TEST(i) case i: if (x & 1u << (i) % 32) y += x + (i); else y ^= x >> 5; state = y >> 7; x += 0x85EBu; break;
#define KEEP(i) case i: memory[x % 1024] += y; x = x * 5 + memory[(y + (i)) % 1024] + 1; state = x >> 11; break;
#define FOUR(i) ADD(i) ROTATE(i + 1) TEST(i + 2) KEEP(i + 3)
#define SIXTEEN(i) FOUR(i) FOUR(i + 4) FOUR(i + 8) FOUR(i + 12)
#define MANY(i) SIXTEEN(i) SIXTEEN(i + 16) SIXTEEN(i + 32) SIXTEEN(i + 48) SIXTEEN(i + 64) SIXTEEN(i + 80) SIXTEEN(i + 96) SIXTEEN(i + 112)

static uint32_t memory[1024];

static __attribute__((noinline)) uint64_t machine(uint32_t steps, uint32_t x, uint32_t y) {
    uint32_t state = 0;
    for (; steps; steps--) switch (state & 511) { MANY(0) MANY(128) MANY(256) MANY(384) }
    return (uint64_t)x << 32 | y;
}

static uint64_t run(uint32_t count) {
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++) hash = mix(hash, machine(1000000, (uint32_t)hash + i, 12345));
    return hash;
}
