// Sparse linear algebra: COUNT products of a compressed-row matrix (20,000 rows, 12 entries a row) with a vector.
#define NAME "spmv"
#define COUNT 250
#include "bench.h"

enum { Rows = 20000, PerRow = 12 };

static uint32_t starts[Rows + 1], columns[Rows * PerRow];
static double values[Rows * PerRow], x[Rows], y[Rows];

static uint64_t run(uint32_t count) {
    uint32_t seed = 7;
    for (int i = 0; i < Rows; i++) {
        starts[i + 1] = starts[i] + PerRow;
        x[i] = 1.0 + (i % 17) * 0.125;
        for (int j = 0; j < PerRow; j++) {
            // Mostly near the diagonal, some far away, as finite elements are.
            uint32_t far = next_random(&seed);
            columns[i * PerRow + j] = j < 9 ? (uint32_t)(i + j * 5) % Rows : far % Rows;
            values[i * PerRow + j] = (next_random(&seed) >> 8) / 16777216.0 / PerRow;
        }
    }
    for (uint32_t round = 0; round < count; round++) {
        for (int i = 0; i < Rows; i++) {
            double sum = 0;
            for (uint32_t k = starts[i]; k < starts[i + 1]; k++) sum += values[k] * x[columns[k]];
            y[i] = sum;
        }
        for (int i = 0; i < Rows; i++) x[i] = 0.5 * x[i] + 0.5 * y[i] + 0.25;
    }
    uint64_t hash = 0;
    for (int i = 0; i < Rows; i++) hash = mix_double(hash, x[i]);
    return hash;
}
