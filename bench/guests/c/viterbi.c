// The most likely path through 500 steps of 48 states (Viterbi), in costs of float: COUNT times. The least of 48 sums for each state.
#define NAME "viterbi"
#define COUNT 40
#include "bench.h"

enum { States = 48, Length = 500 };

static float changes[States][States], signs[States][16], costs[2][States];
static uint8_t observed[Length];

static float random_cost(uint32_t *seed) { return (float)(next_random(seed) & 1023) / 100; }

static __attribute__((noinline)) float least_cost(void) {
    memset(costs, 0, sizeof costs);
    for (int t = 0; t < Length; t++) {
        const float *before = costs[t & 1];
        float *after = costs[~t & 1];
        for (int to = 0; to < States; to++) {
            float least = 1e30f;
            for (int from = 0; from < States; from++) {
                float cost = before[from] + changes[from][to];
                if (cost < least) least = cost;
            }
            after[to] = least + signs[to][observed[t]];
        }
    }
    float least = 1e30f;
    for (int i = 0; i < States; i++) least = costs[0][i] < least ? costs[0][i] : least;
    return least;
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 4;
    for (int i = 0; i < States; i++) {
        for (int j = 0; j < States; j++) changes[i][j] = random_cost(&seed);
        for (int j = 0; j < 16; j++) signs[i][j] = random_cost(&seed);
    }
    uint64_t result = 0;
    for (uint32_t round = 0; round < count; round++) {
        for (int i = 0; i < Length; i++) observed[i] = next_random(&seed) & 15;
        result = mix_double(result, least_cost());
    }
    return result;
}
