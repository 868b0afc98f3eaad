// The smallest useful command: one line on standard output.
#include <stdio.h>

int main(void) {
    puts("Hello from C");
    return 0;
}
