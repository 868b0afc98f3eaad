// All shortest paths (Floyd and Warshall) over 320 nodes, COUNT graphs: integer minimum in the inner loop.
#define NAME "floyd"
#define COUNT 5
#include "bench.h"

enum { Nodes = 320 };

static int32_t distance[Nodes][Nodes];

static uint64_t run(uint32_t count) {
    uint32_t seed = 99;
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        for (int i = 0; i < Nodes; i++)
            for (int j = 0; j < Nodes; j++) distance[i][j] = i == j ? 0 : next_random(&seed) % 16 ? 1 << 28 : (int32_t)(next_random(&seed) % 1000 + 1);
        for (int k = 0; k < Nodes; k++)
            for (int i = 0; i < Nodes; i++) {
                int32_t through = distance[i][k];
                for (int j = 0; j < Nodes; j++) {
                    int32_t candidate = through + distance[k][j];
                    distance[i][j] = candidate < distance[i][j] ? candidate : distance[i][j];
                }
            }
        for (int i = 0; i < Nodes; i++)
            for (int j = 0; j < Nodes; j++) hash = mix(hash, (uint32_t)distance[i][j]);
    }
    return hash;
}
