;; A component that counts its visits in a bucket of wasi:keyvalue: weft run --keyvalue default=./data --invoke 'visit()' visits.wat
(component
  (import "wasi:keyvalue/store@0.2.0-draft2" (instance $store
    (export "bucket" (type $bucket (sub resource)))
    (type $e (variant (case "no-such-store") (case "access-denied") (case "other" string)))
    (export "error" (type $error (eq $e)))
    (export "open" (func (param "identifier" string) (result (result (own $bucket) (error $error)))))))
  (alias export $store "bucket" (type $bucket))
  (alias export $store "error" (type $error))
  (import "wasi:keyvalue/atomics@0.2.0-draft2" (instance $atomics
    (export "bucket" (type $b (eq $bucket)))
    (export "error" (type $e (eq $error)))
    (export "increment" (func (param "bucket" (borrow $b)) (param "key" string) (param "delta" s64) (result (result s64 (error $e)))))))
  (core module $libc
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 4096))
    ;; Only ever called for new pieces.
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $next)
      (global.set $next (i32.and (i32.add (global.get $next) (i32.add (local.get 3) (i32.const 7))) (i32.const -8)))))
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))
  (alias core export $libc "realloc" (core func $realloc))
  (core func $open (canon lower (func $store "open") (memory $memory) (realloc $realloc)))
  (core func $increment (canon lower (func $atomics "increment") (memory $memory) (realloc $realloc)))
  (core func $drop (canon resource.drop $bucket))
  (core module $main
    (import "libc" "memory" (memory 1))
    (import "wasi" "open" (func $open (param i32 i32 i32)))
    (import "wasi" "increment" (func $increment (param i32 i32 i32 i64 i32)))
    (import "wasi" "drop" (func $drop (param i32)))
    (data (i32.const 0) "defaultvisits")
    (func (export "visit") (result i64)
      (call $open (i32.const 0) (i32.const 7) (i32.const 64))
      (if (i32.load8_u (i32.const 64)) (then unreachable))
      (call $increment (i32.load (i32.const 68)) (i32.const 7) (i32.const 6) (i64.const 1) (i32.const 128))
      (call $drop (i32.load (i32.const 68)))
      (if (i32.load8_u (i32.const 128)) (then unreachable))
      (i64.load (i32.const 136))))
  (core instance $main (instantiate $main
    (with "libc" (instance $libc))
    (with "wasi" (instance (export "open" (func $open)) (export "increment" (func $increment)) (export "drop" (func $drop))))))
  (func (export "visit") (result s64) (canon lift (core func $main "visit"))))
