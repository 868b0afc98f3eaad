// SIMD: dot products of signed bytes and of 16-bit numbers with widening multiplications, 32 K elements, COUNT times.
#define NAME "dot"
#define COUNT 10000
#include "bench.h"

#include <wasm_simd128.h>

enum { Size = 1 << 15 };

static int8_t a[Size], b[Size];
static int16_t c[Size], d[Size];

static __attribute__((noinline)) int32_t bytes(void) {
    v128_t sum = wasm_i32x4_splat(0);
    for (int i = 0; i < Size; i += 16) {
        v128_t x = wasm_v128_load(a + i), y = wasm_v128_load(b + i);
        sum = wasm_i32x4_add(sum, wasm_i32x4_extadd_pairwise_i16x8(wasm_i16x8_extmul_low_i8x16(x, y)));
        sum = wasm_i32x4_add(sum, wasm_i32x4_extadd_pairwise_i16x8(wasm_i16x8_extmul_high_i8x16(x, y)));
    }
    return wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1) + wasm_i32x4_extract_lane(sum, 2) + wasm_i32x4_extract_lane(sum, 3);
}

static __attribute__((noinline)) int64_t halves(void) {
    v128_t sum = wasm_i64x2_splat(0);
    for (int i = 0; i < Size; i += 8) {
        v128_t products = wasm_i32x4_dot_i16x8(wasm_v128_load(c + i), wasm_v128_load(d + i));
        sum = wasm_i64x2_add(sum, wasm_i64x2_add(wasm_i64x2_extend_low_i32x4(products), wasm_i64x2_extend_high_i32x4(products)));
    }
    return wasm_i64x2_extract_lane(sum, 0) + wasm_i64x2_extract_lane(sum, 1);
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 3;
    for (int i = 0; i < Size; i++) {
        a[i] = (int8_t)next_random(&seed);
        b[i] = (int8_t)next_random(&seed);
        c[i] = (int16_t)next_random(&seed);
        d[i] = (int16_t)next_random(&seed);
    }
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++) {
        a[i % Size] ^= 1;
        c[i % Size] ^= 1;
        hash = mix(hash, (uint64_t)bytes() * 7 + (uint64_t)halves());
    }
    return hash;
}
