// Calls through tables of functions, as objects with virtual methods make them: 4,096 shapes of eight classes, COUNT passes.
#define NAME "indirect"
#define COUNT 4000
#include "bench.h"

struct shape;
struct methods { int32_t (*area)(const struct shape *); void (*grow)(struct shape *, int32_t); };
struct shape { const struct methods *methods; int32_t a, b; };

static int32_t square_area(const struct shape *s) { return s->a * s->a; }
static int32_t box_area(const struct shape *s) { return s->a * s->b; }
static int32_t triangle_area(const struct shape *s) { return s->a * s->b / 2; }
static int32_t circle_area(const struct shape *s) { return s->a * s->a * 355 / 113; }
static int32_t ring_area(const struct shape *s) { return (s->a * s->a - s->b * s->b) * 3; }
static int32_t line_area(const struct shape *s) { return s->b - s->b; }
static int32_t cross_area(const struct shape *s) { return 2 * s->a * s->b - s->b * s->b; }
static int32_t frame_area(const struct shape *s) { return s->a * 4 - 4; }
static void grow_a(struct shape *s, int32_t by) { s->a = (s->a + by) & 63; }
static void grow_b(struct shape *s, int32_t by) { s->b = (s->b + by) & 63; }
static void grow_both(struct shape *s, int32_t by) { s->a = (s->a + by) & 63; s->b = (s->b ^ by) & 63; }

static const struct methods classes[8] = {
    {square_area, grow_a}, {box_area, grow_both}, {triangle_area, grow_b}, {circle_area, grow_a},
    {ring_area, grow_both}, {line_area, grow_b}, {cross_area, grow_both}, {frame_area, grow_a},
};

enum { Shapes = 4096 };

static struct shape shapes[Shapes];

static uint64_t run(uint32_t count) {
    uint32_t seed = 616;
    for (int i = 0; i < Shapes; i++) shapes[i] = (struct shape){&classes[next_random(&seed) % 8], i & 63, i >> 6};
    uint64_t hash = 0;
    for (uint32_t round = 0; round < count; round++) {
        int32_t total = 0;
        for (int i = 0; i < Shapes; i++) {
            struct shape *shape = &shapes[i];
            total += shape->methods->area(shape);
            if ((i & 3) == 0) shape->methods->grow(shape, total & 7);
        }
        hash = mix(hash, (uint32_t)total);
    }
    return hash;
}
