// A function whose lines are in another file than its caller's.
#pragma once

__attribute__((noinline)) static int checked_divide(int dividend, int divisor) {
    if (dividend < 0) return 0;
    return dividend
        / divisor;
}
