// Run-length encoding of 64 KiB with runs of 1 to 8 equal bytes, COUNT times.
#define NAME "runs"
#define COUNT 100
#include "bench.h"

enum { Length = 1 << 16 };

static uint8_t input[Length], output[Length * 2];

static __attribute__((noinline)) int encode(void) {
    int end = 0;
    for (int i = 0, next; i < Length; i = next) {
        for (next = i + 1; next < Length && input[next] == input[i] && next - i < 255;) next++;
        output[end++] = (uint8_t)(next - i);
        output[end++] = input[i];
    }
    return end;
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 3;
    for (int i = 0; i < Length;) {
        uint32_t length = (next_random(&seed) >> 29) + 1;
        uint8_t value = (uint8_t)(next_random(&seed) >> 30);
        while (length-- && i < Length) input[i++] = value;
    }
    uint64_t result = 0;
    for (uint32_t round = 0; round < count; round++) {
        int end = encode();
        result = mix(result, (uint64_t)(end + output[end / 2]));
    }
    return result;
}
