// Buffered files through stdio: text lines, fseek, ungetc, fscanf, append, update mode, and reading a mapped read-only directory.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    FILE *file = fopen("/data/table.txt", "w+");
    if (!file) { perror("fopen"); return 1; }
    for (int i = 0; i < 1000; i++) fprintf(file, "%d %x %s\n", i, i * i, i % 3 ? "odd" : "third");
    printf("position=%ld\n", ftell(file));
    rewind(file);
    char word[16], line[128];
    int number, lines = 0;
    unsigned square;
    unsigned long long sum = 0;
    while (fscanf(file, "%d %x %15s", &number, &square, word) == 3) {
        sum += square + strlen(word);
        lines++;
    }
    printf("lines=%d sum=%llu eof=%d\n", lines, sum, feof(file) != 0);
    fseek(file, 0, SEEK_SET);
    fgets(line, sizeof line, file);
    ungetc('Z', file);
    printf("first=%snext=%c\n", line, fgetc(file));
    fseek(file, -11, SEEK_END);
    fgets(line, sizeof line, file);
    printf("tail=%s", line);
    fclose(file);

    file = fopen("/data/table.txt", "a");
    fputs("appended\n", file);
    fclose(file);
    file = fopen("/data/table.txt", "r");
    fseek(file, 0, SEEK_END);
    printf("size=%ld\n", ftell(file));
    fclose(file);

    file = fopen("/fixtures/poem.txt", "r");
    if (!file) { perror("poem"); return 1; }
    for (int i = 1; fgets(line, sizeof line, file); i++) printf("%2d|%s", i, line);
    fclose(file);
    printf("read-only refused=%d\n", fopen("/fixtures/new.txt", "w") == NULL);
    printf("read-only remove refused=%d\n", remove("/fixtures/poem.txt") != 0);
    printf("missing=%d\n", fopen("/data/missing", "r") == NULL && errno == ENOENT);
    printf("%-10s|%+05d|%#o|%.3s|%c|%%|%10.4f|%zu\n", "left", 42, 8, "truncate", 'x', 3.14159265, sizeof(long));
    return 0;
}
