// Threads in each way that argv[1] names, with output that does not depend on who runs first.
#include "runtime.h"

#define IMPORT(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))
IMPORT("path_open") int path_open(int, int, const char *, int, int, int64_t, int64_t, int, int *);
IMPORT("fd_close") int fd_close(int);
IMPORT("fd_pread") int fd_pread(int, const void *, int, int64_t, int *);
IMPORT("fd_filestat_get") int fd_filestat_get(int, void *);
IMPORT("poll_oneoff") int poll_oneoff(const void *, void *, int, int *);

static _Atomic int counter;
static _Thread_local int own = 5;
static mutex lock;
static condition changed;
static int shared, queue[4], queued, produced, consumed;

static int equal(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

static int start(thread_function *function, void *argument) {
    int slot = thread_create(function, argument);
    if (slot < 0) {
        print(2, "thread_create: %d\n", slot);
        exit_process(70);
    }
    return slot;
}

static void *count(void *times) {
    for (int i = 0; i < (int)times; i++) {
        atomic_fetch_add(&counter, 1);
        own++;
    }
    return (void *)own;
}

static void *count_locked(void *times) {
    for (int i = 0; i < (int)times; i++) {
        mutex_lock(&lock);
        shared = shared + 1;
        mutex_unlock(&lock);
    }
    return 0;
}

static void *produce(void *times) {
    for (int i = 0; i < (int)times; i++) {
        mutex_lock(&lock);
        while (queued == 4) condition_wait(&changed, &lock);
        queue[queued++] = ++produced;
        condition_broadcast(&changed);
        mutex_unlock(&lock);
    }
    return 0;
}

static void *consume(void *times) {
    for (int i = 0; i < (int)times; i++) {
        mutex_lock(&lock);
        while (queued == 0) condition_wait(&changed, &lock);
        consumed += queue[--queued];
        condition_broadcast(&changed);
        mutex_unlock(&lock);
    }
    return 0;
}

static void *wait_for_ever(void *unused) {
    (void)unused;
    for (;;) wait_for_change(&counter, 0, -1);
}

static void *spin(void *unused) {
    (void)unused;
    for (;;) atomic_fetch_add(&counter, 1);
}

static void *sleep_long(void *unused) {
    (void)unused;
    struct { int64_t data; int64_t tag, id, timeout, precision, flags; } hour = { 1, 0, 1, 3600000000000, 0, 0 };
    char event[32];
    int count;
    poll_oneoff(&hour, event, 1, &count);
    return 0;
}

static void *divide(void *by) {
    __asm__ volatile("local.get %0\nlocal.get %0\ni32.div_s\ndrop" :: "r"((int)by));
    return 0;
}

static void *leave(void *code) { exit_process((int)code); }

// Descriptors come and go under the same numbers while others use them: only these errors may ever show.
static void *churn(void *seed) {
    for (int i = 0; i < 200; i++) {
        int descriptor;
        char status[64], bytes[16];
        struct { char *start; int length; } buffer = { bytes, 16 };
        int error = path_open(3, 0, "poem.txt", 8, 0, 1 << 1 | 1 << 2 | 1 << 21, 0, 0, &descriptor);
        if (error) return (void *)error;
        int other = 4 + (i + (int)seed) % 8, length;
        error = fd_filestat_get(other, status);
        if (error && error != 8) return (void *)error;
        error = fd_pread(other, &buffer, 1, i, &length);
        if (error && error != 8) return (void *)error;
        error = fd_close(descriptor);
        if (error && error != 8) return (void *)error;
        fd_close(other);
    }
    return 0;
}

static void join_all(const int *slots, int number, int expected) {
    for (int i = 0; i < number; i++) {
        int result = (int)thread_join(slots[i]);
        if (result != expected) print(1, "a thread answered %d\n", result);
    }
}

int main(int argc, char **argv) {
    const char *how = argc > 1 ? argv[1] : "";
    int slots[THREADS];
    print(1, "before %s\n", how);
    if (equal(how, "count")) {
        for (int i = 0; i < 8; i++) slots[i] = start(count, (void *)10000);
        join_all(slots, 8, 10005);
        print(1, "%d, own %d\n", counter, own);
    } else if (equal(how, "mutex")) {
        for (int i = 0; i < 8; i++) slots[i] = start(count_locked, (void *)1000);
        join_all(slots, 8, 0);
        print(1, "%d\n", shared);
    } else if (equal(how, "condition")) {
        for (int i = 0; i < 8; i++) slots[i] = start(i & 1 ? produce : consume, (void *)500);
        join_all(slots, 8, 0);
        print(1, "%d\n", consumed);
    } else if (equal(how, "again")) {
        // More threads, one after the other, than can be at once.
        for (int i = 0; i < 100; i++) thread_join(start(count, (void *)1));
        print(1, "%d\n", counter);
    } else if (equal(how, "limit")) {
        int number = 0, slot;
        while ((slot = thread_create(wait_for_ever, 0)) >= 0) number++;
        print(1, "%d threads, then %d\n", number, slot);
    } else if (equal(how, "descriptors")) {
        for (int i = 0; i < 8; i++) slots[i] = start(churn, (void *)i);
        join_all(slots, 8, 0);
        print(1, "done\n");
    } else if (equal(how, "trap")) {
        start(spin, 0);
        start(wait_for_ever, 0);
        start(divide, 0);
        wait_for_ever(0);
    } else if (equal(how, "exit")) {
        start(spin, 0);
        start(sleep_long, 0);
        start(leave, (void *)42);
        sleep_long(0);
    } else if (equal(how, "return")) {
        start(spin, 0);
        start(wait_for_ever, 0);
        start(sleep_long, 0);
        return 3;
    } else if (equal(how, "spin")) {
        thread_join(start(spin, 0));
    } else {
        return 64;
    }
    return 0;
}
