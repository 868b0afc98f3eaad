using Weft.Components.Text;
using Weft.Components.Tools.Packages;
using Weft.Wit;
using Xunit;

namespace Weft.Components.Tools.Tests.Packages;

public sealed class WitDecoderTests
{
    [Fact]
    public void A_component_has_a_world()
    {
        var decoded = WitDecoder.Decode(ComponentTextParser.Parse("""
            (component
              (import "my:pkg/types@1.0.0" (instance $types
                (export "r" (type $r (sub resource)))
                (type $rec (record (field "a" u8)))
                (export "rec" (type $rec2 (eq $rec)))
                (export "[constructor]r" (func (param "x" $rec2) (result (own $r))))))
              (alias export $types "r" (type $r))
              (alias export $types "rec" (type $rec))
              (import "my:pkg/uses@1.0.0" (instance
                (alias outer 1 $rec (type $t)) (export "mine" (type $mine (eq $t)))
                (alias outer 1 $r (type $s)) (export "r" (type $u (eq $s)))
                (export "f" (func (param "a" (list $mine)) (result (option (borrow $u)))))))
              (import "plain" (instance $plain (export "g" (func))))
              (import "top" (func $top (param "s" string)))
              (export "again" (func $top))
              (export "whole" (instance $plain)))
            """.Replace("(result (option (borrow $u)))", "(result (option u8))")));
        Assert.Equal(
            """
            package root:component;

            world root {
              import my:pkg/types@1.0.0;
              import my:pkg/uses@1.0.0;

              import plain: interface {
                g: func();
              }
              import top: func(s: string);
              export again: func(s: string);

              export whole: interface {
                g: func();
              }
            }

            package my:pkg@1.0.0 {
              interface types {
                resource r {
                  constructor(x: rec);
                }

                record rec {
                  a: u8,
                }
              }

              interface uses {
                use types.{rec as mine, r};

                f: func(a: list<mine>) -> option<u8>;
              }
            }

            """.ReplaceLineEndings("\n"),
            WitPrinter.Print(decoded.Packages));
        Assert.Equal("root", decoded.World!.Name);
    }

    [Fact]
    public void A_type_of_another_interface_without_a_name_here_gets_one()
    {
        var decoded = WitDecoder.Decode(ComponentTextParser.Parse("""
            (component
              (import "my:pkg/types" (instance $types (type $rec (record (field "a" u8))) (export "rec" (type (eq $rec)))))
              (alias export $types "rec" (type $rec))
              (import "my:pkg/uses" (instance (alias outer 1 $rec (type $t)) (export "f" (func (param "a" $t) (result (list $t)))))))
            """));
        Assert.Contains("use types.{rec};\n\n    f: func(a: rec) -> list<rec>;", WitPrinter.Print(decoded.Packages));
    }

    [Theory]
    [InlineData("(component (import \"m\" (core module)))", "the import m is a module")]
    [InlineData("(component (import \"c\" (component)))", "the import c is a component")]
    [InlineData("(component (type $t (record (field \"a\" u8))) (export \"t\" (type $t)))", "exports functions and interfaces only")]
    [InlineData("(component (import \"i\" (instance (export \"j\" (instance)))))", "exports j, which is a instance")]
    [InlineData("(component (import \"a:b/c@1\" (instance)))", "")]
    public void What_wit_cannot_say_is_an_error(string component, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<Weft.Wasm.WasmException>(() => WitDecoder.Decode(ComponentTextParser.Parse(component))).Message);
}
