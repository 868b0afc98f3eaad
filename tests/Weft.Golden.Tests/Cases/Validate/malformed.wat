;; RUN: validate %s
;; RUN: print %s
;; RUN: parse %s -o -
(module
  (func (result i32)
    (i32.const 1)
    (i32.addd (i32.const 2))))
