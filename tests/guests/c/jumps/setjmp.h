// The C library of this target has no setjmp: the buffer and the functions that the compiler's lowering to exceptions expects.
#pragma once

typedef struct {
    void *call;     // which call of the function that ran setjmp
    unsigned label; // which setjmp of that function
    struct { void *environment; int value; } thrown;
} jmp_buf[1];

int setjmp(jmp_buf) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);
