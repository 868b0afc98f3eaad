// Built with -mtail-call: ten million guaranteed tail calls, direct, mutual and through a table, in constant stack.
#include <stdint.h>
#include <stdio.h>

#define TAIL __attribute__((musttail)) return

typedef uint64_t step(uint64_t count, uint64_t sum);

static step even, odd, alpha, beta, gamma_;
static step *volatile table[] = {alpha, beta, gamma_};

__attribute__((noinline)) static uint64_t even(uint64_t count, uint64_t sum) {
    if (count == 0) return sum;
    TAIL odd(count - 1, sum + count);
}
__attribute__((noinline)) static uint64_t odd(uint64_t count, uint64_t sum) {
    if (count == 0) return sum ^ 1;
    TAIL even(count - 1, sum * 3);
}
static uint64_t alpha(uint64_t count, uint64_t sum) {
    if (count == 0) return sum;
    TAIL table[(sum ^ count) % 3](count - 1, sum * 31 + 1);
}
static uint64_t beta(uint64_t count, uint64_t sum) {
    if (count == 0) return ~sum;
    TAIL table[(sum >> 5) % 3](count - 1, sum ^ sum >> 7);
}
static uint64_t gamma_(uint64_t count, uint64_t sum) {
    if (count == 0) return sum + 7;
    TAIL table[count % 3](count - 1, sum + count);
}

int main(void) {
    printf("direct %llu\n", (unsigned long long)even(5000000, 1));
    printf("indirect %llu\n", (unsigned long long)table[0](5000000, 1));
    return 0;
}
