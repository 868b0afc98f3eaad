// Edit distances by dynamic programming: two random texts of 2,000 letters out of four, COUNT times. Each cell waits for the one before it.
#define NAME "distance"
#define COUNT 20
#include "bench.h"

enum { Length = 2000 };

static uint8_t from[Length], to[Length];
static int32_t row[Length + 1];

static int32_t lesser(int32_t a, int32_t b) { return a < b ? a : b; }

static __attribute__((noinline)) int32_t distance(void) {
    for (int32_t j = 0; j <= Length; j++) row[j] = j;
    for (int32_t i = 1; i <= Length; i++) {
        int32_t diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= Length; j++) {
            int32_t replaced = diagonal + (from[i - 1] != to[j - 1]);
            diagonal = row[j];
            row[j] = lesser(replaced, lesser(diagonal, row[j - 1]) + 1);
        }
    }
    return row[Length];
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 5;
    uint64_t result = 0;
    for (uint32_t round = 0; round < count; round++) {
        for (int i = 0; i < Length; i++) {
            from[i] = next_random(&seed) & 3;
            to[i] = next_random(&seed) & 3;
        }
        result = mix(result, (uint64_t)distance());
    }
    return result;
}
