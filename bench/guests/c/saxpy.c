// SIMD: y = a * x + y in floats and a running sum, 16 K elements, COUNT times.
#define NAME "saxpy"
#define COUNT 15000
#include "bench.h"

#include <wasm_simd128.h>

enum { Size = 1 << 14 };

static float x[Size], y[Size];

static __attribute__((noinline)) void saxpy(float factor) {
    v128_t a = wasm_f32x4_splat(factor);
    for (int i = 0; i < Size; i += 4) wasm_v128_store(y + i, wasm_f32x4_add(wasm_f32x4_mul(a, wasm_v128_load(x + i)), wasm_v128_load(y + i)));
}

static __attribute__((noinline)) float sum(void) {
    v128_t s = wasm_f32x4_splat(0), t = s;
    for (int i = 0; i < Size; i += 8) {
        s = wasm_f32x4_add(s, wasm_v128_load(y + i));
        t = wasm_f32x4_add(t, wasm_v128_load(y + i + 4));
    }
    s = wasm_f32x4_add(s, t);
    return wasm_f32x4_extract_lane(s, 0) + wasm_f32x4_extract_lane(s, 1) + wasm_f32x4_extract_lane(s, 2) + wasm_f32x4_extract_lane(s, 3);
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 11;
    for (int i = 0; i < Size; i++) x[i] = (float)(next_random(&seed) >> 8) / 16777216.0f - 0.5f;
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++) {
        saxpy((i & 1) ? -0.75f : 0.8f);
        if (i % 4 == 0) hash = mix_double(hash, sum());
    }
    return hash;
}
