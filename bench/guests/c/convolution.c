// A picture of 512 x 512 floats under a kernel of 5 x 5, COUNT times.
#define NAME "convolution"
#define COUNT 10
#include "bench.h"

enum { Side = 512, Width = 5, Border = Width / 2 };

static float picture[Side][Side], result[Side][Side], kernel[Width][Width];

static uint64_t run(uint32_t count) {
    uint32_t seed = 8;
    for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++) picture[y][x] = (float)(next_random(&seed) >> 24);
    for (int i = 0; i < Width * Width; i++) kernel[i / Width][i % Width] = (float)(next_random(&seed) >> 28) / 16;
    for (uint32_t round = 0; round < count; round++)
        for (int y = Border; y < Side - Border; y++)
            for (int x = Border; x < Side - Border; x++) {
                float sum = 0;
                for (int i = 0; i < Width; i++)
                    for (int j = 0; j < Width; j++) sum += picture[y + i - Border][x + j - Border] * kernel[i][j];
                result[y][x] = sum;
            }
    uint64_t hash = 0;
    for (int i = 0; i < Side; i++) hash = mix_double(hash, result[i][i]);
    return hash;
}
