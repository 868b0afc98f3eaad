;; Garbage collection: binary trees as structures. run(n) builds one tree of depth n, then many of depths 4, 6, ... n, and counts nodes.
(module
  (rec (type $tree (struct (field $left (ref null $tree)) (field $right (ref null $tree)))))

  (func $build (param $depth i32) (result (ref $tree))
    (if (result (ref $tree)) (local.get $depth)
      (then
        (struct.new $tree
          (call $build (i32.sub (local.get $depth) (i32.const 1)))
          (call $build (i32.sub (local.get $depth) (i32.const 1)))))
      (else (struct.new_default $tree))))

  (func $count (param $tree (ref null $tree)) (result i32)
    (if (ref.is_null (local.get $tree)) (then (return (i32.const 0))))
    (i32.add (i32.const 1)
      (i32.add
        (call $count (struct.get $tree $left (local.get $tree)))
        (call $count (struct.get $tree $right (local.get $tree))))))

  (func (export "run") (param $n i32) (result i64)
    (local $kept (ref null $tree)) (local $depth i32) (local $i i32) (local $hash i64)
    (local.set $kept (call $build (local.get $n)))
    (local.set $depth (i32.const 4))
    (loop $depths
      (local.set $i (i32.shl (i32.const 1) (i32.sub (i32.add (local.get $n) (i32.const 2)) (local.get $depth))))
      (loop $trees
        (local.set $hash
          (i64.add (i64.mul (local.get $hash) (i64.const 31))
            (i64.extend_i32_u (call $count (call $build (local.get $depth))))))
        (br_if $trees (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
      (br_if $depths
        (i32.le_u (local.tee $depth (i32.add (local.get $depth) (i32.const 2))) (local.get $n))))
    (i64.add (local.get $hash) (i64.extend_i32_u (call $count (local.get $kept))))))
