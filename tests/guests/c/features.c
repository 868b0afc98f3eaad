// Built with bulk memory, saturating conversion, sign extension, multiple values and reference types on: what newer toolchains emit by default.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static char block[1 << 16];
struct pair { long long quotient, remainder; };

__attribute__((noinline)) static struct pair divide(long long a, long long b) { return (struct pair){a / b, a % b}; }

int main(void) {
    volatile size_t length = 50000;
    volatile int fill = 'x';
    memset(block, fill, length);
    for (int i = 0; i < 1000; i++) block[i] = (char)(i * 7);
    memmove(block + 10, block, length);
    memcpy(block + 60000, block + 5, length / 10);
    unsigned hash = 5381;
    for (size_t i = 0; i < sizeof block; i++) hash = hash * 33 + (unsigned char)block[i];
    printf("hash=%08x\n", hash);
    volatile double values[] = {1e30, -1e30, 0.0 / 0.0, 3.99, -3.99};
    for (int i = 0; i < 5; i++) {
        double v = values[i];
        printf("%d %u %lld\n", (int)v, (unsigned)v, (long long)v);
    }
    volatile int raw = 0x1280;
    printf("%d %d %lld\n", (int8_t)raw, (int16_t)(raw << 4), (long long)(int8_t)raw);
    volatile long long a = -1000000007, b = 97;
    struct pair p = divide(a, b);
    printf("%lld %lld\n", p.quotient, p.remainder);
    volatile unsigned long long wide = 0xFEDCBA9876543210ull;
    unsigned __int128 product = (unsigned __int128)wide * wide;
    printf("%016llx%016llx %d %d %d\n", (unsigned long long)(product >> 64), (unsigned long long)product, __builtin_clzll(wide), __builtin_ctzll(wide),
        __builtin_popcountll(wide));
    return 0;
}
