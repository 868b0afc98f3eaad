// The little register machine that bytecode.c runs with a switch and threaded.c with tail calls, and the program it runs: the primes
// below a bound with a sieve, then the longest Collatz chain below another.
#include <stdint.h>

enum opcode { Set, Add, Sub, Mul, AddI, ShiftR, AndI, Load, Store, JumpLess, JumpZero, JumpNonZero, Jump, Halt, Opcodes };

// One instruction: opcode, two or three registers, and an immediate or the target of a jump.
struct code { uint8_t opcode, a, b, c; int32_t immediate; };

enum { Cells = 1 << 16, Registers = 16 };

// clang-format off
static const struct code program[] = {
    {Set, 0, 0, 0, 2}, {Set, 1, 0, 0, Cells - 1}, {Set, 2, 0, 0, 0}, {Set, 9, 0, 0, 1},     // r0 = candidate, r1 = bound, r2 = primes
    {Set, 3, 0, 0, 0}, {Store, 9, 3, 0, 0}, {AddI, 3, 3, 0, 1}, {JumpLess, 3, 1, 0, 5},     // every cell = 1
    {Load, 4, 0, 0, 0}, {JumpZero, 4, 0, 0, 17},                                            // 8: composite?
    {AddI, 2, 2, 0, 1}, {Add, 5, 0, 0, 0}, {Set, 6, 0, 0, 0},                               // a prime: strike out its multiples
    {Jump, 0, 0, 0, 15}, {Store, 6, 5, 0, 0}, {Add, 5, 5, 0, 0}, {JumpLess, 5, 1, 0, 14},
    {AddI, 0, 0, 0, 1}, {JumpLess, 0, 1, 0, 8},                                             // the next candidate
    {Set, 0, 0, 0, 1}, {Set, 1, 0, 0, 8000}, {Set, 7, 0, 0, 0},                             // 19: r0 = start, r7 = longest
    {Add, 5, 0, 8, 0}, {Set, 6, 0, 0, 0},                                                   // 22: r5 = value, r6 = length
    {AndI, 4, 5, 0, 1}, {JumpNonZero, 4, 0, 0, 28}, {ShiftR, 5, 5, 0, 1}, {Jump, 0, 0, 0, 30},
    {Add, 4, 5, 5, 0}, {Add, 5, 4, 5, 0}, /* odd: 3n */ {AddI, 6, 6, 0, 1},                 // 28, 30
    {JumpZero, 4, 0, 0, 33}, {AddI, 5, 5, 0, 1},                                            // odd: + 1
    {JumpLess, 9, 5, 0, 24},                                                                // until 1
    {JumpLess, 6, 7, 0, 36}, {Add, 7, 6, 8, 0}, {AddI, 0, 0, 0, 1}, {JumpLess, 0, 1, 0, 22},
    {Mul, 2, 2, 7, 0}, {Sub, 2, 2, 0, 0}, {Halt, 2, 0, 0, 0},
};
// clang-format on
