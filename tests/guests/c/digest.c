// Reads all of standard input through stdio and prints its length, CRC-32 and a histogram summary.
#include <stdint.h>
#include <stdio.h>

int main(void) {
    uint32_t table[256], crc = 0xFFFFFFFFu;
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; bit++) value = value & 1 ? value >> 1 ^ 0xEDB88320u : value >> 1;
        table[i] = value;
    }
    static unsigned long counts[256];
    unsigned long long length = 0;
    for (int c; (c = getchar()) != EOF; length++) {
        crc = table[(crc ^ c) & 255] ^ crc >> 8;
        counts[c]++;
    }
    int distinct = 0, most = 0;
    for (int i = 0; i < 256; i++) {
        distinct += counts[i] != 0;
        if (counts[i] > counts[most]) most = i;
    }
    printf("length=%llu crc32=%08x distinct=%d most=%d eof=%d error=%d\n", length, crc ^ 0xFFFFFFFFu, distinct, most,
        feof(stdin) != 0, ferror(stdin) != 0);
    return 0;
}
