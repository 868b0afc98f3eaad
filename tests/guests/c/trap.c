// Ends in the trap that argv[1] names, after a line on standard output: what a host must report and survive.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef int returns_int(void);

static returns_int *volatile target;
static volatile int zero, least = INT32_MIN, minus_one = -1;
static volatile double huge = 1e30, not_number = 0.0 / 0.0;

__attribute__((noinline)) static long long takes_more(long long a, long long b) { return a + b; }
static long long (*volatile keep)(long long, long long) = takes_more;

// The volatile read after each call keeps it a call: neither a loop nor a tail call, and no memory stack that could run out first.
__attribute__((noinline)) static int recurse(int n) {
    int below = recurse(n + 1);
    return below + minus_one;
}

__attribute__((noinline)) static int descend(int n) {
    if (n == 0) return 0;
    int below = descend(n - 1);
    return below - minus_one;
}

int main(int argc, char **argv) {
    const char *how = argc > 1 ? argv[1] : "";
    printf("before %s\n", how);
    fflush(stdout);
    if (!strcmp(how, "unreachable")) __builtin_trap();
    if (!strcmp(how, "divide")) __asm__ volatile("local.get %0\nlocal.get %1\ni32.div_s\ndrop" :: "r"(least), "r"(zero));
    if (!strcmp(how, "overflow")) __asm__ volatile("local.get %0\nlocal.get %1\ni32.div_s\ndrop" :: "r"(least), "r"(minus_one));
    if (!strcmp(how, "convert")) printf("%d\n", __builtin_wasm_trunc_s_i32_f64(huge));
    if (!strcmp(how, "nan")) printf("%d\n", __builtin_wasm_trunc_s_i32_f64(not_number));
    if (!strcmp(how, "memory")) printf("%d\n", *(volatile int *)(uintptr_t)0xFFFFFFF0u);
    if (!strcmp(how, "memory-store")) *(volatile int *)(uintptr_t)0x7FFFFFFEu = 1;
    if (!strcmp(how, "null-call")) { target = NULL; return target(); }
    if (!strcmp(how, "wild-call")) { target = (returns_int *)(uintptr_t)0x10000000; return target(); }
    if (!strcmp(how, "type-call")) { target = (returns_int *)(void *)keep; return target(); }
    if (!strcmp(how, "recurse")) return recurse(0);
    if (!strcmp(how, "descend")) { printf("depth %d\n", descend(10000)); return 0; }
    if (!strcmp(how, "loop")) for (volatile unsigned i = 0;; i++) { }
    if (!strcmp(how, "spin")) __asm__ volatile("loop\nbr 0\nend_loop");
    if (!strcmp(how, "grow")) { while (__builtin_wasm_memory_grow(0, 16) != (size_t)-1) { } puts("refused"); return 0; }
    puts("not reached");
    return 1;
}
