// A command around the SQLite library (not part of this repository, see ORIGIN.md): runs the statements on standard input on a database in memory,
// and prints rows as the shell of SQLite does, columns apart by '|'.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite3.h"

// The library is built without an operating system: its files are all in memory, its clock stands still and its random numbers are the same always.
static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *output) {
    (void)vfs, (void)name, (void)flags, (void)output;
    file->pMethods = NULL;
    return SQLITE_CANTOPEN;
}

static int full_name(sqlite3_vfs *vfs, const char *name, int length, char *output) {
    (void)vfs;
    return snprintf(output, (size_t)length, "%s", name) < length ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int random_bytes(sqlite3_vfs *vfs, int length, char *output) {
    (void)vfs;
    memset(output, 42, (size_t)length);
    return length;
}

static int current_time(sqlite3_vfs *vfs, double *output) {
    (void)vfs;
    *output = 2440587.5;
    return SQLITE_OK;
}

static sqlite3_vfs memory = {.iVersion = 1, .szOsFile = sizeof(sqlite3_file), .mxPathname = 256, .zName = "memory", .xOpen = open_file,
                             .xFullPathname = full_name, .xRandomness = random_bytes, .xCurrentTime = current_time};

int sqlite3_os_init(void) { return sqlite3_vfs_register(&memory, 1); }
int sqlite3_os_end(void) { return SQLITE_OK; }

static int print_row(void *context, int count, char **values, char **names) {
    (void)context, (void)names;
    for (int i = 0; i < count; i++) printf(i ? "|%s" : "%s", values[i] ? values[i] : "");
    putchar('\n');
    return 0;
}

int main(void) {
    size_t capacity = 1 << 16, length = 0;
    char *script = malloc(capacity + 1);
    for (size_t got; (got = fread(script + length, 1, capacity - length, stdin)) > 0;) {
        length += got;
        if (length == capacity) script = realloc(script, (capacity *= 2) + 1);
    }
    script[length] = 0;
    sqlite3 *database;
    if (sqlite3_open(":memory:", &database) != SQLITE_OK || sqlite3_exec(database, script, print_row, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(database));
        return 1;
    }
    return sqlite3_close(database) != SQLITE_OK;
}
