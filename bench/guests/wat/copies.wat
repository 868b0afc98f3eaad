;; Short copies and fills, of up to 63 bytes, n million of each.
(module
  (memory 2)
  (func (export "run") (param $n i32) (result i64)
    (local.set $n (i32.mul (local.get $n) (i32.const 1000000)))
    (loop $next
      (memory.copy
        (i32.and (i32.mul (local.get $n) (i32.const 40)) (i32.const 0x3FF8))
        (i32.add (i32.const 20000) (i32.and (local.get $n) (i32.const 0xFFF)))
        (i32.and (local.get $n) (i32.const 63)))
      (memory.fill
        (i32.add (i32.const 20000) (i32.and (i32.mul (local.get $n) (i32.const 72)) (i32.const 0xFF8)))
        (local.get $n)
        (i32.and (local.get $n) (i32.const 31)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.xor (i64.load (i32.const 80)) (i64.load (i32.const 20100)))))
