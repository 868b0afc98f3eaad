// IMA ADPCM, decoded: COUNT times 100,000 random codes. The prediction and the index of the step are clamped after each.
#define NAME "adpcm"
#define COUNT 100
#include "bench.h"

enum { Codes = 100000, Steps = 89 };

static const int8_t index_changes[8] = {-1, -1, -1, -1, 2, 4, 6, 8};
static int16_t steps[Steps];
static uint8_t codes[Codes];
static int16_t samples[Codes];

static int32_t clamp(int32_t value, int32_t least, int32_t greatest) { return value < least ? least : value > greatest ? greatest : value; }

static __attribute__((noinline)) int32_t decode(void) {
    int32_t prediction = 0, index = 0;
    for (int i = 0; i < Codes; i++) {
        int32_t code = codes[i], step = steps[index];
        int32_t difference = (step >> 3) + (code & 4 ? step : 0) + (code & 2 ? step >> 1 : 0) + (code & 1 ? step >> 2 : 0);
        prediction = clamp(code & 8 ? prediction - difference : prediction + difference, INT16_MIN, INT16_MAX);
        index = clamp(index + index_changes[code & 7], 0, Steps - 1);
        samples[i] = (int16_t)prediction;
    }
    return prediction;
}

static uint64_t run(uint32_t count) {
    uint32_t seed = 9;
    for (int32_t i = 0, step = 7; i < Steps; i++, step = step * 11 / 10 + 1) steps[i] = (int16_t)(step > INT16_MAX ? INT16_MAX : step);
    for (int i = 0; i < Codes; i++) codes[i] = next_random(&seed) & 15;
    uint64_t result = 0;
    for (uint32_t round = 0; round < count; round++) {
        result = mix(result, (uint64_t)decode());
        result = mix(result, (uint64_t)samples[round % Codes]);
        codes[round % Codes] ^= 5;
    }
    return result;
}
