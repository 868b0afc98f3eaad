;; Exceptions as values: n times, an exception of one of two tags crosses a function that catches every one and throws it on by
;; throw_ref, is told apart by its tag, and its payload of two values is read.
(module
  (tag $number (param i32 i64))
  (tag $signal)

  (func $raise (param $i i32)
    (if (i32.and (local.get $i) (i32.const 3))
      (then (throw $number (local.get $i) (i64.extend_i32_u (i32.mul (local.get $i) (i32.const 3))))))
    (throw $signal))

  (global $cleanups (mut i32) (i32.const 0))

  ;; What a `finally` compiles to.
  (func $finally (param $i i32)
    (block $all (result exnref)
      (try_table (catch_all_ref $all) (call $raise (local.get $i)))
      (return))
    (global.set $cleanups (i32.add (global.get $cleanups) (i32.const 1)))
    (throw_ref))

  (func $attempt (param $i i32) (result i64)
    (local $low i64)
    (block $signal
      (block $number (result i32 i64 exnref)
        (try_table (catch_ref $number $number) (catch $signal $signal)
          (call $finally (local.get $i)))
        (return (i64.const 0)))
      (drop)
      (local.set $low)
      (return (i64.add (i64.shl (i64.extend_i32_u) (i64.const 1)) (local.get $low))))
    (i64.const 7))

  (func (export "run") (param $n i32) (result i64)
    (local $hash i64)
    (loop $again
      (local.set $hash (i64.add (i64.mul (local.get $hash) (i64.const 31)) (call $attempt (local.get $n))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.add (local.get $hash) (i64.extend_i32_u (global.get $cleanups)))))
