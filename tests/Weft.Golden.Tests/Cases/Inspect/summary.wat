;; RUN: inspect %s
;; RUN: inspect --json %s
(module $summary
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 16)
  (global (export "counter") (mut i64) (i64.const 0))
  (func (export "_start") (memory.fill (i32.const 0) (i32.const 0) (i32.const 8)))
  (data (i32.const 0) "hello"))
