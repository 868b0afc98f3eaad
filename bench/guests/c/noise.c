// Gradient noise in two dimensions (Perlin): rounding, look-ups by masked indices, signs chosen by bits, over COUNT pictures of 512 x 512.
#define NAME "noise"
#define COUNT 6
#include "bench.h"

enum { Side = 512 };

static int32_t permutation[512];

static double fade(double t) { return t * t * t * (t * (t * 6 - 15) + 10); }

static double blend(double t, double a, double b) { return a + t * (b - a); }

static double gradient(int32_t hash, double x, double y) { return (hash & 1 ? x : -x) + (hash & 2 ? y : -y); }

static double noise(double x, double y) {
    int32_t column = (int32_t)__builtin_floor(x) & 255, line = (int32_t)__builtin_floor(y) & 255;
    x -= __builtin_floor(x);
    y -= __builtin_floor(y);
    double u = fade(x), v = fade(y);
    int32_t left = permutation[column] + line, right = permutation[column + 1] + line;
    return blend(v,
        blend(u, gradient(permutation[left & 511], x, y), gradient(permutation[right & 511], x - 1, y)),
        blend(u, gradient(permutation[(left + 1) & 511], x, y - 1), gradient(permutation[(right + 1) & 511], x - 1, y - 1)));
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 8;
    for (int i = 0; i < 512; i++) permutation[i] = (int32_t)(next_random(&seed) >> 24);
    double sum = 0;
    for (uint32_t round = 0; round < count; round++)
        for (int y = 0; y < Side; y++)
            for (int x = 0; x < Side; x++) sum += noise(x * 0.07 + round, y * 0.05);
    return mix_double(0, sum);
}
