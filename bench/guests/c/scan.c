// SIMD: counting lines and the characters of UTF-8, and finding quotes with bit masks, in 1 MiB of text, COUNT times.
#define NAME "scan"
#define COUNT 800
#include "bench.h"

#include <wasm_simd128.h>

enum { Size = 1 << 20 };

static uint8_t text[Size];

static __attribute__((noinline)) uint32_t count_equal(uint8_t character) {
    v128_t wanted = wasm_i8x16_splat((int8_t)character);
    uint32_t found = 0;
    for (int i = 0; i < Size;) {
        v128_t counts = wasm_i8x16_splat(0);
        for (int end = i + 16 * 128; i < end; i += 16) counts = wasm_i8x16_sub(counts, wasm_i8x16_eq(wasm_v128_load(text + i), wanted));
        v128_t wide = wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(counts));
        found += wasm_u32x4_extract_lane(wide, 0) + wasm_u32x4_extract_lane(wide, 1) + wasm_u32x4_extract_lane(wide, 2) + wasm_u32x4_extract_lane(wide, 3);
    }
    return found;
}

static __attribute__((noinline)) uint32_t characters(void) {
    uint32_t found = 0;
    for (int i = 0; i < Size; i += 16) found += (uint32_t)__builtin_popcount(wasm_i8x16_bitmask(wasm_i8x16_gt(wasm_v128_load(text + i), wasm_i8x16_splat(-65))));
    return found;
}

static __attribute__((noinline)) uint64_t quotes(void) {
    uint64_t places = 0;
    for (int i = 0; i < Size; i += 16) {
        v128_t equal = wasm_i8x16_eq(wasm_v128_load(text + i), wasm_i8x16_splat('"'));
        if (!wasm_v128_any_true(equal)) continue;
        for (uint32_t mask = wasm_i8x16_bitmask(equal); mask; mask &= mask - 1) places += (uint32_t)i + (uint32_t)__builtin_ctz(mask);
    }
    return places;
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 8888;
    for (int i = 0; i < Size; i++) {
        uint32_t random = next_random(&seed) % 97;
        text[i] = (uint8_t)(random == 0 ? '"' : random == 1 ? '\n' : random < 12 ? 0xC3 : random < 23 ? 0xA4 : 'a' + random % 26);
    }
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++) {
        text[i * 1031 % Size] ^= 1;
        hash = mix(hash, count_equal('\n') + (uint64_t)characters() * 3 + quotes() * 5);
    }
    return hash;
}
