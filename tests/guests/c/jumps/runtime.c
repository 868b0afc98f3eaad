// What setjmp and longjmp become: a label kept in the buffer, and a throw with the tag `__c_longjmp` (tag.c).
#include "setjmp.h"

void __wasm_setjmp(void *environment, unsigned label, void *call) {
    (*(jmp_buf *)environment)->call = call;
    (*(jmp_buf *)environment)->label = label;
}

unsigned __wasm_setjmp_test(void *environment, void *call) {
    return (*(jmp_buf *)environment)->call == call ? (*(jmp_buf *)environment)->label : 0;
}

_Noreturn void __wasm_longjmp(void *environment, int value) {
    (*(jmp_buf *)environment)->thrown.environment = environment;
    (*(jmp_buf *)environment)->thrown.value = value ? value : 1;
    __builtin_wasm_throw(1, &(*(jmp_buf *)environment)->thrown);
}
