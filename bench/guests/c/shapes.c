// Virtual methods with results in doubles that are added up: 1,024 shapes of three kinds in random order, COUNT thousand times.
#define NAME "shapes"
#define COUNT 20
#include "bench.h"

enum { Shapes = 1024 };

typedef struct Shape {
    double (*area)(const struct Shape *);
    double width, height;
} Shape;

static Shape shapes[Shapes];

static double rectangle(const Shape *shape) { return shape->width * shape->height; }

static double circle(const Shape *shape) { return shape->width * shape->width * 3.14; }

static double triangle(const Shape *shape) { return shape->width * shape->height / 2; }

static uint64_t run(uint32_t count) {
    uint32_t seed = 3;
    for (int i = 0; i < Shapes; i++) {
        uint32_t kind = next_random(&seed) % 3;
        shapes[i] = (Shape){kind == 0 ? rectangle : kind == 1 ? circle : triangle, i, i + 1};
    }
    double sum = 0;
    for (uint32_t round = 0; round < count * 1000; round++)
        for (int i = 0; i < Shapes; i++) sum += shapes[i].area(shapes + i);
    return mix_double(0, sum);
}
