// Local alignment with affine gaps (Smith, Waterman, Gotoh): two random texts of 2,000 letters out of four, COUNT times. Three maxima wait for the cell before.
#define NAME "align"
#define COUNT 12
#include "bench.h"

enum { Length = 2000, Match = 3, Mismatch = -2, Open = -4, Extend = -1 };

static uint8_t from[Length], to[Length];
static int32_t scores[Length], gaps[Length];

static int32_t greater(int32_t a, int32_t b) { return a > b ? a : b; }

static __attribute__((noinline)) int32_t align(void) {
    memset(scores, 0, sizeof scores);
    memset(gaps, 0, sizeof gaps);
    int32_t best = 0;
    for (int i = 0; i < Length; i++) {
        int32_t diagonal = 0, gap = 0, left = 0;
        for (int j = 0; j < Length; j++) {
            gaps[j] = greater(gaps[j] + Extend, scores[j] + Open);
            gap = greater(gap + Extend, left + Open);
            left = greater(greater(diagonal + (from[i] == to[j] ? Match : Mismatch), 0), greater(gap, gaps[j]));
            diagonal = scores[j];
            scores[j] = left;
            best = greater(best, left);
        }
    }
    return best;
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 6;
    uint64_t result = 0;
    for (uint32_t round = 0; round < count; round++) {
        for (int i = 0; i < Length; i++) {
            from[i] = next_random(&seed) & 3;
            to[i] = next_random(&seed) & 3;
        }
        result = mix(result, (uint64_t)align());
    }
    return result;
}
