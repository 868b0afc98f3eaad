;; Garbage collection: linked lists of 20,000 structures built, sorted by merging, reversed into new nodes and summed, n times.
(module
  (rec (type $node (struct (field $value i32) (field $next (mut (ref null $node))))))
  (global $seed (mut i32) (i32.const 2463534242))

  (func $random (result i32)
    (global.set $seed (i32.xor (global.get $seed) (i32.shl (global.get $seed) (i32.const 13))))
    (global.set $seed (i32.xor (global.get $seed) (i32.shr_u (global.get $seed) (i32.const 17))))
    (global.set $seed (i32.xor (global.get $seed) (i32.shl (global.get $seed) (i32.const 5))))
    (global.get $seed))

  (func $build (param $length i32) (result (ref null $node))
    (local $head (ref null $node))
    (loop $next
      (local.set $head (struct.new $node (call $random) (local.get $head)))
      (br_if $next (local.tee $length (i32.sub (local.get $length) (i32.const 1)))))
    (local.get $head))

  (func $merge (param $a (ref null $node)) (param $b (ref null $node)) (result (ref null $node))
    (local $head (ref $node)) (local $tail (ref $node))
    (local.set $head (struct.new_default $node))
    (local.set $tail (local.get $head))
    (block $done
      (loop $next
        (br_if $done (ref.is_null (local.get $a)))
        (br_if $done (ref.is_null (local.get $b)))
        (if (i32.le_s (struct.get $node $value (local.get $a)) (struct.get $node $value (local.get $b)))
          (then
            (struct.set $node $next (local.get $tail) (local.get $a))
            (local.set $tail (ref.as_non_null (local.get $a)))
            (local.set $a (struct.get $node $next (local.get $a))))
          (else
            (struct.set $node $next (local.get $tail) (local.get $b))
            (local.set $tail (ref.as_non_null (local.get $b)))
            (local.set $b (struct.get $node $next (local.get $b)))))
        (br $next)))
    (struct.set $node $next (local.get $tail)
      (if (result (ref null $node)) (ref.is_null (local.get $a)) (then (local.get $b)) (else (local.get $a))))
    (struct.get $node $next (local.get $head)))

  ;; Cuts the first $length nodes off, sorts the halves and merges them.
  (func $sort (param $list (ref null $node)) (param $length i32) (result (ref null $node))
    (local $middle (ref null $node)) (local $second (ref null $node)) (local $i i32)
    (if (i32.le_u (local.get $length) (i32.const 1)) (then (return (local.get $list))))
    (local.set $middle (local.get $list))
    (local.set $i (i32.sub (i32.shr_u (local.get $length) (i32.const 1)) (i32.const 1)))
    (block $there
      (loop $walk
        (br_if $there (i32.eqz (local.get $i)))
        (local.set $middle (struct.get $node $next (local.get $middle)))
        (local.set $i (i32.sub (local.get $i) (i32.const 1)))
        (br $walk)))
    (local.set $second (struct.get $node $next (local.get $middle)))
    (struct.set $node $next (local.get $middle) (ref.null $node))
    (call $merge
      (call $sort (local.get $list) (i32.shr_u (local.get $length) (i32.const 1)))
      (call $sort (local.get $second) (i32.sub (local.get $length) (i32.shr_u (local.get $length) (i32.const 1))))))

  (func $reverse (param $list (ref null $node)) (result (ref null $node))
    (local $head (ref null $node))
    (block $done
      (loop $next
        (br_if $done (ref.is_null (local.get $list)))
        (local.set $head (struct.new $node (struct.get $node $value (local.get $list)) (local.get $head)))
        (local.set $list (struct.get $node $next (local.get $list)))
        (br $next)))
    (local.get $head))

  (func $sum (param $list (ref null $node)) (param $hash i64) (result i64)
    (block $done
      (loop $next
        (br_if $done (ref.is_null (local.get $list)))
        (local.set $hash
          (i64.add (i64.mul (local.get $hash) (i64.const 31)) (i64.extend_i32_s (struct.get $node $value (local.get $list)))))
        (local.set $list (struct.get $node $next (local.get $list)))
        (br $next)))
    (local.get $hash))

  (func (export "run") (param $n i32) (result i64)
    (local $hash i64)
    (loop $again
      (local.set $hash (call $sum (call $reverse (call $sort (call $build (i32.const 20000)) (i32.const 20000))) (local.get $hash)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $hash)))
