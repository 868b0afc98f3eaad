// The file system through POSIX calls: create, positional input and output, truncate, rename, links, directories, errors.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *name_of(int error) {
    switch (error) {
    case 0: return "OK";
    case ENOENT: return "ENOENT";
    case EEXIST: return "EEXIST";
    case ENOTEMPTY: return "ENOTEMPTY";
    case EISDIR: return "EISDIR";
    case ENOTDIR: return "ENOTDIR";
    case EINVAL: return "EINVAL";
    case ELOOP: return "ELOOP";
    case EBADF: return "EBADF";
    default: return "other";
    }
}

static void report(const char *what, long result) {
    if (result < 0) printf("%s -> %s\n", what, name_of(errno));
    else printf("%s -> %ld\n", what, result);
}

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *path) {
    DIR *directory = opendir(path);
    if (!directory) { printf("list %s -> %s\n", path, name_of(errno)); return; }
    char *names[256];
    int count = 0;
    struct dirent *entry;
    while ((entry = readdir(directory)) && count < 256) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        char text[300];
        snprintf(text, sizeof text, "%s%s", entry->d_name,
            entry->d_type == DT_DIR ? "/" : entry->d_type == DT_LNK ? "@" : entry->d_type == DT_REG ? "" : "?");
        names[count++] = strdup(text);
    }
    closedir(directory);
    qsort(names, count, sizeof *names, compare);
    printf("list %s (%d):", path, count);
    for (int i = 0; i < count && i < 12; i++) printf(" %s", names[i]);
    puts(count > 12 ? " ..." : "");
}

int main(void) {
    struct stat status;
    char buffer[64] = {0};
    if (chdir("/data")) { perror("chdir"); return 1; }

    report("mkdir a", mkdir("a", 0777));
    report("mkdir a again", mkdir("a", 0777));
    report("mkdir a/b", mkdir("a/b", 0777));
    report("mkdir none/b", mkdir("none/b", 0777));

    int file = open("a/f", O_RDWR | O_CREAT | O_EXCL, 0666);
    printf("created %d\n", file >= 0);
    report("exclusive again", open("a/f", O_RDWR | O_CREAT | O_EXCL, 0666));
    report("write", write(file, "0123456789", 10));
    report("pwrite", pwrite(file, "AB", 2, 3));
    report("pread", pread(file, buffer, 5, 1));
    printf("[%s]\n", buffer);
    report("seek end", lseek(file, -4, SEEK_END));
    memset(buffer, 0, sizeof buffer);
    report("read", read(file, buffer, sizeof buffer));
    printf("[%s]\n", buffer);
    report("seek before start", lseek(file, -1, SEEK_SET));
    struct iovec parts[3] = {{"one ", 4}, {"", 0}, {"three", 5}};
    report("writev some", writev(file, parts, 3) > 0);
    report("truncate", ftruncate(file, 7));
    report("fstat", fstat(file, &status));
    printf("size=%lld regular=%d links=%lu\n", (long long)status.st_size, S_ISREG(status.st_mode), (unsigned long)status.st_nlink);
    report("extend", ftruncate(file, 6LL << 30));
    report("fstat", fstat(file, &status));
    printf("size=%lld\n", (long long)status.st_size);
    report("pwrite far", pwrite(file, "far", 3, 5LL << 30));
    memset(buffer, 0, sizeof buffer);
    report("pread far", pread(file, buffer, 4, (5LL << 30) - 1));
    printf("%d[%s]\n", buffer[0], buffer + 1);
    report("shrink", ftruncate(file, 7));
    report("sync", fsync(file));
    report("close", close(file));
    report("write closed", write(file, "x", 1));

    file = open("a/f", O_WRONLY | O_APPEND);
    report("append", write(file, "!", 1));
    report("position", lseek(file, 0, SEEK_CUR));
    report("read of write-only refused", read(file, buffer, 1) < 0 ? 1 : 0);
    close(file);

    report("rename", rename("a/f", "a/b/g"));
    report("stat old", stat("a/f", &status));
    report("stat new", stat("a/b/g", &status));
    printf("size=%lld\n", (long long)status.st_size);
    report("hard link", link("a/b/g", "a/hard"));
    stat("a/hard", &status);
    printf("links=%lu\n", (unsigned long)status.st_nlink);
    report("symlink", symlink("b/g", "a/soft"));
    memset(buffer, 0, sizeof buffer);
    report("readlink", readlink("a/soft", buffer, sizeof buffer));
    printf("[%s]\n", buffer);
    memset(buffer, 0, sizeof buffer);
    report("readlink short", readlink("a/soft", buffer, 2));
    printf("[%s]\n", buffer);
    report("lstat", lstat("a/soft", &status));
    printf("link=%d size=%lld\n", S_ISLNK(status.st_mode), (long long)status.st_size);
    report("stat through", stat("a/soft", &status));
    printf("regular=%d size=%lld\n", S_ISREG(status.st_mode), (long long)status.st_size);
    report("open nofollow", open("a/soft", O_RDONLY | O_NOFOLLOW));
    report("symlink loop", symlink("loop", "a/loop"));
    report("open loop", open("a/loop", O_RDONLY));
    report("open directory as file", open("a/b", O_WRONLY));
    report("file as directory", open("a/b/g/x", O_RDONLY));
    report("open file as directory", open("a/b/g", O_RDONLY | O_DIRECTORY));
    list("a");
    list("a/none");

    report("symlink outside", symlink("../../../../etc/passwd", "a/out"));
    printf("refused=%d\n", open("a/out", O_RDONLY) < 0);
    printf("refused=%d\n", open("a/../../../etc/passwd", O_RDONLY) < 0);
    printf("inside=%d\n", open("a/../a/b/g", O_RDONLY) >= 0);

    for (int i = 0; i < 200; i++) {
        char path[64];
        snprintf(path, sizeof path, "a/b/a-name-long-enough-to-fill-buffers-%03d", i);
        close(open(path, O_CREAT | O_WRONLY, 0666));
    }
    list("a/b");
    report("rmdir full", rmdir("a/b"));
    report("unlink directory fails", unlink("a/b") < 0 ? 1 : 0);
    for (int i = 0; i < 200; i++) {
        char path[64];
        snprintf(path, sizeof path, "a/b/a-name-long-enough-to-fill-buffers-%03d", i);
        if (unlink(path)) printf("unlink %d -> %s\n", i, name_of(errno));
    }
    struct timespec times[2] = {{1000000000, 5000}, {1234567890, 123456000}};
    report("set times", utimensat(AT_FDCWD, "a/b/g", times, 0));
    stat("a/b/g", &status);
    printf("accessed=%lld.%09ld modified=%lld.%09ld\n", (long long)status.st_atim.tv_sec, status.st_atim.tv_nsec,
        (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    report("unlink", unlink("a/b/g"));
    report("unlink again", unlink("a/b/g"));
    report("rmdir", rmdir("a/b"));
    report("rmdir file", rmdir("a/hard"));
    report("rename over", rename("a/hard", "a/soft"));
    list("a");
    return 0;
}
