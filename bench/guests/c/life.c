// The game of life on 512 x 512 bytes, COUNT generations.
#define NAME "life"
#define COUNT 60
#include "bench.h"

enum { Side = 512 };

static uint8_t boards[2][Side][Side];

static __attribute__((noinline)) void step(uint8_t (*from)[Side], uint8_t (*to)[Side]) {
    for (int y = 1; y < Side - 1; y++)
        for (int x = 1; x < Side - 1; x++) {
            int around = from[y - 1][x - 1] + from[y - 1][x] + from[y - 1][x + 1] + from[y][x - 1] + from[y][x + 1]
                + from[y + 1][x - 1] + from[y + 1][x] + from[y + 1][x + 1];
            to[y][x] = around == 3 || (around == 2 && from[y][x]);
        }
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 8;
    for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++) boards[0][y][x] = (uint8_t)(next_random(&seed) >> 31);
    for (uint32_t round = 0; round < count; round++) step(boards[round & 1], boards[~round & 1]);
    uint64_t hash = 0;
    for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++) hash = mix(hash, boards[count & 1][y][x]);
    return hash;
}
