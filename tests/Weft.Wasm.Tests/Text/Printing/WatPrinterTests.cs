// What printed text looks like, and what it carries that an instruction list would lose.
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.Text.Printing;

public sealed class WatPrinterTests
{
    private static readonly WatPrinterOptions s_folded = new() { Folded = true };

    [Fact]
    public void Flat_text_has_an_instruction_a_line()
    {
        var module = WatParser.Parse("""
            (module $demo
              (import "env" "log" (func $log (param i32)))
              (memory $mem 1 2)
              (func $sum (export "sum") (param $n i32) (result i32) (local $total i32) (local i64 i64)
                (block $done
                  (loop
                    (br_if $done (i32.eqz (local.get $n)))
                    (local.set $total (i32.add (local.get $total) (i32.load offset=8 (local.get $n))))
                    (if (local.get $total) (then (call $log (i32.const -1))) (else nop))
                    (br 0)))
                (local.get $total)))
            """);

        Assert.Equal("""
            (module $demo
              (type (;0;) (func (param i32)))
              (type (;1;) (func (param i32) (result i32)))
              (import "env" "log" (func $log (;0;) (type 0) (param i32)))
              (memory $mem (;0;) 1 2)
              (export "sum" (func $sum))
              (func $sum (;1;) (type 1) (param $n i32) (result i32)
                (local $total i32)
                (local i64 i64)
                block $done
                  loop (;@2;)
                    local.get $n
                    i32.eqz
                    br_if $done
                    local.get $total
                    local.get $n
                    i32.load offset=8
                    i32.add
                    local.set $total
                    local.get $total
                    if (;@3;)
                      i32.const -1
                      call $log
                    else
                      nop
                    end
                    br 0 (;@2;)
                  end
                end
                local.get $total
              )
            )

            """, WatPrinter.Print(module));
        Assert.Equal("""
            (module $demo
              (type (;0;) (func (param i32)))
              (type (;1;) (func (param i32) (result i32)))
              (import "env" "log" (func $log (;0;) (type 0) (param i32)))
              (memory $mem (;0;) 1 2)
              (export "sum" (func $sum))
              (func $sum (;1;) (type 1) (param $n i32) (result i32)
                (local $total i32)
                (local i64 i64)
                (block $done
                  (loop (;@2;)
                    (br_if $done (i32.eqz (local.get $n)))
                    (local.set $total (i32.add (local.get $total) (i32.load offset=8 (local.get $n))))
                    (if (;@3;) (local.get $total)
                      (then
                        (call $log (i32.const -1))
                      )
                      (else
                        (nop)
                      )
                    )
                    (br 0 (;@2;))
                  )
                )
                (local.get $total)
              )
            )

            """, WatPrinter.Print(module, s_folded));
    }

    [Fact]
    public void Every_kind_of_field_has_its_form()
    {
        Expect("""
            (module
              (type $t (;0;) (func))
              (rec
                (type $list (;1;) (sub (struct (field $head (mut i8)) (field $tail (ref null $list)))))
                (type (;2;) (sub final $list (struct (field i8) (field (ref null $list)) (field $"more or less" f32))))
              )
              (rec)
              (type (;3;) (array (mut (ref any))))
              (import "m" "t" (table $imported (;0;) i64 1 funcref))
              (import "m" "é\u{202e}\00" (tag (;0;) (type $t)))
              (table $tab (;1;) 2 (ref func) (ref.func $f))
              (memory (;0;) i64 1 2 shared)
              (memory $small (;1;) 0 (pagesize 1))
              (tag $oops (;1;) (type $t))
              (global $g (;0;) (mut i32) (i32.const 7))
              (global (;1;) i32 (i32.add (i32.const 1) (i32.const 2)))
              (export "f" (func $f))
              (export "t" (table $tab))
              (start $f)
              (elem $e (;0;) (i64.const 0) func $f $f)
              (elem (;1;) (table $tab) (i32.const 0) (ref func) (ref.func $f) (ref.func $f))
              (elem (;2;) func)
              (elem (;3;) declare funcref (ref.null func) (item
                (i32.const 1)
                (ref.null func)))
              (elem (;4;) (offset
                (nop)
                (i64.const 0)) func)
              (func $f (;0;) (type $t))
              (data $d (;0;) (i64.const 8) "a\"\\\n\00\ff'")
              (data (;1;) (memory $small) (i32.const 0) "")
              (data (;2;)
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
                "!"
              )
            )

            """);
    }

