;; Tail calls through typed references: continuation-passing style each value picks the next function, n thousand chains of 1,000.
(module
  (rec
    (type $continue (func (param $value i64) (param $index i32) (result i64))))
  (type $steps (array (ref $continue)))
  (global $steps (ref $steps)
    (array.new_fixed $steps 4 (ref.func $add) (ref.func $multiply) (ref.func $rotate) (ref.func $mask)))

  (func $next (param $value i64) (param $index i32) (result i64)
    (if (i32.eqz (local.get $index)) (then (return (local.get $value))))
    (return_call_ref $continue (local.get $value) (i32.sub (local.get $index) (i32.const 1))
      (array.get $steps (global.get $steps) (i32.and (i32.wrap_i64 (local.get $value)) (i32.const 3)))))

  (func $add (type $continue)
    (return_call $next (i64.add (local.get 0) (i64.const 0x9E3779B97F4A7C15)) (local.get 1)))
  (func $multiply (type $continue)
    (return_call $next (i64.mul (local.get 0) (i64.const 0xBF58476D1CE4E5B9)) (local.get 1)))
  (func $rotate (type $continue)
    (return_call $next (i64.rotl (local.get 0) (i64.extend_i32_u (i32.or (local.get 1) (i32.const 1)))) (local.get 1)))
  (func $mask (type $continue)
    (return_call $next (i64.xor (local.get 0) (i64.shr_u (local.get 0) (i64.const 31))) (local.get 1)))

  (func (export "run") (param $n i32) (result i64)
    (local $hash i64)
    (local.set $n (i32.mul (local.get $n) (i32.const 1000)))
    (loop $again
      (local.set $hash (call $next (i64.add (local.get $hash) (i64.extend_i32_u (local.get $n))) (i32.const 1000)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $hash)))
