// Built with -msimd128: arithmetic, saturation, shuffles, comparisons, conversions, loads that splat, extend and pick lanes.
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wasm_simd128.h>

static void print(const char *name, v128_t value) {
    uint8_t bytes[16];
    wasm_v128_store(bytes, value);
    printf("%-14s", name);
    for (int i = 15; i >= 0; i--) printf("%02x", bytes[i]);
    putchar('\n');
}

static size_t count_bytes(const uint8_t *text, size_t length, uint8_t wanted) {
    v128_t needle = wasm_i8x16_splat(wanted);
    size_t count = 0, i = 0;
    for (; i + 16 <= length; i += 16) count += __builtin_popcount(wasm_i8x16_bitmask(wasm_i8x16_eq(wasm_v128_load(text + i), needle)));
    for (; i < length; i++) count += text[i] == wanted;
    return count;
}

int main(void) {
    static uint8_t data[4099];
    uint32_t state = 7;
    for (unsigned i = 0; i < sizeof data; i++) data[i] = (state = state * 1664525u + 1013904223u) >> 24;
    v128_t a = wasm_v128_load(data + 1), b = wasm_v128_load(data + 100);
    print("a", a);
    print("b", b);
    print("add8", wasm_i8x16_add(a, b));
    print("add_sat_s8", wasm_i8x16_add_sat(a, b));
    print("sub_sat_u16", wasm_u16x8_sub_sat(a, b));
    print("mul32", wasm_i32x4_mul(a, b));
    print("mul64", wasm_i64x2_mul(a, b));
    print("dot", wasm_i32x4_dot_i16x8(a, b));
    print("q15", wasm_i16x8_q15mulr_sat(a, b));
    print("avgr", wasm_u8x16_avgr(a, b));
    print("min_s", wasm_i8x16_min(a, b));
    print("max_u", wasm_u16x8_max(a, b));
    print("shl", wasm_i16x8_shl(a, 3));
    print("shr_s", wasm_i64x2_shr(a, 13));
    print("lt_u", wasm_u32x4_lt(a, b));
    print("select", wasm_v128_bitselect(a, b, wasm_i16x8_const_splat(0x0FF0)));
    print("swizzle", wasm_i8x16_swizzle(a, wasm_v128_and(b, wasm_i8x16_const_splat(31))));
    print("shuffle", wasm_i8x16_shuffle(a, b, 0, 17, 2, 19, 4, 21, 6, 23, 31, 30, 29, 28, 3, 2, 1, 0));
    print("narrow", wasm_i8x16_narrow_i16x8(a, b));
    print("extend", wasm_u32x4_extend_high_u16x8(a));
    print("extmul", wasm_i64x2_extmul_low_i32x4(a, b));
    print("pairwise", wasm_i32x4_extadd_pairwise_i16x8(a));
    print("popcnt", wasm_i8x16_popcnt(a));
    print("abs", wasm_i16x8_abs(a));
    print("load_splat", wasm_v128_load16_splat(data + 3));
    print("load_extend", wasm_i16x8_load8x8(data + 5));
    print("load_lane", wasm_v128_load32_lane(data + 9, a, 2));
    print("load_zero", wasm_v128_load64_zero(data + 11));
    print("replace", wasm_f64x2_replace_lane(a, 1, 1.5));
    v128_t f = wasm_f32x4_make(1.5f, -2.25f, 1e9f, 0.1f), g = wasm_f32x4_make(0.5f, 3.0f, -1e9f, 7.0f);
    print("f32 add", wasm_f32x4_add(f, g));
    print("f32 div", wasm_f32x4_div(f, g));
    print("f32 sqrt", wasm_f32x4_sqrt(wasm_f32x4_abs(f)));
    print("f32 pmin", wasm_f32x4_pmin(f, g));
    print("f32 nearest", wasm_f32x4_nearest(f));
    print("trunc_sat", wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_mul(f, g)));
    print("convert", wasm_f64x2_convert_low_i32x4(a));
    print("promote", wasm_f64x2_promote_low_f32x4(f));
    print("demote", wasm_f32x4_demote_f64x2_zero(wasm_f64x2_make(1.1, -1e300)));
    printf("any %d all %d mask %x lane %d %u\n", wasm_v128_any_true(a), wasm_i8x16_all_true(b), wasm_i16x8_bitmask(a), wasm_i8x16_extract_lane(a, 3),
        wasm_u16x8_extract_lane(b, 7));
    printf("count %zu\n", count_bytes(data, sizeof data, 0x41));
    v128_t sums = wasm_f32x4_splat(0);
    for (unsigned i = 0; i + 16 <= sizeof data; i += 4) sums = wasm_f32x4_add(sums, wasm_f32x4_mul(wasm_f32x4_convert_i32x4(wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(wasm_v128_load(data + i)))), f));
    print("sums", sums);
    return 0;
}
