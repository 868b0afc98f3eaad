// 200,000 integers sorted by merging, COUNT times.
#define NAME "mergesort"
#define COUNT 12
#include "bench.h"

enum { Length = 200000 };

static uint32_t numbers[Length], merged[Length];

static void sort(int start, int end) {
    if (end - start < 2) return;
    int middle = (start + end) / 2, left = start, right = middle, to = start;
    sort(start, middle);
    sort(middle, end);
    while (left < middle && right < end) merged[to++] = numbers[left] <= numbers[right] ? numbers[left++] : numbers[right++];
    while (left < middle) merged[to++] = numbers[left++];
    while (right < end) merged[to++] = numbers[right++];
    memcpy(numbers + start, merged + start, (size_t)(end - start) * sizeof *numbers);
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 4;
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        for (int i = 0; i < Length; i++) numbers[i] = next_random(&seed);
        sort(0, Length);
        hash = mix(hash, numbers[Length / 2]);
    }
    return hash;
}
