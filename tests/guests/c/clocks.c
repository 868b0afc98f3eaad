// Clocks, sleeping and randomness: only relations that must hold are printed, never the values.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(void) {
    printf("after 2020: %d\n", now(CLOCK_REALTIME) > 1577836800LL * 1000000000);
    struct timespec resolution;
    printf("resolution: %d %d\n", clock_getres(CLOCK_MONOTONIC, &resolution), resolution.tv_sec == 0 && resolution.tv_nsec > 0);
    int ordered = 1;
    long long last = now(CLOCK_MONOTONIC), first = last;
    for (int i = 0; i < 10000; i++) {
        long long next = now(CLOCK_MONOTONIC);
        ordered &= next >= last;
        last = next;
    }
    printf("monotonic: %d advances: %d\n", ordered, last > first);
    long long before = now(CLOCK_MONOTONIC);
    struct timespec pause = {0, 30000000};
    int slept = nanosleep(&pause, NULL);
    long long took = now(CLOCK_MONOTONIC) - before;
    printf("sleep: %d long enough: %d not too long: %d\n", slept, took >= 30000000, took < 10000000000LL);
    unsigned char a[64] = {0}, b[64] = {0};
    printf("entropy: %d %d differs: %d\n", getentropy(a, sizeof a), getentropy(b, sizeof b), memcmp(a, b, sizeof a) != 0);
    unsigned char all = 0;
    for (int i = 0; i < 64; i++) all |= a[i];
    printf("not zero: %d\n", all != 0);
    struct tm parts;
    time_t fixed = 1234567890;
    char text[64];
    gmtime_r(&fixed, &parts);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ %A", &parts);
    puts(text);
    return 0;
}
