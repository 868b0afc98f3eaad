// SIMD: base64 encoding of 12 bytes at a time with swizzles and 16-bit multiplications, COUNT times 768 KiB.
#define NAME "base64simd"
#define COUNT 800
#include "bench.h"

#include <wasm_simd128.h>

enum { Size = 3 << 18 };

static uint8_t data[Size + 16], encoded[Size / 3 * 4];

static __attribute__((noinline)) void encode(const uint8_t *from, uint8_t *to, uint32_t length) {
    // Offsets from a 6-bit value to its digit, by the class that the saturated subtractions below give it.
    const v128_t offsets = wasm_i8x16_make('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
    for (uint32_t i = 0; i < length; i += 12, to += 16) {
        v128_t in = wasm_i8x16_swizzle(wasm_v128_load(from + i), wasm_i8x16_make(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
        v128_t ac = wasm_v128_and(in, wasm_i32x4_splat(0x0FC0FC00)), bd = wasm_v128_and(in, wasm_i32x4_splat(0x003F03F0));
        // Shifts right by 10 and 6 in the high halves of products; shifts left by 4 and 8 as products.
        v128_t high = wasm_v128_or(wasm_v128_and(wasm_u32x4_shr(ac, 10), wasm_i32x4_splat(0x3F)), wasm_v128_and(wasm_u32x4_shr(ac, 6), wasm_i32x4_splat(0x3F0000)));
        v128_t low = wasm_i16x8_mul(bd, wasm_i32x4_splat(0x01000010));
        v128_t six = wasm_v128_or(high, low);
        v128_t class = wasm_u8x16_sub_sat(six, wasm_i8x16_splat(51));
        v128_t upper = wasm_u8x16_gt(wasm_i8x16_splat(26), six);
        class = wasm_v128_or(class, wasm_v128_and(upper, wasm_i8x16_splat(13)));
        wasm_v128_store(to, wasm_i8x16_add(six, wasm_i8x16_swizzle(offsets, class)));
    }
}

static uint64_t run(uint32_t count) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t seed = 64646464;
    for (int i = 0; i < Size; i++) data[i] = (uint8_t)next_random(&seed);
    encode(data, encoded, Size);
    for (uint32_t i = 0, j = 0; i < Size; i += 3, j += 4) {
        uint32_t bits = (uint32_t)data[i] << 16 | data[i + 1] << 8 | data[i + 2];
        if (encoded[j] != digits[bits >> 18] || encoded[j + 1] != digits[bits >> 12 & 63] || encoded[j + 2] != digits[bits >> 6 & 63] || encoded[j + 3] != digits[bits & 63]) return 0;
    }
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        data[round] ^= (uint8_t)round;
        encode(data, encoded, Size);
        hash = mix(hash, encoded[round * 4097 % sizeof encoded]);
    }
    return hash;
}
