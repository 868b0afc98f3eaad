;; Garbage collection: values of five types in one array of any, told apart by ref.test, br_on_cast and ref.cast, n passes over 10,000.
(module
  (type $shape (sub (struct (field $a i32))))
  (type $square (sub $shape (struct (field $a i32) (field $side i32))))
  (type $cube (sub final $square (struct (field $a i32) (field $side i32) (field $height i32))))
  (type $circle (sub final $shape (struct (field $a i32) (field $radius f64))))
  (type $bytes (array (mut i8)))
  (type $values (array (mut anyref)))

  (func $make (param $i i32) (result anyref)
    (block $i31
      (block $bytes
        (block $circle
          (block $cube
            (block $square
              (block $shape
                (br_table $shape $square $cube $circle $bytes $i31 $square $cube
                  (i32.and (i32.shr_u (i32.mul (local.get $i) (i32.const 0x9E3779B1)) (i32.const 13)) (i32.const 7))))
              (return (struct.new $shape (local.get $i))))
            (return (struct.new $square (local.get $i) (i32.const 3))))
          (return (struct.new $cube (local.get $i) (i32.const 5) (i32.const 7))))
        (return (struct.new $circle (local.get $i) (f64.const 2))))
      (return (array.new $bytes (local.get $i) (i32.const 4))))
    (ref.i31 (local.get $i)))

  (func $weigh (param $value anyref) (result i32)
    (block $other (result anyref)
      (block $square (result (ref $square))
        (block $circle (result (ref $circle))
          (block $small (result (ref i31))
            (br_on_cast $small anyref (ref i31) (local.get $value))
            (br_on_cast $circle anyref (ref $circle))
            (br_on_cast $square anyref (ref $square))
            (br $other))
          (return (i31.get_s)))
        (return (i32.trunc_f64_s (struct.get $circle $radius))))
      (return (struct.get $square $side)))
    drop
    (if (ref.test (ref $shape) (local.get $value))
      (then (return (struct.get $shape $a (ref.cast (ref $shape) (local.get $value))))))
    (array.get_u $bytes (ref.cast (ref $bytes) (local.get $value)) (i32.const 1)))

  (func (export "run") (param $n i32) (result i64)
    (local $values (ref $values)) (local $i i32) (local $sum i32) (local $hash i64) (local $value anyref)
    (local.set $values (array.new_default $values (i32.const 10000)))
    (loop $fill
      (array.set $values (local.get $values) (local.get $i) (call $make (local.get $i)))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))
    (loop $again
      (local.set $i (i32.const 0))
      (local.set $sum (local.get $n))
      (loop $pass
        (local.set $value (array.get $values (local.get $values) (local.get $i)))
        (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3)) (call $weigh (local.get $value))))
        (if (ref.test (ref $cube) (local.get $value))
          (then (local.set $sum (i32.add (local.get $sum) (struct.get $cube $height (ref.cast (ref $cube) (local.get $value)))))))
        (br_if $pass (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))
      (local.set $hash (i64.add (i64.mul (local.get $hash) (i64.const 31)) (i64.extend_i32_u (local.get $sum))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $hash)))
