// Dense linear algebra: C += A * B in doubles, 192 x 192, COUNT times.
#define NAME "gemm"
#define COUNT 20
#include "bench.h"

enum { Size = 192 };

static double a[Size][Size], b[Size][Size], c[Size][Size];

static uint64_t run(uint32_t count) {
    uint32_t seed = 12345;
    for (int i = 0; i < Size; i++)
        for (int j = 0; j < Size; j++) {
            a[i][j] = (next_random(&seed) >> 8) / 16777216.0;
            b[i][j] = (next_random(&seed) >> 8) / 16777216.0 - 0.5;
        }
    for (uint32_t round = 0; round < count; round++)
        for (int i = 0; i < Size; i++)
            for (int k = 0; k < Size; k++) {
                double factor = a[i][k];
                for (int j = 0; j < Size; j++) c[i][j] += factor * b[k][j];
            }
    uint64_t hash = 0;
    for (int i = 0; i < Size; i++)
        for (int j = 0; j < Size; j++) hash = mix_double(hash, c[i][j]);
    return hash;
}
