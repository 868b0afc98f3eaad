;; Counts to a million before it starts: weft wizer samples/counter.wat --init-func count -o ready.wasm
(module
  (global $total (mut i32) (i32.const 0))
  (func (export "count")
    (loop $again
      (global.set $total (i32.add (global.get $total) (i32.const 1)))
      (br_if $again (i32.lt_u (global.get $total) (i32.const 1000000)))))
  (func (export "total") (result i32)
    (global.get $total)))
