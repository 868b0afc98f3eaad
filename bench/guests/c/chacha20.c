// SIMD: the ChaCha20 stream cipher (RFC 8439), one block in four registers, COUNT MiB: additions, rotations by shifts, shuffles.
#define NAME "chacha20"
#define COUNT 40
#include "bench.h"

#include <wasm_simd128.h>

static uint8_t data[1 << 20];

static v128_t rotate(v128_t value, uint32_t count) { return wasm_v128_or(wasm_i32x4_shl(value, count), wasm_u32x4_shr(value, 32 - count)); }

#define QUARTERS                                           \
    a = wasm_i32x4_add(a, b), d = rotate(wasm_v128_xor(d, a), 16); \
    c = wasm_i32x4_add(c, d), b = rotate(wasm_v128_xor(b, c), 12); \
    a = wasm_i32x4_add(a, b), d = rotate(wasm_v128_xor(d, a), 8);  \
    c = wasm_i32x4_add(c, d), b = rotate(wasm_v128_xor(b, c), 7);

static __attribute__((noinline)) void cipher(uint8_t *bytes, uint32_t length, const v128_t key[2], v128_t nonce) {
    v128_t first = wasm_i32x4_make(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574), one = wasm_i32x4_make(1, 0, 0, 0);
    for (; length >= 64; length -= 64, bytes += 64, nonce = wasm_i32x4_add(nonce, one)) {
        v128_t a = first, b = key[0], c = key[1], d = nonce;
        for (int i = 0; i < 10; i++) {
            QUARTERS
            b = wasm_i32x4_shuffle(b, b, 1, 2, 3, 0), c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1), d = wasm_i32x4_shuffle(d, d, 3, 0, 1, 2);
            QUARTERS
            b = wasm_i32x4_shuffle(b, b, 3, 0, 1, 2), c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1), d = wasm_i32x4_shuffle(d, d, 1, 2, 3, 0);
        }
        wasm_v128_store(bytes, wasm_v128_xor(wasm_v128_load(bytes), wasm_i32x4_add(a, first)));
        wasm_v128_store(bytes + 16, wasm_v128_xor(wasm_v128_load(bytes + 16), wasm_i32x4_add(b, key[0])));
        wasm_v128_store(bytes + 32, wasm_v128_xor(wasm_v128_load(bytes + 32), wasm_i32x4_add(c, key[1])));
        wasm_v128_store(bytes + 48, wasm_v128_xor(wasm_v128_load(bytes + 48), wasm_i32x4_add(d, nonce)));
    }
}

static uint64_t run(uint32_t count) {
    v128_t key[2] = {wasm_i32x4_make(0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c), wasm_i32x4_make(0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c)};
    uint64_t hash = 0;
    // The block of RFC 8439, section 2.3.2, before anything is measured by it.
    cipher(data, 64, key, wasm_i32x4_make(1, 0x09000000, 0x4a000000, 0));
    if (data[0] != 0x10 || data[1] != 0xf1 || data[63] != 0x4e) return 0;
    for (uint32_t i = 0; i < count; i++) cipher(data, sizeof data, key, wasm_i32x4_make(0, (int)i, 0x4a000000, 7));
    for (uint32_t i = 0; i < sizeof data; i += 8) hash = mix(hash, data[i]);
    return hash;
}
