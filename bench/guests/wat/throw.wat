;; Exceptions: run(n, depth) throws n times a value through depth calls and catches it.
(module
  (tag $failure (param i32))

  (func $fall (param $depth i32) (param $value i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then (throw $failure (local.get $value))))
    (i32.add (call $fall (i32.sub (local.get $depth) (i32.const 1)) (local.get $value)) (i32.const 1)))

  (func $attempt (param $depth i32) (param $value i32) (result i32)
    (block $caught (result i32)
      (try_table (result i32) (catch $failure $caught)
        ;; Depth 0 throws in the function that catches.
        (if (i32.eqz (local.get $depth)) (then (throw $failure (local.get $value))))
        (call $fall (i32.sub (local.get $depth) (i32.const 1)) (local.get $value)))))

  (func (export "run") (param $n i32) (param $depth i32) (result i64)
    (local $hash i64)
    (loop $again
      (local.set $hash
        (i64.add (i64.mul (local.get $hash) (i64.const 31)) (i64.extend_i32_u (call $attempt (local.get $depth) (local.get $n)))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $hash)))
