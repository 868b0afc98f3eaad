// Ends in the way that argv[1] names: a code, a return, _Exit without flushing, or abort.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void at_exit(void) { puts("at exit"); }

int main(int argc, char **argv) {
    const char *how = argc > 1 ? argv[1] : "return";
    atexit(at_exit);
    printf("ending by %s\n", how);
    if (!strcmp(how, "return")) return 3;
    if (!strcmp(how, "abort")) { fflush(stdout); abort(); }
    if (!strcmp(how, "immediate")) { fflush(stdout); printf("never seen"); _Exit(9); }
    exit(atoi(how));
}
