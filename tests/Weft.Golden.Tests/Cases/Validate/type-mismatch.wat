;; Text has lines and columns, binary has offsets; both name the function.
;; RUN: validate %s
;; RUN: parse %s -o - | validate -
(module
  (func $fine)
  (func $broken (param i64) (result i32)
    local.get 0
    i32.const 1
    i32.add))
