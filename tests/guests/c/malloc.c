// The allocator and memory.grow: many sizes, reallocation, trees, a large block, and a request that cannot be met.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node { struct node *left, *right; uint32_t key; };

static uint32_t state = 1;
static uint32_t next(void) { return state = state * 1664525u + 1013904223u; }

static struct node *insert(struct node *root, uint32_t key) {
    struct node **place = &root;
    while (*place) place = key < (*place)->key ? &(*place)->left : &(*place)->right;
    *place = calloc(1, sizeof **place);
    (*place)->key = key;
    return root;
}

static unsigned depth(const struct node *node) {
    if (!node) return 0;
    unsigned left = depth(node->left), right = depth(node->right);
    return 1 + (left > right ? left : right);
}

static void release(struct node *node) {
    if (!node) return;
    release(node->left);
    release(node->right);
    free(node);
}

int main(void) {
    enum { Slots = 2000 };
    static unsigned char *blocks[Slots];
    static size_t sizes[Slots];
    uint64_t sum = 0;
    for (int round = 0; round < 60000; round++) {
        int slot = next() >> 8 & 2047;
        if (slot >= Slots) continue;
        size_t size = (next() >> 10) % 900 + 1;
        unsigned char *block = realloc(blocks[slot], size);
        if (!block) return 1;
        size_t kept = sizes[slot] < size ? sizes[slot] : size;
        for (size_t i = 0; i < kept; i += 37) {
            if (block[i] != (unsigned char)(slot + i)) { printf("damaged %d\n", slot); return 1; }
            sum += block[i];
        }
        for (size_t i = 0; i < size; i++) block[i] = (unsigned char)(slot + i);
        blocks[slot] = block;
        sizes[slot] = size;
        if (next() >> 28 == 0) { free(block); blocks[slot] = NULL; sizes[slot] = 0; }
    }
    printf("sum=%llu\n", (unsigned long long)sum);
    struct node *root = NULL;
    for (int i = 0; i < 50000; i++) root = insert(root, next());
    printf("depth=%u\n", depth(root));
    release(root);
    char *volatile large = malloc(48 << 20);
    memset(large, 7, 48 << 20);
    printf("large=%d pages=%d\n", large[(48 << 20) - 1], __builtin_wasm_memory_size(0) >= 48 << 4);
    free(large);
    void *volatile impossible = malloc(0xFFF00000u);
    printf("impossible=%d\n", impossible == NULL);
    return 0;
}
