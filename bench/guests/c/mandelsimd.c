// SIMD: the Mandelbrot set four points at a time in floats, COUNT x COUNT points, with masks instead of branches.
#define NAME "mandelsimd"
#define COUNT 1600
#include "bench.h"

#include <wasm_simd128.h>

static uint64_t run(uint32_t count) {
    uint64_t hash = 0;
    v128_t four = wasm_f32x4_splat(4), two = wasm_f32x4_splat(2), lanes = wasm_f32x4_make(0, 1, 2, 3), step = wasm_f32x4_splat(3.0f / (float)count);
    for (uint32_t row = 0; row < count; row++) {
        v128_t ci = wasm_f32x4_splat(3.0f * (float)row / (float)count - 1.5f);
        for (uint32_t column = 0; column < count; column += 4) {
            v128_t cr = wasm_f32x4_sub(wasm_f32x4_mul(wasm_f32x4_add(wasm_f32x4_splat((float)column), lanes), step), wasm_f32x4_splat(2.25f));
            v128_t zr = wasm_f32x4_splat(0), zi = zr, rr = zr, ii = zr, steps = zr;
            for (int i = 0; i < 100; i++) {
                v128_t inside = wasm_f32x4_le(wasm_f32x4_add(rr, ii), four);
                if (!wasm_v128_any_true(inside)) break;
                steps = wasm_i32x4_sub(steps, inside);
                zi = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_mul(two, zr), zi), ci);
                zr = wasm_f32x4_add(wasm_f32x4_sub(rr, ii), cr);
                rr = wasm_f32x4_mul(zr, zr);
                ii = wasm_f32x4_mul(zi, zi);
            }
            hash = mix(hash, (uint64_t)wasm_i64x2_extract_lane(steps, 0) * 31 + (uint64_t)wasm_i64x2_extract_lane(steps, 1));
        }
    }
    return hash;
}
