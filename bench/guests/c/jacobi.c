// A five-point stencil: COUNT sweeps of Jacobi's iteration over a 512 x 512 grid of doubles.
#define NAME "jacobi"
#define COUNT 200
#include "bench.h"

enum { Size = 512 };

static double grids[2][Size][Size];

static uint64_t run(uint32_t count) {
    for (int i = 0; i < Size; i++) {
        grids[0][0][i] = grids[1][0][i] = 100.0;
        grids[0][i][0] = grids[1][i][0] = i * 0.25;
    }
    for (uint32_t sweep = 0; sweep < count; sweep++) {
        double(*from)[Size] = grids[sweep & 1], (*to)[Size] = grids[~sweep & 1];
        for (int i = 1; i < Size - 1; i++)
            for (int j = 1; j < Size - 1; j++) to[i][j] = 0.25 * (from[i - 1][j] + from[i + 1][j] + from[i][j - 1] + from[i][j + 1]);
    }
    uint64_t hash = 0;
    for (int i = 0; i < Size; i += 3)
        for (int j = 0; j < Size; j++) hash = mix_double(hash, grids[count & 1][i][j]);
    return hash;
}
