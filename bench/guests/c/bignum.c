// Long integers: COUNT modular powers of 512-bit numbers, and as often 9,000 digits of e: 64-bit products and divisions.
#define NAME "bignum"
#define COUNT 6
#include "bench.h"

enum { Limbs = 16 };

typedef uint32_t number[Limbs];

// Montgomery's product: r = a * b / 2^512 mod m.
static __attribute__((noinline)) void multiply(number r, const number a, const number b, const number m, uint32_t inverse) {
    uint32_t t[Limbs + 2] = {0};
    for (int i = 0; i < Limbs; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < Limbs; j++) {
            carry += t[j] + (uint64_t)a[j] * b[i];
            t[j] = (uint32_t)carry;
            carry >>= 32;
        }
        carry += t[Limbs];
        t[Limbs] = (uint32_t)carry;
        t[Limbs + 1] = (uint32_t)(carry >> 32);
        uint32_t factor = t[0] * inverse;
        carry = (t[0] + (uint64_t)factor * m[0]) >> 32;
        for (int j = 1; j < Limbs; j++) {
            carry += t[j] + (uint64_t)factor * m[j];
            t[j - 1] = (uint32_t)carry;
            carry >>= 32;
        }
        carry += t[Limbs];
        t[Limbs - 1] = (uint32_t)carry;
        t[Limbs] = t[Limbs + 1] + (uint32_t)(carry >> 32);
    }
    uint64_t borrow = 0;
    number reduced;
    for (int i = 0; i < Limbs; i++) {
        borrow = (uint64_t)t[i] - m[i] - borrow;
        reduced[i] = (uint32_t)borrow;
        borrow = borrow >> 63;
    }
    memcpy(r, t[Limbs] || !borrow ? reduced : t, sizeof(number));
}

static __attribute__((noinline)) uint64_t euler(uint32_t limbs) {
    static uint64_t digits[4096];
    memset(digits, 0, sizeof digits);
    digits[0] = 1;
    // e = 1 + (1 + (1 + ...) / 2) / 1 from the inside, in limbs of 10^9.
    for (uint32_t divisor = 1200; divisor; divisor--) {
        uint64_t rest = 0;
        for (uint32_t i = 0; i < limbs; i++) {
            uint64_t value = rest * 1000000000 + digits[i];
            digits[i] = value / divisor;
            rest = value % divisor;
        }
        digits[0]++;
    }
    uint64_t hash = 0;
    for (uint32_t i = 0; i < limbs; i++) hash = mix(hash, digits[i]);
    return hash;
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 65537;
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        number m, x, result;
        for (int i = 0; i < Limbs; i++) {
            m[i] = next_random(&seed);
            x[i] = next_random(&seed);
            result[i] = i == 0;
        }
        m[0] |= 1;
        m[Limbs - 1] |= 1u << 31;
        x[Limbs - 1] >>= 1;
        uint32_t inverse = 1;
        for (int i = 0; i < 5; i++) inverse *= 2 - m[0] * inverse;
        inverse = -inverse;
        for (int bit = 0; bit < 8192; bit++) {
            multiply(x, x, x, m, inverse);
            if (next_random(&seed) & 1) multiply(result, result, x, m, inverse);
        }
        for (int i = 0; i < Limbs; i++) hash = mix(hash, result[i]);
        hash = mix(hash, euler(1000 + round));
    }
    return hash;
}
