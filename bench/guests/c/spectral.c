// The spectral norm of an infinite matrix cut at 700, by COUNT steps of the power method: divisions in the inner loop.
#define NAME "spectral"
#define COUNT 10
#include "bench.h"

enum { Size = 700 };

static double u[Size], v[Size], w[Size];

static double element(int i, int j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

static __attribute__((noinline)) void multiply(const double *from, double *to, int transposed) {
    for (int i = 0; i < Size; i++) {
        double sum = 0;
        for (int j = 0; j < Size; j++) sum += (transposed ? element(j, i) : element(i, j)) * from[j];
        to[i] = sum;
    }
}

static uint64_t run(uint32_t count) {
    for (int i = 0; i < Size; i++) u[i] = 1;
    for (uint32_t step = 0; step < count; step++) {
        multiply(u, w, 0);
        multiply(w, v, 1);
        multiply(v, w, 0);
        multiply(w, u, 1);
    }
    double across = 0, square = 0;
    for (int i = 0; i < Size; i++) {
        across += u[i] * v[i];
        square += v[i] * v[i];
    }
    return mix_double(0, __builtin_sqrt(across / square));
}
