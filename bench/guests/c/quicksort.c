// Quicksort with insertion sort below 12 elements, 300,000 integers, COUNT times.
#define NAME "quicksort"
#define COUNT 8
#include "bench.h"

enum { Items = 300000 };

static int32_t items[Items];

static void sort(int32_t *low, int32_t *high) {
    while (high - low > 12) {
        int32_t a = *low, b = low[(high - low) / 2], c = high[-1];
        int32_t pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        int32_t *left = low, *right = high - 1;
        for (;;) {
            while (*left < pivot) left++;
            while (*right > pivot) right--;
            if (left >= right) break;
            int32_t swap = *left;
            *left++ = *right;
            *right-- = swap;
        }
        right = left == right && *left <= pivot ? left + 1 : left;
        if (right - low < high - right) {
            sort(low, right);
            low = right;
        } else {
            sort(right, high);
            high = right;
        }
    }
    for (int32_t *at = low + 1; at < high; at++) {
        int32_t value = *at, *hole = at;
        for (; hole > low && hole[-1] > value; hole--) *hole = hole[-1];
        *hole = value;
    }
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 31337;
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        for (int i = 0; i < Items; i++) items[i] = (int32_t)next_random(&seed) >> (round % 3 * 8);
        sort(items, items + Items);
        for (int i = 1; i < Items; i++)
            if (items[i - 1] > items[i]) return 0;
        for (int i = 0; i < Items; i += 7) hash = mix(hash, (uint32_t)items[i]);
    }
    return hash;
}
