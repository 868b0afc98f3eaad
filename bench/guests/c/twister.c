// The Mersenne Twister (MT19937): COUNT thousand times 624 numbers, each of which chooses a constant by a bit that cannot be predicted.
#define NAME "twister"
#define COUNT 40
#include "bench.h"

enum { Size = 624, Middle = 397 };

static uint32_t state[Size];

static uint32_t twist(uint32_t high, uint32_t low) {
    uint32_t both = (high & 0x80000000u) | (low & 0x7FFFFFFFu);
    return both >> 1 ^ (low & 1 ? 0x9908B0DFu : 0);
}

static __attribute__((noinline)) void next_state(void) {
    for (int i = 0; i < Size; i++) state[i] = state[i + Middle < Size ? i + Middle : i + Middle - Size] ^ twist(state[i], state[i + 1 < Size ? i + 1 : 0]);
}

static uint32_t temper(uint32_t y) {
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
}

static uint64_t run(uint32_t count) {
    state[0] = 5489;
    for (uint32_t i = 1; i < Size; i++) state[i] = 1812433253u * (state[i - 1] ^ state[i - 1] >> 30) + i;
    uint64_t result = 0;
    for (uint32_t round = 0; round < count * 1000; round++) {
        next_state();
        uint32_t sum = 0;
        for (int i = 0; i < Size; i++) sum += temper(state[i]);
        result = mix(result, sum);
    }
    return result;
}
