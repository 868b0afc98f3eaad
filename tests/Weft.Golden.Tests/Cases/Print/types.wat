;; Recursive groups, subtyping, structures and arrays, and the instructions on them.
;; RUN: print %s
;; RUN: print --folded %s
;; RUN: validate --verbose %s
(module
  (rec
    (type $shape (sub (struct (field $area (mut f64)))))
    (type $square (sub final $shape (struct (field $area (mut f64)) (field $side f32))))
    (type $visit (func (param (ref $shape)) (result (ref null $shapes))))
    (type $shapes (array (mut (ref null $shape)))))
  (type $bytes (array (mut i8)))
  (data $text "abc")
  (elem $none (ref null $shape) (ref.null $shape) (item ref.null $shape))
  (global $unit (ref $square) (struct.new $square (f64.const 1) (f32.const 1)))
  (func $visit (type $visit) (param $s (ref $shape)) (result (ref null $shapes))
    (struct.set $shape $area (local.get $s) (f64.mul (struct.get $shape $area (local.get $s)) (f64.const 2)))
    (block $is-square (result (ref $square))
      (drop (br_on_cast $is-square (ref $shape) (ref $square) (local.get $s)))
      (return (ref.null none)))
    (struct.get $square $side)
    (drop)
    (drop (array.get_s $bytes (array.new_data $bytes $text (i32.const 0) (i32.const 3)) (i32.const 1)))
    (drop (ref.test (ref null $square) (local.get $s)))
    (drop (ref.cast (ref i31) (ref.i31 (i32.const 5))))
    (array.new_fixed $shapes 2 (local.get $s) (global.get $unit)))
  (export "visit" (func $visit)))
