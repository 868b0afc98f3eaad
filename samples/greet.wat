;; A component: it takes and gives strings, so that whoever calls it need not know of memories.
;;
;;   weft run --invoke 'greet("you")' greet.wat
(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 0) "Hello, ")
    (global $top (mut i32) (i32.const 1024))
    ;; Strings that come in are put here, each behind the last one.
    (func $realloc (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $top) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0) (local.get $align))))
      (global.set $top (i32.add (local.get $at) (local.get $size)))
      (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
        (then (drop (memory.grow (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1))))))
      (memory.copy (local.get $at) (local.get $old) (local.get $old-size))
      (local.get $at))
    (func (export "greet") (param $name i32) (param $length i32) (result i32)
      (local $text i32)
      (local.set $text (call $realloc (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $length) (i32.const 7))))
      (memory.copy (local.get $text) (i32.const 0) (i32.const 7))
      (memory.copy (i32.add (local.get $text) (i32.const 7)) (local.get $name) (local.get $length))
      ;; A string is too much for one result: it lies in memory, address and length.
      (i32.store (i32.const 16) (local.get $text))
      (i32.store (i32.const 20) (i32.add (local.get $length) (i32.const 7)))
      (i32.const 16))
    ;; The result was read: what was allocated is free again.
    (func (export "done") (param i32) (global.set $top (i32.const 1024))))
  (core instance $i (instantiate $m))
  (func (export "greet") (param "name" string) (result string)
    (canon lift (core func $i "greet") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))
      (post-return (core func $i "done")))))
