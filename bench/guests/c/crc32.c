// CRC-32 (the polynomial of Ethernet and zip) with eight tables, over COUNT MiB: dependent table look-ups.
#define NAME "crc32"
#define COUNT 200
#include "bench.h"

static uint32_t tables[8][256];
static uint8_t data[1 << 20];

static __attribute__((noinline)) uint32_t crc(uint32_t value, const uint8_t *bytes, uint32_t length) {
    value = ~value;
    for (; length >= 8; length -= 8, bytes += 8) {
        uint32_t low, high;
        memcpy(&low, bytes, 4);
        memcpy(&high, bytes + 4, 4);
        low ^= value;
        value = tables[7][low & 255] ^ tables[6][low >> 8 & 255] ^ tables[5][low >> 16 & 255] ^ tables[4][low >> 24] ^ tables[3][high & 255] ^
                tables[2][high >> 8 & 255] ^ tables[1][high >> 16 & 255] ^ tables[0][high >> 24];
    }
    while (length--) value = value >> 8 ^ tables[0][(value ^ *bytes++) & 255];
    return ~value;
}

static uint64_t run(uint32_t count) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xEDB88320u : 0);
        tables[0][i] = value;
    }
    for (int t = 1; t < 8; t++)
        for (int i = 0; i < 256; i++) tables[t][i] = tables[t - 1][i] >> 8 ^ tables[0][tables[t - 1][i] & 255];
    uint32_t seed = 5150, value = crc(0, (const uint8_t *)"123456789", 9);
    if (value != 0xCBF43926u) return 0; // the check value every CRC-32 must give
    for (uint32_t i = 0; i < sizeof data; i++) data[i] = (uint8_t)next_random(&seed);
    for (uint32_t i = 0; i < count; i++) value = crc(value, data, sizeof data);
    return value;
}
