// BLAKE2s (RFC 7693) of a buffer, without a key, COUNT times. Its ten rounds are written out: 32 numbers are alive at once.
#define NAME "blake2s"
#define COUNT 1000
#include "bench.h"

enum { Length = 1 << 14, BlockSize = 64 };

static uint8_t buffer[Length];

static const uint32_t iv[8] = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
};

static inline uint32_t rotate(uint32_t value, int count) { return value >> count | value << (32 - count); }

#define MIX(a, b, c, d, x, y) \
    a += b + m[x]; d = rotate(d ^ a, 16); c += d; b = rotate(b ^ c, 12); \
    a += b + m[y]; d = rotate(d ^ a, 8); c += d; b = rotate(b ^ c, 7);

#define ROUND(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15) \
    MIX(v0, v4, v8, v12, s0, s1) MIX(v1, v5, v9, v13, s2, s3) MIX(v2, v6, v10, v14, s4, s5) MIX(v3, v7, v11, v15, s6, s7) \
    MIX(v0, v5, v10, v15, s8, s9) MIX(v1, v6, v11, v12, s10, s11) MIX(v2, v7, v8, v13, s12, s13) MIX(v3, v4, v9, v14, s14, s15)

static void compress(uint32_t h[8], const uint8_t *block, uint64_t bytes, uint32_t last) {
    uint32_t m[16];
    memcpy(m, block, sizeof m);
    uint32_t v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
    uint32_t v8 = iv[0], v9 = iv[1], v10 = iv[2], v11 = iv[3];
    uint32_t v12 = iv[4] ^ (uint32_t)bytes, v13 = iv[5] ^ (uint32_t)(bytes >> 32), v14 = iv[6] ^ last, v15 = iv[7];
    ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
    ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4)
    ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8)
    ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13)
    ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9)
    ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11)
    ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10)
    ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5)
    ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0)
    h[0] ^= v0 ^ v8, h[1] ^= v1 ^ v9, h[2] ^= v2 ^ v10, h[3] ^= v3 ^ v11;
    h[4] ^= v4 ^ v12, h[5] ^= v5 ^ v13, h[6] ^= v6 ^ v14, h[7] ^= v7 ^ v15;
}

static void hash(uint32_t h[8], const uint8_t *data, uint32_t length) {
    memcpy(h, iv, sizeof iv);
    h[0] ^= 0x01010020;
    uint32_t done = 0;
    for (; length - done > BlockSize; done += BlockSize) {
        compress(h, data + done, done + BlockSize, 0);
    }

    uint8_t block[BlockSize] = {0};
    memcpy(block, data + done, length - done);
    compress(h, block, length, UINT32_MAX);
}

static uint64_t run(uint32_t count) {
    uint32_t h[8], seed = 1;
    uint64_t result = 0;

    // RFC 7693, appendix B.
    hash(h, (const uint8_t *)"abc", 3);
    if (h[0] != 0x8C5E8C50) {
        return 0;
    }

    for (uint32_t i = 0; i < Length; i++) {
        buffer[i] = (uint8_t)next_random(&seed);
    }

    for (uint32_t i = 0; i < count; i++) {
        hash(h, buffer, Length);
        result = mix(result, h[i & 7]);
        memcpy(buffer, h, sizeof h);
    }

    return result;
}
