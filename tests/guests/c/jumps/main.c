// setjmp and longjmp, which compile to exceptions: nested, out of deep calls, out of a library's callback, and a hundred thousand times.
// Built twice: with the standard instructions (try_table, throw) and with the legacy ones (try, catch, rethrow).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "setjmp.h"

static jmp_buf outer, inner;

__attribute__((noinline)) static int descend(int depth, int value) {
    if (depth == 0) longjmp(value & 1 ? inner : outer, value);
    return descend(depth - 1, value) + 1;
}

static int compare(const void *a, const void *b) {
    int x = *(const int *)a, y = *(const int *)b;
    if (x == 4711 || y == 4711) longjmp(outer, 99);
    return (x > y) - (x < y);
}

__attribute__((noinline)) static int guarded(int value) {
    volatile int attempts = 0;
    int got = setjmp(inner);
    attempts++;
    if (got == 0) descend(10, value);
    return got * 1000 + attempts;
}

int main(void) {
    volatile int stage = 0;
    int got = setjmp(outer);
    printf("outer %d stage %d\n", got, stage);
    if (got == 0) {
        stage = 1;
        printf("guarded %d\n", guarded(7));
        stage = 2;
        printf("guarded %d\n", guarded(8));
        puts("not reached");
    }
    if (got == 8) {
        stage = 3;
        int numbers[200];
        for (int i = 0; i < 200; i++) numbers[i] = i * 7919 % 1000;
        numbers[150] = 4711;
        qsort(numbers, 200, sizeof *numbers, compare);
        puts("not reached");
    }
    long sum = 0;
    for (volatile int i = 0; i < 100000; i++) sum += guarded(2 * i + 1) % 7;
    printf("sum %ld\n", sum);
    volatile int zero = 0;
    got = setjmp(inner);
    printf("zero becomes %d\n", got);
    if (got == 0) longjmp(inner, zero);
    return 0;
}
