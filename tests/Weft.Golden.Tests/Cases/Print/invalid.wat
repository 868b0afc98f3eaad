;; An invalid module is printed all the same: what names nothing stays a number, and what does not fit stays outside.
;; RUN: print %s
;; RUN: print --folded %s
;; RUN: validate %s
(module
  (func (type 7) (local i32)
    local.get 99
    i32.add
    call 42
    br 5
    (i64.store (i32.const 0))))
