// Relaxed SIMD with inputs on which every permitted result is the same: fused or not, the products are whole numbers that fit a float;
// indices stay in range; lanes are chosen with full masks. COUNT passes over 16 K elements.
#define NAME "relaxed"
#define COUNT 8000
#include "bench.h"

#include <wasm_simd128.h>

enum { Size = 1 << 14 };

static float x[Size], y[Size];
static int8_t p[Size], q[Size];

static __attribute__((noinline)) float products(void) {
    v128_t s = wasm_f32x4_splat(0), t = s;
    for (int i = 0; i < Size; i += 8) {
        s = wasm_f32x4_relaxed_madd(wasm_v128_load(x + i), wasm_v128_load(y + i), s);
        t = wasm_f32x4_relaxed_nmadd(wasm_v128_load(x + i + 4), wasm_v128_load(y + i + 4), t);
    }
    s = wasm_f32x4_sub(s, t);
    return wasm_f32x4_extract_lane(s, 0) + wasm_f32x4_extract_lane(s, 1) + wasm_f32x4_extract_lane(s, 2) + wasm_f32x4_extract_lane(s, 3);
}

static __attribute__((noinline)) uint64_t bytes(void) {
    v128_t sum = wasm_i32x4_splat(0), order = wasm_i8x16_make(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    for (int i = 0; i < Size; i += 16) {
        v128_t a = wasm_v128_load(p + i), b = wasm_i8x16_relaxed_swizzle(wasm_v128_load(q + i), order);
        a = wasm_i8x16_relaxed_laneselect(a, b, wasm_i8x16_lt(a, wasm_i8x16_splat(0)));
        sum = wasm_i32x4_relaxed_dot_i8x16_i7x16_add(a, b, sum);
        sum = wasm_i32x4_add(sum, wasm_i32x4_relaxed_trunc_f32x4(wasm_f32x4_relaxed_min(wasm_v128_load(x + i), wasm_v128_load(y + i))));
    }
    return (uint64_t)wasm_i64x2_extract_lane(sum, 0) * 3 + (uint64_t)wasm_i64x2_extract_lane(sum, 1);
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 77;
    for (int i = 0; i < Size; i++) {
        x[i] = (float)(int32_t)(next_random(&seed) % 31) - 15;
        y[i] = (float)(int32_t)(next_random(&seed) % 31) - 14;
        p[i] = (int8_t)next_random(&seed);
        q[i] = (int8_t)(next_random(&seed) & 127);
    }
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++) {
        x[i % Size] = (float)(i % 15);
        hash = mix_double(mix(hash, bytes()), products());
    }
    return hash;
}
