;; RUN: validate %s
(module
  (func $f
    (local.set 3 (i32.const 0))))
