// What the small kernels share: a kernel defines NAME, COUNT and run(), and prints one line that depends on all of its work.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t run(uint32_t count);

static inline uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static inline uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

static inline uint64_t mix_double(uint64_t hash, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return mix(hash, bits);
}

// Without printf: most of a module that has it would be printf.
int main(int argc, char **argv) {
    uint64_t result = run(argc > 1 ? (uint32_t)atoi(argv[1]) : COUNT);
    char line[sizeof NAME + 19] = NAME " = ";
    for (int i = 0; i < 16; i++) line[sizeof NAME + 2 + i] = "0123456789abcdef"[result >> (60 - 4 * i) & 15];
    line[sizeof NAME + 18] = '\n';
    return write(1, line, sizeof line) != sizeof line;
}
