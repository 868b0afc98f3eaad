// Components that the tests share: one for each part of the format.
using Weft.Components.Text;

namespace Weft.Components.Tests;

public static class Samples
{
    public static readonly string[] Texts =
    [
        "(component)",
        """
        (component $c
          (core module $m (memory (export "mem") 1) (func (export "f") (param i32 i32) (result i32) i32.const 0)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0) (func (export "post") (param i32)))
          (core instance $i (instantiate $m))
          (func (export "f") (param "s" string) (result string)
            (canon lift (core func $i "f") string-encoding=utf16 (memory (core memory $i "mem")) (realloc (core func $i "realloc"))
              (post-return (core func $i "post")))))
        """,
        """
        (component
          (import "a:b/types@1.2.3" (instance $types
            (export "r" (type $r (sub resource)))
            (export "[method]r.get" (func (param "self" (borrow $r)) (result (list u8))))))
          (alias export $types "r" (type $r))
          (core func $drop (canon resource.drop $r))
          (type $own (own $r))
          (type $v (variant (case "a" u32) (case "b")))
          (component $inner (import "x" (type $x (sub resource))) (export "y" (type $x)))
          (instance $one (instantiate $inner (with "x" (type $r))))
          (export "z" (type $one "y")))
        """,
        """
        (component
          (core type $t (func (param i32) (result i64)))
          (core type $m (module (alias outer 1 $t (type $u)) (import "a" "b" (func (type $u))) (export "c" (memory 1 2))))
          (type (component (type $f (flags "x" "y")) (import "i" (type (eq $f))) (export "e" (func async (param "p" (option f64))))))
          (type (record (field "a" bool) (field "b" (tuple s8 char)) (field "c" (result (error string)))))
          (type (enum "one" "two")) (type (list u8 4)) (type (map string u64)) (type (stream u8)) (type (future)))
        """,
        """
        (component
          (core module $m (memory (export "mem") 1) (table (export "t") 1 funcref))
          (core instance $i (instantiate $m))
          (core type $start (func (param i32)))
          (type $s (stream u16)) (type $f (future))
          (canon task.return (result u32) (core func))
          (canon context.get i32 1 (core func))
          (canon stream.new $s (core func))
          (canon stream.read $s async (memory (core memory $i "mem")) (core func))
          (canon future.cancel-write $f async (core func))
          (canon waitable-set.wait cancellable (memory (core memory $i "mem")) (core func))
          (canon thread.new-indirect $start (core table $i "t") (core func))
          (canon thread.yield (core func))
          (canon error-context.drop (core func)))
        """,
    ];

    public static Xunit.TheoryData<string> All => [.. Texts];

    public static ComponentDefinition Parse(string text) => ComponentTextParser.Parse(text);
}
