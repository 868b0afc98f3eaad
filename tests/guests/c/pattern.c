// Writes argv[1] bytes of a fixed pseudo-random pattern: large binary output, all byte values, no line ends to rely on.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    uint32_t state = 2463534242u;
    for (unsigned long i = 0; i < count; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        if (putchar(state & 255) == EOF) return 1;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
