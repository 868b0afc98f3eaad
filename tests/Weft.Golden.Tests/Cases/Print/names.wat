;; Names that are no identifiers, or not unique: quoted, numbered and annotated, and read back as they were.
;; RUN: print %s
;; RUN: print --folded %s | parse - -o - | print -
(module $"two words"
  (func $plain)
  (func $"std::vec<int, 3>" (param $x i32) (param (@name "x") i32) (param (@name "") i32)
    (block $"a label" (br $"a label") (block $"a label" (br $"a label") (br 1))))
  (func (@name "plain") (call $plain) (call 2))
  (func $"\u{feff}invisible")
  (memory $m 1)
  (global $g i32 (i32.const 1))
  (tag $t)
  (data $d (global.get $g) ""))
