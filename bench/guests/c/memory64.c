// The same work with 32-bit and with 64-bit addresses, freestanding: a hash table, matrices, and a linked list, n rounds.
// Built twice: memory64.wasm and, to show what the width costs, memory32.wasm.
#include <stddef.h>
#include <stdint.h>

enum { Buckets = 1 << 15, Size = 96, Nodes = 20000 };

struct node { struct node *next; uint32_t value; };

static uint32_t keys[Buckets], values[Buckets];
static double a[Size][Size], b[Size][Size], c[Size][Size];
static struct node nodes[Nodes];

static uint32_t random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static uint64_t table(uint32_t *seed) {
    for (size_t i = 0; i < Buckets; i++) keys[i] = values[i] = 0;
    uint64_t sum = 0;
    for (size_t i = 0; i < 100000; i++) {
        uint32_t key = (random(seed) & 0x3FFF) + 1, bucket = key * 2654435761u >> 17;
        while (keys[bucket] && keys[bucket] != key) bucket = (bucket + 1) & (Buckets - 1);
        keys[bucket] = key;
        sum += values[bucket] += key;
    }
    return sum;
}

static uint64_t matrices(uint32_t *seed) {
    for (size_t i = 0; i < Size; i++)
        for (size_t j = 0; j < Size; j++) {
            a[i][j] = random(seed) >> 24;
            b[i][j] = random(seed) >> 24;
            c[i][j] = 0;
        }
    for (size_t i = 0; i < Size; i++)
        for (size_t k = 0; k < Size; k++)
            for (size_t j = 0; j < Size; j++) c[i][j] += a[i][k] * b[k][j];
    double trace = 0;
    for (size_t i = 0; i < Size; i++) trace += c[i][i];
    return (uint64_t)trace;
}

static uint64_t list(uint32_t *seed) {
    struct node *head = 0;
    for (size_t i = 0; i < Nodes; i++) {
        struct node *node = &nodes[(i * 7919) % Nodes];
        *node = (struct node){head, random(seed) & 0xFFFF};
        head = node;
    }
    uint64_t sum = 0;
    for (int pass = 0; pass < 20; pass++) {
        struct node *reversed = 0;
        while (head) {
            struct node *next = head->next;
            sum = sum * 3 + head->value;
            head->next = reversed;
            reversed = head;
            head = next;
        }
        head = reversed;
    }
    return sum;
}

__attribute__((export_name("run"))) uint64_t run(uint32_t rounds) {
    uint32_t seed = 640;
    uint64_t hash = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        hash = (hash ^ table(&seed)) * 0x9E3779B97F4A7C15u;
        hash = (hash ^ matrices(&seed)) * 0x9E3779B97F4A7C15u;
        hash = (hash ^ list(&seed)) * 0x9E3779B97F4A7C15u;
    }
    return hash;
}
