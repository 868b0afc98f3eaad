;; Custom sections, branch hints, shared and small memories, exceptions of both generations.
;; RUN: print %s
;; RUN: print --folded %s
(module
  (@custom "first" (before first) "\01\02")
  (@custom "tool" (after code) "kept as it is")
  (type $payload (func (param i32)))
  (import "env" "memory" (memory $shared 1 4 shared))
  (memory $bytes i64 10 (pagesize 1))
  (tag $oops (type $payload))
  (func $modern (param $n i32) (result i32)
    (block $caught (result i32)
      (try_table (catch $oops $caught) (catch_all 1)
        (@metadata.code.branch_hint "\00")
        (if (local.get $n) (then (throw $oops (local.get $n)))))
      (i32.const 0)))
  (func $legacy (result i32)
    (try (result i32)
      (do (try (do (throw $oops (i32.const 1))) (delegate 0)) (i32.const 0))
      (catch $oops)
      (catch_all (rethrow 0))))
  (func
    (drop (i32.atomic.rmw.add $shared offset=8 (i32.const 0) (i32.const 1)))
    (memory.copy $shared $bytes (i32.const 0) (i64.const 0) (i32.const 10))
    (memory.fill $bytes (i64.const 0) (i32.const 0) (i64.const 10))))
