// Binary trees on the C heap: trees of depth 4 to COUNT built, counted and freed.
#define NAME "trees"
#define COUNT 14
#include "bench.h"

struct tree { struct tree *left, *right; };

static struct tree *build(uint32_t depth) {
    struct tree *tree = malloc(sizeof *tree);
    tree->left = depth ? build(depth - 1) : 0;
    tree->right = depth ? build(depth - 1) : 0;
    return tree;
}

static uint32_t count_and_free(struct tree *tree) {
    uint32_t nodes = tree->left ? 1 + count_and_free(tree->left) + count_and_free(tree->right) : 1;
    free(tree);
    return nodes;
}

static uint64_t run(uint32_t count) {
    struct tree *kept = build(count);
    uint64_t hash = 0;
    for (uint32_t depth = 4; depth <= count; depth += 2)
        for (uint32_t i = 0; i < 1u << (count - depth + 2); i++) hash = mix(hash, count_and_free(build(depth)));
    return mix(hash, count_and_free(kept));
}
