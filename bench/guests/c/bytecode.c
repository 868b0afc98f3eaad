// An interpreter in a loop around a switch, as most language runtimes have one: COUNT runs of the program in vm.h.
#define NAME "bytecode"
#define COUNT 10
#include "bench.h"

#include "vm.h"

static uint32_t cells[Cells];

static __attribute__((noinline)) uint32_t execute(const struct code *code) {
    uint32_t r[Registers] = {0};
    for (const struct code *at = code;; at++) {
        switch (at->opcode) {
            case Set: r[at->a] = (uint32_t)at->immediate; break;
            case Add: r[at->a] = r[at->b] + r[at->c]; break;
            case Sub: r[at->a] = r[at->b] - r[at->c]; break;
            case Mul: r[at->a] = r[at->b] * r[at->c]; break;
            case AddI: r[at->a] = r[at->b] + (uint32_t)at->immediate; break;
            case ShiftR: r[at->a] = r[at->b] >> at->immediate; break;
            case AndI: r[at->a] = r[at->b] & (uint32_t)at->immediate; break;
            case Load: r[at->a] = cells[r[at->b] % Cells]; break;
            case Store: cells[r[at->b] % Cells] = r[at->a]; break;
            case JumpLess: if (r[at->a] < r[at->b]) at = code + at->immediate - 1; break;
            case JumpZero: if (!r[at->a]) at = code + at->immediate - 1; break;
            case JumpNonZero: if (r[at->a]) at = code + at->immediate - 1; break;
            case Jump: at = code + at->immediate - 1; break;
            default: return r[at->a];
        }
    }
}

static uint64_t run(uint32_t count) {
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++) hash = mix(hash, execute(program));
    return hash;
}
