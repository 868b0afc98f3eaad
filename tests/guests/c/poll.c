// Readiness: a timeout that runs out, standard input with data and at its end, output that can always be written.
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static long long milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

int main(void) {
    long long before = milliseconds();
    int count = poll(NULL, 0, 40);
    printf("timeout: %d waited: %d\n", count, milliseconds() - before >= 40);
    struct pollfd output = {1, POLLOUT, 0};
    printf("output: %d %d\n", poll(&output, 1, 5000), output.revents & POLLOUT ? 1 : 0);
    struct pollfd both[2] = {{0, POLLIN, 0}, {1, POLLOUT, 0}};
    printf("both: %d\n", poll(both, 2, 5000) >= 1);
    struct pollfd input = {0, POLLIN, 0};
    printf("input: %d %d\n", poll(&input, 1, 5000), input.revents & POLLIN ? 1 : 0);
    char buffer[64];
    long total = 0;
    for (ssize_t got; (got = read(0, buffer, sizeof buffer)) > 0;) total += got;
    printf("read: %ld\n", total);
    return 0;
}
