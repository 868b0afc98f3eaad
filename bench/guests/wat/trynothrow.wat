;; Exceptions that do not happen: what a try_table around calls costs when nothing is thrown (1 in 65,536 is), n million calls.
(module
  (tag $failure (param i32))

  (func $step (param $x i32) (result i32)
    (if (i32.eqz (i32.and (local.get $x) (i32.const 65535))) (then (throw $failure (i32.add (local.get $x) (i32.const 1)))))
    (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))

  (func (export "run") (param $n i32) (result i64)
    (local $i i32) (local $x i32) (local $hash i64)
    (local.set $i (i32.mul (local.get $n) (i32.const 1000000)))
    (local.set $x (i32.const 1))
    (loop $again
      (local.set $x
        (block $caught (result i32)
          (try_table (result i32) (catch $failure $caught)
            (i32.xor (call $step (local.get $x)) (i32.shr_u (local.get $x) (i32.const 16))))))
      (local.set $hash (i64.add (i64.mul (local.get $hash) (i64.const 31)) (i64.extend_i32_u (local.get $x))))
      (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
    (local.get $hash)))
