// Floating point end to end: printing, parsing, rounding, special values, conversions and the math library.
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    volatile double values[] = {0.0, -0.0, 1.0, -1.5, 0.1, 1e21, 123456789.125, 5e-324, DBL_MAX, DBL_MIN, 1.0 / 3, 2.5, 3.5, -0.5, INFINITY, -INFINITY};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
        double v = values[i];
        printf("%.17g %e %.3f %a | floor %g ceil %g trunc %g near %g | float %.9g\n", v, v, fabs(v) < 1e15 ? v : 0.0, v, floor(v), ceil(v), trunc(v),
            nearbyint(v), (double)(float)v);
    }
    volatile double nan = NAN;
    printf("nan: %d %d %d %d\n", nan == nan, nan < 1, !(nan >= 1), isnan(nan + 1));
    printf("min/max: %g %g copysign: %g signbit: %d\n", fmin(1, -2), fmax(nan, 3), copysign(2, -0.0), signbit(-0.0) != 0);
    for (double x = 0.25; x < 9; x += 1.75)
        printf("%.17g %.17g %.17g %.17g %.17g\n", sqrt(x), sin(x), exp(x), log(x), pow(x, 1.5));
    const char *texts[] = {"3.14159265358979323846", "1e-320", "0x1.8p3", "1e400", "-inf", "  42abc", "0.1"};
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *end;
        double v = strtod(texts[i], &end);
        printf("%s = %.17g rest=[%s]\n", texts[i], v, end);
    }
    uint64_t hash = 14695981039346656037ull;
    double x = 0.5;
    float y = 0.5f;
    for (int i = 0; i < 200000; i++) {
        x = 3.9999 * x * (1 - x);
        y = 3.99f * y * (1 - y);
        uint64_t bits;
        uint32_t small;
        memcpy(&bits, &x, 8);
        memcpy(&small, &y, 4);
        hash = (hash ^ bits ^ small) * 1099511628211ull;
    }
    printf("chaos=%016llx\n", (unsigned long long)hash);
    volatile double big = 4294967295.9, negative = -1.9;
    printf("conversions: %u %d %lld %llu %.1f %.1f\n", (unsigned)big, (int)negative, (long long)-9.2e18, (unsigned long long)1.8e19,
        (double)UINT64_MAX, (double)(float)INT64_MIN);
    printf("fma=%.17g remainder=%g frexp=%g hypot=%.17g cbrt=%.17g\n", fma(0.1, 10, -1), remainder(10, 3), frexp(48, (int[1]){0}), hypot(3, 4), cbrt(10));
    return 0;
}
