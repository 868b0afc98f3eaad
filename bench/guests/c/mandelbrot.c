// The Mandelbrot set in doubles, COUNT x COUNT points, at most 100 steps each.
#define NAME "mandelbrot"
#define COUNT 1000
#include "bench.h"

static uint64_t run(uint32_t count) {
    uint64_t hash = 0;
    for (uint32_t row = 0; row < count; row++)
        for (uint32_t column = 0; column < count; column++) {
            double cr = 3.0 * column / count - 2.25, ci = 3.0 * row / count - 1.5, zr = 0, zi = 0, rr = 0, ii = 0;
            uint32_t steps = 0;
            for (; steps < 100 && rr + ii <= 4; steps++) {
                zi = 2 * zr * zi + ci;
                zr = rr - ii + cr;
                rr = zr * zr;
                ii = zi * zi;
            }
            hash = mix(hash, steps);
        }
    return hash;
}
