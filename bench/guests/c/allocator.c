// The C library's allocator: 4,096 slots of mixed sizes replaced at random, COUNT million times.
#define NAME "allocator"
#define COUNT 4
#include "bench.h"

enum { Slots = 4096 };

static uint32_t *slots[Slots];

static uint64_t run(uint32_t count) {
    uint32_t seed = 808;
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count * 1000000; i++) {
        uint32_t random = next_random(&seed), slot = random % Slots, kind = random >> 28;
        if (slots[slot]) {
            hash += slots[slot][0];
            free(slots[slot]);
        }
        uint32_t words = kind < 12 ? 1 + (random >> 12 & 15) : kind < 15 ? 16 + (random >> 12 & 127) : 256 + (random >> 12 & 1023);
        if (!(slots[slot] = malloc(words * 4))) return 0;
        slots[slot][0] = random;
        slots[slot][words - 1] ^= slots[slot][0] & (words > 1 ? 0 : 1);
    }
    for (int i = 0; i < Slots; i++)
        if (slots[i]) hash = mix(hash, slots[i][0]);
    return hash;
}
