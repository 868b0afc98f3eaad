// SIMD by the compiler alone: the loops of gemm.c in floats, vectorised by clang, 256 x 256, COUNT times.
#define NAME "gemmsimd"
#define COUNT 25
#include "bench.h"

enum { Size = 256 };

static float a[Size][Size], b[Size][Size], c[Size][Size];

static uint64_t run(uint32_t count) {
    uint32_t seed = 4;
    for (int i = 0; i < Size; i++)
        for (int j = 0; j < Size; j++) {
            a[i][j] = (float)(next_random(&seed) >> 8) / 16777216.0f;
            b[i][j] = (float)(next_random(&seed) >> 8) / 16777216.0f - 0.5f;
        }
    for (uint32_t round = 0; round < count; round++)
        for (int i = 0; i < Size; i++)
            for (int k = 0; k < Size; k++) {
                float factor = a[i][k];
                for (int j = 0; j < Size; j++) c[i][j] += factor * b[k][j];
            }
    uint64_t hash = 0;
    for (int i = 0; i < Size; i++)
        for (int j = 0; j < Size; j++) hash = mix_double(hash, c[i][j]);
    return hash;
}
