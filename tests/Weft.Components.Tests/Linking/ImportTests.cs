using Xunit;

namespace Weft.Components.Tests.Linking;

public sealed class ImportTests
{
    [Fact]
    public void Instances_of_types_alone_need_no_definition()
    {
        using var guests = new Guests();
        var instance = guests.Instantiate("""
            (component
              (import "a:b/types" (instance
                (type $u u32)
                (export "point" (type (eq $u)))
                (export "inner" (instance (alias outer 1 $u (type $v)) (export "flag" (type (eq $v)))))))
              (core module $m (func (export "f") (result i32) i32.const 7))
              (core instance $i (instantiate $m))
              (func (export "f") (result u32) (canon lift (core func $i "f"))))
            """);
        Assert.Equal(7u, instance.GetFunction<Func<uint>>("f")());
        var error = Assert.Throws<LinkException>(() => guests.Instantiate("""(component (import "a:b/types" (instance (export "r" (type (sub resource))))))"""));
        Assert.Contains("unknown import: `a:b/types`", error.Message);
    }

    [Fact]
    public void An_import_with_a_canonical_version_is_met_by_any_that_is_compatible()
    {
        using var guests = new Guests();
        guests.Linker.Instance("a:b/c@0.2.6").AddFunction("f", () => 6u);
        guests.Linker.Instance("a:b/c@0.3.0").AddFunction("f", () => 3u);
        var instance = guests.Instantiate("""
            (component
              (import "a:b/c@0.2" (versionsuffix ".1") (instance $c (export "f" (func (result u32)))))
              (core func $f (canon lower (func $c "f")))
              (core module $m (import "" "f" (func $f (result i32))) (func (export "f") (result i32) (call $f)))
              (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
              (func (export "f") (result u32) (canon lift (core func $i "f"))))
            """, ComponentFeatures.NameAttributes);
        Assert.Equal(6u, instance.GetFunction<Func<uint>>("f")());
    }

    // The component inside knows the resource by an import of its own.
    private const string Nested = """
        (component
          (import "host" (instance $host
            (export "file" (type $file (sub resource)))
            (export "open" (func (param "number" u32) (result (own $file))))
            (export "number" (func (param "file" (borrow $file)) (result u32)))))
          (alias export $host "file" (type $file))
          (component $inner
            (import "file" (type $file (sub resource)))
            (import "open" (func $open (param "number" u32) (result (own $file))))
            (import "number" (func $number (param "file" (borrow $file)) (result u32)))
            (core func $open (canon lower (func $open)))
            (core func $number (canon lower (func $number)))
            (core func $drop (canon resource.drop $file))
            (core module $m
              (import "" "open" (func $open (param i32) (result i32)))
              (import "" "number" (func $number (param i32) (result i32)))
              (import "" "drop" (func $drop (param i32)))
              (func (export "f") (param i32) (result i32)
                (local $handle i32)
                (local.set $handle (call $open (local.get 0)))
                (call $number (local.get $handle))
                (call $drop (local.get $handle))))
            (core instance $i (instantiate $m (with "" (instance (export "open" (func $open)) (export "number" (func $number)) (export "drop" (func $drop))))))
            (func (export "f") (param "number" u32) (result u32) (canon lift (core func $i "f"))))
          (instance $one (instantiate $inner (with "file" (type $file)) (with "open" (func $host "open")) (with "number" (func $host "number"))))
          (instance $two (instantiate $inner (with "file" (type $file)) (with "open" (func $host "open")) (with "number" (func $host "number"))))
          (export "one" (func $one "f"))
          (export "two" (func $two "f")))
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Functions_of_the_host_are_handed_on_with_their_resources(bool isDynamic)
    {
        using var guests = new Guests();
        var host = guests.Linker.Instance("host");
        var type = host.AddResource<File>("file");
        if (isDynamic)
        {
            host.AddFunction("open", (_, arguments) => ComponentValue.FromResource(type.Own(new File(arguments[0].AsU32()))));
            host.AddFunction("number", (_, arguments) => ComponentValue.FromU32(((File)arguments[0].AsResource().Value!).Number));
        }
        else
        {
            host.AddFunction("open", (uint number) => new File(number));
            host.AddFunction("number", (File file) => file.Number);
        }

        var instance = guests.Instantiate(Nested);
        Assert.Equal(5u, instance.GetFunction<Func<uint, uint>>("one")(5));
        Assert.Equal(6u, instance.GetFunction<Func<uint, uint>>("two")(6));
    }

    private sealed record File(uint Number);
}
