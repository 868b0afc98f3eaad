// A C library for threads, as far as the programs here need one: the distribution's has none. Threads, mutexes and condition variables over the
// instructions for atomics and `thread-spawn`, and output.
#pragma once
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define THREADS 16

typedef void *thread_function(void *);
typedef struct { _Atomic int state; } mutex;
typedef struct { _Atomic int sequence; } condition;

/// Starts a thread. Answers its slot, or a negative number where the host or the library has no room.
int thread_create(thread_function *function, void *argument);
void *thread_join(int slot);
int thread_id(void);

void mutex_lock(mutex *);
void mutex_unlock(mutex *);
void condition_wait(condition *, mutex *);
void condition_signal(condition *);
void condition_broadcast(condition *);

/// Sleeps until the number at an address changes and somebody notifies; a negative time is for ever.
int wait_for_change(_Atomic int *address, int expected, int64_t nanoseconds);
int notify(_Atomic int *address, unsigned count);

int print(int descriptor, const char *format, ...);
_Noreturn void exit_process(int code);
int main(int argc, char **argv);
