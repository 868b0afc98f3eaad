;; A plug-in of the world in filter.wit, in text: it refuses documents without lines, drops drafts, and shouts the titles of the others.
(component
  (import "samples:filter/host@1.0.0" (instance $host
    (type $level' (enum "info" "warning"))
    (export "level" (type $level (eq $level')))
    (export "log" (func (param "level" $level) (param "text" string)))))
  (type $document' (record (field "title" string) (field "lines" (list string))))
  (import "document" (type $document (eq $document')))
  (type $verdict' (variant (case "keep") (case "drop") (case "rename" string)))
  (import "verdict" (type $verdict (eq $verdict')))

  (core module $libc
    (memory (export "memory") 1)
    (global $top (mut i32) (i32.const 1024))
    ;; Never frees, but begins anew with each call: see the end of `examine`.
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.set $top (i32.and (i32.add (global.get $top) (i32.add (local.get 3) (i32.const 7))) (i32.const -8)))
      (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
        (then (drop (memory.grow (i32.const 1)))))
      (i32.sub (global.get $top) (i32.and (i32.add (local.get 3) (i32.const 7)) (i32.const -8))))
    (func (export "reset") (param i32) (global.set $top (i32.const 1024))))
  (core instance $libc (instantiate $libc))
  (core func $log (canon lower (func $host "log") (memory (core memory $libc "memory"))))

  (core module $shout
    (import "libc" "memory" (memory 1))
    (import "host" "log" (func $log (param i32 i32 i32)))
    (data (i32.const 64) "draft")
    (data (i32.const 80) "it has no lines")
    (data (i32.const 96) "dropping a draft")

    (func $is-draft (param $title i32) (param $length i32) (result i32)
      (i32.and
        (i32.and
          (i32.ge_u (local.get $length) (i32.const 5))
          (i32.eq (i32.load align=1 (local.get $title)) (i32.load (i32.const 64))))
        (i32.eq (i32.load8_u offset=4 (local.get $title)) (i32.load8_u (i32.const 68)))))

    ;; The title and the lines, each a pointer and a length. The result is at 16: whether it is an error, then the verdict or the message.
    (func (export "examine") (param $title i32) (param $length i32) (param $lines i32) (param $count i32) (result i32)
      (local $i i32) (local $character i32)
      (if (i32.eqz (local.get $count))
        (then
          (i32.store8 (i32.const 16) (i32.const 1))
          (i32.store (i32.const 20) (i32.const 80))
          (i32.store (i32.const 24) (i32.const 15))
          (return (i32.const 16))))
      (i32.store8 (i32.const 16) (i32.const 0))
      (if (call $is-draft (local.get $title) (local.get $length))
        (then
          (call $log (i32.const 1) (i32.const 96) (i32.const 16))
          (i32.store8 (i32.const 20) (i32.const 1))
          (return (i32.const 16))))
      (block $done
        (loop $next
          (br_if $done (i32.eq (local.get $i) (local.get $length)))
          (local.set $character (i32.load8_u (i32.add (local.get $title) (local.get $i))))
          (if (i32.lt_u (i32.sub (local.get $character) (i32.const 97)) (i32.const 26))
            (then (i32.store8 (i32.add (local.get $title) (local.get $i)) (i32.sub (local.get $character) (i32.const 32)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next)))
      (i32.store8 (i32.const 20) (i32.const 2))
      (i32.store (i32.const 24) (local.get $title))
      (i32.store (i32.const 28) (local.get $length))
      (i32.const 16)))
  (core instance $shout (instantiate $shout
    (with "libc" (instance $libc))
    (with "host" (instance (export "log" (func $log))))))

  (func (export "examine") (param "document" $document) (result (result $verdict (error string)))
    (canon lift (core func $shout "examine") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))
      (post-return (core func $libc "reset")))))
