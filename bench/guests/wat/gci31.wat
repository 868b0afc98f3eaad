;; Garbage collection without allocation: an array of 65,536 small integers as references, permuted, added up and tested, n times.
(module
  (type $cells (array (mut (ref null i31))))

  (func (export "run") (param $n i32) (result i64)
    (local $cells (ref $cells)) (local $i i32) (local $j i32) (local $value i32) (local $hash i64)
    (local.set $cells (array.new_default $cells (i32.const 65536)))
    (loop $fill
      (array.set $cells (local.get $cells) (local.get $i) (ref.i31 (i32.mul (local.get $i) (i32.const 40503))))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $pass
        ;; The cell that this one's value names takes the sum of both.
        (local.set $j (i32.and (i31.get_u (array.get $cells (local.get $cells) (local.get $i))) (i32.const 65535)))
        (local.set $value
          (i32.add
            (i31.get_s (array.get $cells (local.get $cells) (local.get $i)))
            (i31.get_s (array.get $cells (local.get $cells) (local.get $j)))))
        (array.set $cells (local.get $cells) (local.get $j) (ref.i31 (i32.add (local.get $value) (local.get $i))))
        (if (ref.eq (array.get $cells (local.get $cells) (local.get $i)) (ref.i31 (local.get $value)))
          (then (local.set $hash (i64.add (local.get $hash) (i64.const 1)))))
        (br_if $pass (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
      (local.set $hash
        (i64.add (i64.mul (local.get $hash) (i64.const 31))
          (i64.extend_i32_u (i31.get_u (array.get $cells (local.get $cells) (i32.and (local.get $n) (i32.const 65535)))))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $hash)))
