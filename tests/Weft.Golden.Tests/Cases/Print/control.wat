;; Blocks, branches and calls, flat and folded, from text and from binary.
;; RUN: print %s
;; RUN: print --folded %s
;; RUN: parse %s -o - | print --folded -
;; RUN: parse --strip %s -o - | print -
(module $control
  (import "env" "log" (func $log (param i32)))
  (type $binary (func (param i32 i32) (result i32)))
  (table $functions 2 funcref)
  (elem (i32.const 0) $gcd $collatz)

  (func $gcd (export "gcd") (param $a i32) (param $b i32) (result i32)
    (local $rest i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $b)))
        (local.set $rest (i32.rem_u (local.get $a) (local.get $b)))
        (local.set $a (local.get $b))
        (local.set $b (local.get $rest))
        (br $next)))
    (local.get $a))

  (func $collatz (export "collatz") (param $n i32) (param $unused i32) (result i32)
    (local i32)
    (loop
      (if (i32.gt_u (local.get $n) (i32.const 1))
        (then
          (call $log (local.get $n))
          (local.set 2 (i32.add (local.get 2) (i32.const 1)))
          (local.set $n
            (select
              (i32.add (i32.mul (local.get $n) (i32.const 3)) (i32.const 1))
              (i32.shr_u (local.get $n) (i32.const 1))
              (i32.and (local.get $n) (i32.const 1))))
          (br 1))
        (else)))
    (local.get 2))

  (func (export "dispatch") (param $which i32) (result i32)
    (block $two (result i32)
      (block $one
        (block $zero
          (br_table $zero $one 3 (local.get $which)))
        (return (call_indirect $functions (type $binary) (i32.const 12) (i32.const 18) (i32.const 0))))
      (br_if $two (i32.const 7) (local.get $which))
      (drop)
      (return_call $gcd (i32.const 27) (i32.const 9)))))
