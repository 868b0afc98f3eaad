// Copies standard input to standard output in odd-sized pieces: binary-clean both ways, short reads and writes handled.
#include <stdio.h>
#include <unistd.h>

int main(void) {
    static char buffer[40961];
    size_t total = 0;
    for (;;) {
        ssize_t count = read(0, buffer, sizeof buffer);
        if (count < 0) { perror("read"); return 1; }
        if (count == 0) break;
        for (ssize_t done = 0; done < count;) {
            ssize_t written = write(1, buffer + done, count - done);
            if (written <= 0) { perror("write"); return 1; }
            done += written;
        }
        total += count;
    }
    fprintf(stderr, "%zu bytes\n", total);
    return 0;
}
