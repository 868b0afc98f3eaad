#include "runtime.h"
#include <stdarg.h>

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
IMPORT("wasi", "thread-spawn") int thread_spawn(void *argument);
IMPORT("wasi_snapshot_preview1", "fd_write") int fd_write(int, const void *, int, int *);
IMPORT("wasi_snapshot_preview1", "args_get") int args_get(char **, char *);
IMPORT("wasi_snapshot_preview1", "args_sizes_get") int args_sizes_get(int *, int *);
IMPORT("wasi_snapshot_preview1", "proc_exit") _Noreturn void proc_exit(int);

extern void __wasm_init_tls(void *);
extern void __wasm_call_ctors(void);

enum { FREE, RUNNING, DONE };

typedef struct {
    void *stack_end; // start.s reads it: it stays first.
    thread_function *function;
    void *argument, *result;
    _Atomic int state;
    _Alignas(16) char tls[256];
    _Alignas(16) char stack[32768];
} thread;

static thread threads[THREADS];
static _Thread_local int own_id;

int wait_for_change(_Atomic int *address, int expected, int64_t nanoseconds) {
    return __builtin_wasm_memory_atomic_wait32((int *)address, expected, nanoseconds);
}

int notify(_Atomic int *address, unsigned count) { return __builtin_wasm_memory_atomic_notify((int *)address, count); }

int thread_create(thread_function *function, void *argument) {
    if (__builtin_wasm_tls_size() > sizeof threads->tls) __builtin_trap();
    for (int slot = 0; slot < THREADS; slot++) {
        int is_free = FREE;
        thread *started = &threads[slot];
        if (!atomic_compare_exchange_strong(&started->state, &is_free, RUNNING)) continue;
        started->stack_end = started->stack + sizeof started->stack;
        started->function = function;
        started->argument = argument;
        int id = thread_spawn(started);
        if (id > 0) return slot;
        atomic_store(&started->state, FREE);
        return id;
    }
    return -1;
}

void thread_main(int id, thread *self) {
    __wasm_init_tls(self->tls);
    own_id = id;
    self->result = self->function(self->argument);
    atomic_store(&self->state, DONE);
    notify(&self->state, ~0u);
}

void *thread_join(int slot) {
    thread *other = &threads[slot];
    while (atomic_load(&other->state) == RUNNING) wait_for_change(&other->state, RUNNING, -1);
    void *result = other->result;
    atomic_store(&other->state, FREE);
    return result;
}

int thread_id(void) { return own_id; }

// 0 is free, 1 locked, 2 locked with others waiting.
void mutex_lock(mutex *lock) {
    int seen = 0;
    if (atomic_compare_exchange_strong(&lock->state, &seen, 1)) return;
    do {
        int locked = 1;
        if (seen == 2 || atomic_compare_exchange_strong(&lock->state, &locked, 2) || locked == 2) wait_for_change(&lock->state, 2, -1);
        seen = 0;
    } while (!atomic_compare_exchange_strong(&lock->state, &seen, 2));
}

void mutex_unlock(mutex *lock) {
    if (atomic_exchange(&lock->state, 0) == 2) notify(&lock->state, 1);
}

void condition_wait(condition *event, mutex *lock) {
    int sequence = atomic_load(&event->sequence);
    mutex_unlock(lock);
    wait_for_change(&event->sequence, sequence, -1);
    mutex_lock(lock);
}

void condition_signal(condition *event) {
    atomic_fetch_add(&event->sequence, 1);
    notify(&event->sequence, 1);
}

void condition_broadcast(condition *event) {
    atomic_fetch_add(&event->sequence, 1);
    notify(&event->sequence, ~0u);
}

// Knows %d, %s and %%. A line goes out in one call, so that lines of threads do not mix.
int print(int descriptor, const char *format, ...) {
    char line[256];
    int length = 0;
    va_list arguments;
    va_start(arguments, format);
    for (; *format && length < 200; format++) {
        if (*format != '%') { line[length++] = *format; continue; }
        format++;
        if (*format == 's') {
            for (const char *text = va_arg(arguments, const char *); *text && length < 200; text++) line[length++] = *text;
        } else if (*format == 'd') {
            int number = va_arg(arguments, int), digits = 0;
            unsigned rest = number < 0 ? -(unsigned)number : (unsigned)number;
            char reversed[12];
            if (number < 0) line[length++] = '-';
            do reversed[digits++] = (char)('0' + rest % 10); while (rest /= 10);
            while (digits) line[length++] = reversed[--digits];
        } else {
            line[length++] = *format;
        }
    }
    va_end(arguments);
    struct { const char *start; int length; } buffer = { line, length };
    int written;
    return fd_write(descriptor, &buffer, 1, &written);
}

_Noreturn void exit_process(int code) { proc_exit(code); }

__attribute__((export_name("_start"))) void start(void) {
    static char text[4096];
    static char *pointers[64];
    int count, size;
    __wasm_call_ctors();
    if (args_sizes_get(&count, &size) || count >= 64 || size > (int)sizeof text || args_get(pointers, text)) __builtin_trap();
    int code = main(count, pointers);
    if (code) proc_exit(code);
}
