// Every way to put COUNT queens on a board: recursion and bit masks.
#define NAME "queens"
#define COUNT 12
#include "bench.h"

static uint64_t place(uint32_t all, uint32_t columns, uint32_t left, uint32_t right) {
    if (columns == all) return 1;
    uint64_t ways = 0;
    for (uint32_t free = all & ~(columns | left | right); free;) {
        uint32_t here = free & -free;
        free ^= here;
        ways += place(all, columns | here, (left | here) << 1, (right | here) >> 1);
    }
    return ways;
}

static uint64_t run(uint32_t count) { return place((1u << count) - 1, 0, 0, 0); }
