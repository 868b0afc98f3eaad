// What scripts of components find: the instance `host`, components that other components were given names for, imports that nobody has.
using System.Text;
using Weft.Wast;
using Xunit;

namespace Weft.Spec.Tests;

public sealed class ComponentScriptTests
{
    private const string UsesHost = """
        (component
          (import "host" (instance $host
            (export "resource1" (type $r (sub resource)))
            (export "[constructor]resource1" (func (param "rep" u32) (result (own $r))))
            (export "[static]resource1.last-drop" (func (result u32)))
            (export "[method]resource1.simple" (func (param "self" (borrow $r)) (param "rep" u32)))
            (export "simple-module" (core module (export "f" (func (result i32)))))))
          (alias export $host "resource1" (type $r))
          (core func $new (canon lower (func $host "[constructor]resource1")))
          (core func $last (canon lower (func $host "[static]resource1.last-drop")))
          (core func $simple (canon lower (func $host "[method]resource1.simple")))
          (core func $drop (canon resource.drop $r))
          (core instance $given (instantiate (module $host "simple-module")))
          (core module $m
            (import "" "new" (func $new (param i32) (result i32)))
            (import "" "last" (func $last (result i32)))
            (import "" "simple" (func $simple (param i32 i32)))
            (import "" "drop" (func $drop (param i32)))
            (func (export "f") (param i32 i32) (result i32)
              (local $handle i32)
              (local.set $handle (call $new (local.get 0)))
              (call $simple (local.get $handle) (local.get 1))
              (call $drop (local.get $handle))
              (call $last)))
          (core instance $i (instantiate $m (with "" (instance
            (export "new" (func $new)) (export "last" (func $last)) (export "simple" (func $simple)) (export "drop" (func $drop))))))
          (func (export "f") (param "made" u32) (param "expected" u32) (result u32) (canon lift (core func $i "f")))
          (func (export "given") (result u32) (canon lift (core func $given "f"))))
        """;

    private static ScriptResult Run(string script) =>
        ScriptRunner.Run("test.wast", Encoding.UTF8.GetBytes(script), new EngineOptions { Tier = ExecutionTier.Interpreter });

    private static void ExpectAllPassed(string script, int commands)
    {
        var result = Run(script);
        Assert.Empty(result.Failures);
        Assert.Equal(commands, result.Passed);
    }

    [Fact]
    public void The_host_has_resources_and_a_module() => ExpectAllPassed(UsesHost + """
        (assert_return (invoke "f" (u32.const 9) (u32.const 9)) (u32.const 9))
        (assert_return (invoke "given") (u32.const 101))
        (assert_trap (invoke "f" (u32.const 9) (u32.const 8)) "the host was given resource 9, expected 8")
        """, 4);

    [Fact]
    public void A_component_with_a_name_serves_those_that_follow() => ExpectAllPassed("""
        (component $first (core module (export "m") (func (export "f"))))
        (component (import "first" (instance (export "m" (core module (export "f" (func)))))))
        (assert_unlinkable (component (import "first" (instance (export "m" (core module (export "g" (func))))))) "")
        """, 3);

    [Fact]
    public void A_module_with_a_name_serves_those_that_follow_unless_another_is_registered() => ExpectAllPassed("""
        (module $first (func (export "f") (result i32) i32.const 1))
        (module (import "first" "f" (func $f (result i32))) (export "f" (func $f)))
        (assert_return (invoke "f") (i32.const 1))
        (register "second" $first)
        (module $second (func (export "g")))
        (module (import "second" "f" (func (result i32))))
        (assert_unlinkable (module (import "second" "g" (func))) "unknown import")
        """, 7);

    [Fact]
    public void A_component_whose_imports_nobody_has_is_valid_but_of_no_use()
    {
        ExpectAllPassed("""(component (import "nobody" (func)))""", 1);
        var result = Run("""
            (component (core module $m (func (export "f"))) (core instance $i (instantiate $m)) (func (export "f") (canon lift (core func $i "f"))))
            (component (import "nobody" (func)))
            (assert_return (invoke "f"))
            """);
        Assert.Equal(2, result.Passed);
        Assert.Contains("unknown import: `nobody`", Assert.Single(result.Failures).Message);
    }

    [Fact]
    public void What_does_not_fit_or_must_be_linked_fails()
    {
        var result = Run("""
            (component (import "host-return-two" (func (param "a" string))))
            (component definition $c (import "nobody" (func)))
            (component instance $i $c)
            """);
        Assert.Equal(1, result.Passed);
        Assert.Equal(2, result.Failures.Length);
        Assert.Contains("host-return-two", result.Failures[0].Message);
        Assert.Contains("nobody", result.Failures[1].Message);
    }

    [Fact]
    public void Gated_features_are_on_but_where_their_absence_is_asserted() => ExpectAllPassed("""
        (component definition (type (stream u8)))
        (assert_invalid (component (type (stream u8))) "`stream` requires the component model async feature")
        (assert_invalid (component (core module) (import "1" (func))) "kebab")
        """, 3);
}