    [Fact]
    public void Instructions_keep_their_literals()
    {
        Expect("""
            (module
              (type (;0;) (func))
              (type (;1;) (func (param i32) (result i32 i32)))
              (memory (;0;) 1)
              (memory $m (;1;) 1)
              (func (;0;) (type 0)
                i32.const -2147483648
                i64.const 9223372036854775807
                f32.const 0.1
                f32.const -0
                f32.const -inf
                f32.const nan
                f32.const -nan:0x1
                f64.const 1.7976931348623157E+308
                f64.const 5E-324
                f64.const 1E+100
                f64.const nan:0x4000000000000
                v128.const i32x4 0x00000001 0xdeadbeef 0x00000000 0x7fffffff
                i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
                v128.load8_lane $m offset=1 15
                v128.load64_lane 1
                i32.load align=1
                i32.load $m offset=4294967295 align=2
                memory.copy $m 0
                memory.copy
                memory.grow $m
                select (result i32)
                select (result)
                select
                block (;@1;) (type 1) (param i32) (result i32 i32)
                  br_table 0 (;@1;) 1 (;@0;) 7
                end
                block (;@1;) (result (ref null 0))
                  ref.null 0
                  ref.null extern
                  ref.test anyref
                  ref.cast (ref 0)
                  br_on_cast 0 (;@1;) anyref (ref null 0)
                end
                try_table (;@1;) (catch_all 0 (;@0;)) (catch_all_ref 0 (;@0;))
                end
                try (;@1;)
                  rethrow 0 (;@1;)
                catch_all
                end
                try (;@1;)
                delegate 0 (;@0;)
                atomic.fence
                memory.atomic.notify offset=4
              )
            )

            """);
    }

