// Pancake flips over every permutation of COUNT numbers: small arrays of integers, unpredictable loops.
#define NAME "fannkuch"
#define COUNT 10
#include "bench.h"

enum { Most = 12 };

static uint64_t run(uint32_t count) {
    int32_t n = (int32_t)count, permutation[Most], work[Most], turns[Most], most = 0, checksum = 0, parity = 0;
    if (n < 2 || n > Most) return 0;
    for (int i = 0; i < n; i++) {
        permutation[i] = i;
        turns[i] = 0;
    }
    for (;;) {
        int32_t flips = 0;
        for (int i = 0; i < n; i++) work[i] = permutation[i];
        for (int32_t first; (first = work[0]) != 0; flips++)
            for (int low = 0, high = first; low < high; low++, high--) {
                int32_t swap = work[low];
                work[low] = work[high];
                work[high] = swap;
            }
        if (flips > most) most = flips;
        checksum += parity ? -flips : flips;
        parity ^= 1;
        // The next permutation: rotate longer and longer prefixes, each as often as its length.
        int length = 1;
        for (;; length++) {
            if (length == n) return (uint64_t)(uint32_t)checksum << 32 | (uint32_t)most;
            int32_t first = permutation[0];
            for (int i = 0; i < length; i++) permutation[i] = permutation[i + 1];
            permutation[length] = first;
            if (++turns[length] <= length) break;
            turns[length] = 0;
        }
    }
}
