// The longest common subsequence of two random texts of 2,000 letters out of four, COUNT times, in two rows that may be one for all that the compiler knows:
// each cell reads what the one before it has stored.
#define NAME "subsequence"
#define COUNT 20
#include "bench.h"

enum { Length = 2000 };

static uint8_t left[Length + 1], right[Length + 1];
static int32_t rows[2][Length + 1];

static uint64_t run(uint32_t count) {
    uint32_t seed = 7;
    uint64_t hash = 0;
    for (int i = 1; i <= Length; i++) {
        left[i] = next_random(&seed) & 3;
        right[i] = next_random(&seed) >> 3 & 3;
    }

    for (uint32_t round = 0; round < count; round++) {
        memset(rows, 0, sizeof rows);
        for (int i = 1; i <= Length; i++) {
            int32_t *row = rows[i & 1], *before = rows[~i & 1];
            for (int j = 1; j <= Length; j++) {
                row[j] = left[i] == right[j] ? before[j - 1] + 1 : before[j] > row[j - 1] ? before[j] : row[j - 1];
            }
        }

        hash = mix(hash, (uint32_t)rows[Length & 1][Length]);
        left[1 + round % Length] ^= 1;
    }

    return hash;
}
