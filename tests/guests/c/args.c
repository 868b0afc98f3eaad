// What the host passes in: arguments (empty, spaces, UTF-8) and the environment, sorted so that its order does not matter.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int main(int argc, char **argv) {
    printf("argc=%d\n", argc);
    for (int i = 1; i < argc; i++) printf("argv[%d]=[%s] length=%zu\n", i, argv[i], strlen(argv[i]));
    int count = 0;
    while (environ[count]) count++;
    qsort(environ, count, sizeof *environ, compare);
    for (int i = 0; i < count; i++) printf("env[%d]=[%s]\n", i, environ[i]);
    const char *missing = getenv("WEFT_MISSING");
    printf("missing=%s\n", missing ? missing : "(none)");
    setenv("WEFT_SET", "inside", 1);
    printf("set=%s\n", getenv("WEFT_SET"));
    return 0;
}
