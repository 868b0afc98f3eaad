;; Tail calls: two functions that call each other by return_call, n million times, with an accumulator.
(module
  (func $even (param $i i32) (param $sum i64) (param $x i32) (result i64)
    (if (i32.eqz (local.get $i)) (then (return (local.get $sum))))
    (return_call $odd
      (i32.sub (local.get $i) (i32.const 1))
      (i64.add (local.get $sum) (i64.extend_i32_u (local.get $x)))
      (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223))))

  (func $odd (param $i i32) (param $sum i64) (param $x i32) (result i64)
    (if (i32.eqz (local.get $i)) (then (return (i64.xor (local.get $sum) (i64.const -1)))))
    (return_call $even
      (i32.sub (local.get $i) (i32.const 1))
      (i64.xor (local.get $sum) (i64.shl (i64.extend_i32_u (local.get $x)) (i64.const 7)))
      (i32.rotl (local.get $x) (i32.const 9))))

  (func (export "run") (param $n i32) (result i64)
    (call $even (i32.mul (local.get $n) (i32.const 1000000)) (i64.const 0) (i32.const 1))))
