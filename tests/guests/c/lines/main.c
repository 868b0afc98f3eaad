// Traps in a header's function, through a call from here: the program is built with DWARF line tables, of version 4 and of version 5.
#include "include/checks.h"
#include <stdlib.h>

static volatile int calls;

__attribute__((noinline)) static int average(int sum, int count) {
    calls++;
    int result = checked_divide(sum, count);
    return result + calls;
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) abort();
    return average(10, argc - 1);
}
