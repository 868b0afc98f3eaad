// Functions that call themselves and do little else, COUNT times: Ackermann's, whose calls go thousands deep, Takeuchi's, which is shallow, and two that call each other.
#define NAME "recursion"
#define COUNT 20
#include "bench.h"

static __attribute__((noinline)) uint32_t ackermann(uint32_t m, uint32_t n) {
    return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static __attribute__((noinline)) int takeuchi(int x, int y, int z) {
    return y < x ? takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y)) : z;
}

// Hofstadter's female and male sequences.
static uint32_t male(uint32_t n);

static __attribute__((noinline)) uint32_t female(uint32_t n) { return n == 0 ? 1 : n - male(female(n - 1)); }

static __attribute__((noinline)) uint32_t male(uint32_t n) { return n == 0 ? 0 : n - female(male(n - 1)); }

static uint64_t run(uint32_t count) {
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        hash = mix(hash, ackermann(3, 6 + (round & 1)));
        hash = mix(hash, (uint32_t)takeuchi(14 + (int)(round & 1), 8, 2));
        hash = mix(hash, female(60 + (round & 7)));
    }

    return hash;
}