    [Fact]
    public void Names_that_are_no_identifiers_are_annotated()
    {
        Expect("""
            (module (@name "")
              (type (;0;) (func (param i32)))
              (func $f (;0;) (type 0) (param (@name "") i32)
                (local $x i32)
                (local $x#2 (@name "x") i32)
                block (@name "") (;@1;)
                  block $"a b"
                    block $"a b"
                      br $"a b"
                      br 1 (;@2;)
                      br 2 (;@1;)
                    end
                    br $"a b"
                  end
                end
                local.get $x
                local.get $x#2
                local.get 0
                drop
              )
              (func $f#1 (@name "f") (;1;) (type 0) (param i32)
                call $f
                call $f#1
              )
              (func $f#1# (@name "f#1") (;2;) (type 0) (param i32))
              (func $"\u{a0}" (;3;) (type 0) (param i32))
            )

            """.Replace("$f#1# (@name \"f#1\")", "$g", StringComparison.Ordinal));

        // A name that is the unique form of another stays as it is: the other gives way.
        var text = WatPrinter.Print(WatParser.Parse("""(module (func $f) (func $f_ (@name "f")) (func $"f#1"))"""));
        Assert.Contains("(func $f#1# (@name \"f\") (;1;)", text, StringComparison.Ordinal);
        Assert.Contains("(func $f#1 (;2;)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Custom_sections_keep_their_place()
    {
        Expect("""
            (module
              (@custom "a" (before first) "\00\01")
              (type (;0;) (func))
              (@custom "b" (after type) "")
              (@custom "b" (after func) "x")
              (func (;0;) (type 0))
              (@custom "c" (after code) "é is escaped in data")
              (@custom "d" "")
            )

            """.Replace("é", "\\c3\\a9", StringComparison.Ordinal));
    }

    [Fact]
    public void Branch_hints_stand_before_their_instruction()
    {
        const string text = """
            (module
              (type (;0;) (func (param i32)))
              (func (;0;) (type 0) (param i32)
                local.get 0
                (@metadata.code.branch_hint "\00")
                if (;@1;)
                  local.get 0
                  (@metadata.code.branch_hint "\01")
                  br_if 0 (;@1;)
                end
              )
            )

            """;
        Expect(text);
        Assert.Equal("""
            (module
              (type (;0;) (func (param i32)))
              (func (;0;) (type 0) (param i32)
                (@metadata.code.branch_hint "\00")
                (if (;@1;) (local.get 0)
                  (then
                    (@metadata.code.branch_hint "\01")
                    (br_if 0 (;@1;)
                      (local.get 0))
                  )
                )
              )
            )

            """, WatPrinter.Print(WatParser.Parse(text), s_folded));
    }

    [Theory]
    [InlineData("metadata.code.branch_hint", new byte[] { 1, 0, 1, 1, 1, 1 }, "(after func)")] // not at an if
    [InlineData("metadata.code.branch_hint", new byte[] { 1, 9, 1, 1, 1, 1 }, "(after func)")] // no such function
    [InlineData("name", new byte[] { 1, 200 }, "(after func)")]
    public void Sections_that_annotations_cannot_express_are_kept_as_bytes(string name, byte[] bytes, string place)
    {
        var module = WatParser.Parse("(module (func nop))") with { CustomSections = [new CustomSection(name, bytes, SectionPlace.AfterFunction)] };
        var text = WatPrinter.Print(module);
        Assert.Contains($"(@custom \"{name}\" {place} \"", text, StringComparison.Ordinal);
        Assert.Equal(ModuleWriter.Write(module), ModuleWriter.Write(WatParser.Parse(text)));
    }

    [Fact]
    public void Two_name_sections_are_kept_as_bytes()
    {
        var module = WatParser.Parse("(module (func $f nop))");
        module = module with { CustomSections = [.. module.CustomSections, .. module.CustomSections] };
        var text = WatPrinter.Print(module);
        Assert.DoesNotContain("$f", text, StringComparison.Ordinal);
        Assert.Equal(ModuleWriter.Write(module), ModuleWriter.Write(WatParser.Parse(text)));
    }

    [Fact]
    public void What_names_nothing_stays_a_number()
    {
        Expect("""
            (module
              (type $s (;0;) (struct (field $x i32)))
              (export "e" (func 9))
              (start 8)
              (func (;0;) (type 77)
                (local i32)
                local.get 1000
                global.get 5
                call 6
                call_indirect 3 (type 4)
                struct.get $s 3
                struct.get 5 0
                throw 2
                br 100
                block (;@1;) (type 12)
                end
              )
              (func (;1;) (type $s)
                local.get 0
              )
            )

            """);
    }

    [Fact]
    public void Operands_fold_only_where_they_belong()
    {
        var module = WatParser.Parse("""
            (module
              (type $two (func (param i32 i32)))
              (func $two (param i32 i32))
              (func $pair (result i32 i32) i32.const 1 i32.const 2)
              (func (result i32)
                (call $two (call $pair))
                i32.const 1 nop i32.const 2 i32.add
                i32.const 3 (block (param i32) (result i32)) i32.add
                return i32.add))
            """);
        var text = WatPrinter.Print(module, s_folded);
        Assert.Equal(ModuleWriter.Write(module), ModuleWriter.Write(WatParser.Parse(text)));
        Assert.Contains("""
                (call $two (call $pair))
                (i32.const 1)
                (nop)
                (i32.add (i32.const 2))
                (i32.const 3)
                (return
                  (i32.add
                    (block (;@1;) (type 3) (param i32) (result i32))))
                (i32.add)
            """, text, StringComparison.Ordinal);
    }

    private static void Expect(string text)
    {
        var module = WatParser.Parse(text);
        Assert.Equal(text, WatPrinter.Print(module));
        Assert.Equal(ModuleWriter.Write(module), ModuleWriter.Write(WatParser.Parse(WatPrinter.Print(module, s_folded))));
    }
}
