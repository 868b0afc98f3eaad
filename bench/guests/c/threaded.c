// An interpreter whose instructions end in a tail call of the next one through a table: COUNT runs of the program in vm.h.
#define NAME "threaded"
#define COUNT 10
#include "bench.h"

#include "vm.h"

static uint32_t cells[Cells];

typedef uint32_t handler(const struct code *at, uint32_t *r);
static handler *const handlers[Opcodes];

#define NEXT(to)                                                          \
    do {                                                                  \
        const struct code *next = (to);                                   \
        __attribute__((musttail)) return handlers[next->opcode](next, r); \
    } while (0)
#define HANDLER(name, ...)                                          \
    static uint32_t run_##name(const struct code *at, uint32_t *r) { \
        __VA_ARGS__;                                                \
        NEXT(at + 1);                                               \
    }
#define BRANCH(name, condition)                                      \
    static uint32_t run_##name(const struct code *at, uint32_t *r) { \
        if (condition) NEXT(program + at->immediate);                \
        NEXT(at + 1);                                                \
    }

HANDLER(set, r[at->a] = (uint32_t)at->immediate)
HANDLER(add, r[at->a] = r[at->b] + r[at->c])
HANDLER(sub, r[at->a] = r[at->b] - r[at->c])
HANDLER(mul, r[at->a] = r[at->b] * r[at->c])
HANDLER(addi, r[at->a] = r[at->b] + (uint32_t)at->immediate)
HANDLER(shiftr, r[at->a] = r[at->b] >> at->immediate)
HANDLER(andi, r[at->a] = r[at->b] & (uint32_t)at->immediate)
HANDLER(load, r[at->a] = cells[r[at->b] % Cells])
HANDLER(store, cells[r[at->b] % Cells] = r[at->a])
BRANCH(less, r[at->a] < r[at->b])
BRANCH(zero, !r[at->a])
BRANCH(nonzero, r[at->a])
BRANCH(jump, 1)
static uint32_t run_halt(const struct code *at, uint32_t *r) { return r[at->a]; }

static handler *const handlers[Opcodes] = {run_set,   run_add,  run_sub,  run_mul,     run_addi, run_shiftr, run_andi,
                                           run_load, run_store, run_less, run_zero, run_nonzero, run_jump, run_halt};

static uint64_t run(uint32_t count) {
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t r[Registers] = {0};
        hash = mix(hash, handlers[program->opcode](program, r));
    }
    return hash;
}
