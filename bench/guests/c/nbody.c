// Gravitation between five bodies, COUNT thousand steps: square roots, divisions and long chains of doubles.
#define NAME "nbody"
#define COUNT 1500
#include "bench.h"

enum { Bodies = 5 };

static struct body { double x, y, z, vx, vy, vz, mass; } bodies[Bodies];

static __attribute__((noinline)) void advance(double step) {
    for (int i = 0; i < Bodies; i++) {
        struct body *a = &bodies[i];
        for (int j = i + 1; j < Bodies; j++) {
            struct body *b = &bodies[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            double square = dx * dx + dy * dy + dz * dz + 0.001;
            double magnitude = step / (square * __builtin_sqrt(square));
            a->vx -= dx * b->mass * magnitude;
            a->vy -= dy * b->mass * magnitude;
            a->vz -= dz * b->mass * magnitude;
            b->vx += dx * a->mass * magnitude;
            b->vy += dy * a->mass * magnitude;
            b->vz += dz * a->mass * magnitude;
        }
    }
    for (int i = 0; i < Bodies; i++) {
        bodies[i].x += step * bodies[i].vx;
        bodies[i].y += step * bodies[i].vy;
        bodies[i].z += step * bodies[i].vz;
    }
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 1687;
    bodies[0] = (struct body){.mass = 40};
    for (int i = 1; i < Bodies; i++) {
        double radius = i * 3.0, spread = (next_random(&seed) >> 8) / 16777216.0 - 0.5;
        bodies[i] = (struct body){radius, spread, spread * 0.5, -spread * 0.1, __builtin_sqrt(40 / radius), spread * 0.05, 0.01 * i};
    }
    for (uint32_t i = 0; i < count * 1000; i++) advance(0.001);
    uint64_t hash = 0;
    for (int i = 0; i < Bodies; i++) hash = mix_double(mix_double(mix_double(hash, bodies[i].x), bodies[i].y), bodies[i].vz);
    return hash;
}
