// SIMD: a picture brightened with saturation, blurred with averages, clipped with minima and maxima, narrowed from 16 bits, COUNT times.
#define NAME "pixels"
#define COUNT 2000
#include "bench.h"

#include <wasm_simd128.h>

enum { Size = 1 << 18 };

static uint8_t from[Size + 16], to[Size + 16];
static uint8_t lowest, highest;

static __attribute__((noinline)) void brighten(uint8_t by) {
    v128_t more = wasm_i8x16_splat((int8_t)by), less = wasm_i8x16_splat((int8_t)(by / 2));
    for (int i = 0; i < Size; i += 16) wasm_v128_store(to + i, wasm_u8x16_sub_sat(wasm_u8x16_add_sat(wasm_v128_load(from + i), more), less));
}

static __attribute__((noinline)) void blur(void) {
    v128_t low = wasm_i8x16_splat(-1), high = wasm_i8x16_splat(0);
    for (int i = 0; i < Size; i += 16) {
        v128_t pixel = wasm_u8x16_avgr(wasm_v128_load(to + i), wasm_v128_load(to + i + 1));
        low = wasm_u8x16_min(low, pixel);
        high = wasm_u8x16_max(high, pixel);
        wasm_v128_store(from + i, pixel);
    }
    uint8_t lows[16], highs[16];
    wasm_v128_store(lows, low);
    wasm_v128_store(highs, high);
    lowest = 255, highest = 0;
    for (int i = 0; i < 16; i++) {
        if (lows[i] < lowest) lowest = lows[i];
        if (highs[i] > highest) highest = highs[i];
    }
}

static __attribute__((noinline)) void contrast(int16_t factor, int16_t offset) {
    v128_t f = wasm_i16x8_splat(factor), o = wasm_i16x8_splat(offset);
    for (int i = 0; i < Size; i += 16) {
        v128_t pixel = wasm_v128_load(from + i);
        v128_t low = wasm_i16x8_shr(wasm_i16x8_sub(wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(pixel), f), o), 4);
        v128_t high = wasm_i16x8_shr(wasm_i16x8_sub(wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(pixel), f), o), 4);
        wasm_v128_store(from + i, wasm_u8x16_narrow_i16x8(low, high));
    }
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 256;
    for (int i = 0; i < Size; i++) from[i] = (uint8_t)next_random(&seed);
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++) {
        brighten((uint8_t)(i % 23));
        blur();
        contrast((int16_t)(17 + i % 5), (int16_t)(i % 300));
        from[i] ^= (uint8_t)(i * 37);
        hash = mix(hash, (uint64_t)lowest << 8 | highest);
    }
    for (int i = 0; i < Size; i += 5) hash = mix(hash, from[i]);
    return hash;
}
