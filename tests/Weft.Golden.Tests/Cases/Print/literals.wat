;; Numbers, vectors and strings in the shortest form that says the same.
;; RUN: print %s
(module
  (memory 1)
  (data (i32.const 0) "plain" "\22quoted\22 \5c and \u{e9}\t\n\r\00\7f\ff")
  (data "a long one is split into lines of sixty-four bytes each, so that editors and people can cope with it")
  (export "\u{1f600} \u{202e}evil\" \\ \u{0}" (memory 0))
  (func
    (drop (i32.const 0xffff_ffff)) (drop (i64.const -0x8000_0000_0000_0000))
    (drop (f32.const 0x1.99999ap-4)) (drop (f32.const 16777216)) (drop (f32.const 1e-45)) (drop (f32.const -0x0p+0))
    (drop (f64.const 0.1)) (drop (f64.const 123456789e300)) (drop (f64.const -inf)) (drop (f64.const 6.02214076e23))
    (drop (f32.const nan)) (drop (f32.const -nan:0x200000)) (drop (f64.const nan:0xf_ffff_ffff_ffff)) (drop (f64.const -nan))
    (drop (v128.const f32x4 1 -1 nan 0)) (drop (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15))
    (drop (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (v128.const i64x2 0 0) (v128.const i64x2 -1 1)))
    (drop (i64.load16_s offset=65536 align=1 (i32.const 4)))
    (v128.store8_lane offset=3 15 (i32.const 0) (v128.const i32x4 0 0 0 0))))
