;; Garbage collection: an array of 50,000 boxed 64-bit numbers, filled with new boxes and sorted by quicksort, n times.
(module
  (type $box (struct (field $value i64)))
  (type $boxes (array (mut (ref null $box))))
  (global $seed (mut i64) (i64.const 88172645463325252))

  (func $random (result i64)
    (global.set $seed (i64.xor (global.get $seed) (i64.shl (global.get $seed) (i64.const 13))))
    (global.set $seed (i64.xor (global.get $seed) (i64.shr_u (global.get $seed) (i64.const 7))))
    (global.set $seed (i64.xor (global.get $seed) (i64.shl (global.get $seed) (i64.const 17))))
    (global.get $seed))

  (func $value (param $boxes (ref $boxes)) (param $i i32) (result i64)
    (struct.get $box $value (array.get $boxes (local.get $boxes) (local.get $i))))

  (func $sort (param $boxes (ref $boxes)) (param $low i32) (param $high i32)
    (local $left i32) (local $right i32) (local $pivot i64) (local $swap (ref null $box))
    (block $done
      (loop $part
        (br_if $done (i32.ge_s (local.get $low) (local.get $high)))
        (local.set $left (local.get $low))
        (local.set $right (local.get $high))
        (local.set $pivot (call $value (local.get $boxes) (i32.shr_u (i32.add (local.get $low) (local.get $high)) (i32.const 1))))
        (loop $scan
          (loop $up
            (if (i64.lt_s (call $value (local.get $boxes) (local.get $left)) (local.get $pivot))
              (then (local.set $left (i32.add (local.get $left) (i32.const 1))) (br $up))))
          (loop $down
            (if (i64.gt_s (call $value (local.get $boxes) (local.get $right)) (local.get $pivot))
              (then (local.set $right (i32.sub (local.get $right) (i32.const 1))) (br $down))))
          (if (i32.le_s (local.get $left) (local.get $right))
            (then
              (local.set $swap (array.get $boxes (local.get $boxes) (local.get $left)))
              (array.set $boxes (local.get $boxes) (local.get $left) (array.get $boxes (local.get $boxes) (local.get $right)))
              (array.set $boxes (local.get $boxes) (local.get $right) (local.get $swap))
              (local.set $left (i32.add (local.get $left) (i32.const 1)))
              (local.set $right (i32.sub (local.get $right) (i32.const 1)))))
          (br_if $scan (i32.le_s (local.get $left) (local.get $right))))
        (call $sort (local.get $boxes) (local.get $low) (local.get $right))
        (local.set $low (local.get $left))
        (br $part))))

  (func (export "run") (param $n i32) (result i64)
    (local $boxes (ref $boxes)) (local $i i32) (local $hash i64)
    (local.set $boxes (array.new_default $boxes (i32.const 50000)))
    (loop $again
      (local.set $i (i32.const 50000))
      (loop $fill
        (local.set $i (i32.sub (local.get $i) (i32.const 1)))
        (array.set $boxes (local.get $boxes) (local.get $i) (struct.new $box (call $random)))
        (br_if $fill (local.get $i)))
      (call $sort (local.get $boxes) (i32.const 0) (i32.const 49999))
      (loop $sum
        (local.set $hash
          (i64.add (i64.mul (local.get $hash) (i64.const 31)) (call $value (local.get $boxes) (local.get $i))))
        (br_if $sum (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 50000))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $hash)))
