using System.Text;
using Weft.Components;
using Xunit;
using static Weft.Bindings.Tests.ThrowingShapes;
using static Weft.Bindings.Tests.ThrowingShapes.Drawing;
using static Weft.Bindings.Tests.ThrowingShapes.Types;

namespace Weft.Bindings.Tests;

/// <summary>What the host implements: the types of it, resources, errors, and what the linker makes of it.</summary>
public sealed class HostTests
{
    private const string Guest = """
        (component
          (import "tests:shapes/types@1.0.0" (instance $types
            (type $p (record (field "x" s32) (field "y" s32)))
            (export "point" (type $point (eq $p)))))
          (alias export $types "point" (type $point))
          (import "tests:shapes/drawing@1.1.0" (instance $drawing
            (export "canvas" (type $canvas (sub resource)))
            (export "point" (type $point' (eq $point)))
            (export "[constructor]canvas" (func (param "size" $point') (result (own $canvas))))
            (export "[method]canvas.name" (func (param "self" (borrow $canvas)) (result string)))
            (export "[method]canvas.join" (func (param "self" (borrow $canvas)) (param "other" (borrow $canvas))))
            (export "[static]canvas.largest" (func (param "of" (list (borrow $canvas))) (result (option (own $canvas)))))
            (export "take" (func (param "canvas" (own $canvas)) (result string)))
            (export "try" (func (param "when" bool) (result (result (error string)))))
            (export "divide" (func (param "a" u32) (param "b" u32) (result (result u32))))))
          (alias export $drawing "canvas" (type $canvas))
          (core module $libc
            (memory (export "mem") 1)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
          (core instance $libc (instantiate $libc))
          (core func $new (canon lower (func $drawing "[constructor]canvas")))
          (core func $join (canon lower (func $drawing "[method]canvas.join")))
          (core func $drop (canon resource.drop $canvas))
          (core func $take
            (canon lower (func $drawing "take") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))))
          (core module $main
            (import "h" "new" (func $new (param i32 i32) (result i32)))
            (import "h" "join" (func $join (param i32 i32)))
            (import "h" "drop" (func $drop (param i32)))
            (import "h" "take" (func $take (param i32 i32)))
            (import "libc" "mem" (memory 1))
            (func (export "run") (result i32)
              (local $a i32) (local $b i32)
              (local.set $a (call $new (i32.const 3) (i32.const 4)))
              (local.set $b (call $new (i32.const 5) (i32.const 6)))
              (call $join (local.get $a) (local.get $b))
              (call $drop (local.get $a))
              (call $take (local.get $b) (i32.const 8))
              (i32.load (i32.const 12)))
            (func (export "misuse") (result i32) (call $join (i32.const 1) (i32.const 77)) (i32.const 0)))
          (core instance $main (instantiate $main
            (with "libc" (instance $libc))
            (with "h" (instance
              (export "new" (func $new)) (export "join" (func $join)) (export "drop" (func $drop)) (export "take" (func $take))))))
          (func (export "run") (result u32) (canon lift (core func $main "run")))
          (func (export "misuse") (result u32) (canon lift (core func $main "misuse")))
          (export "make" (func $drawing "[constructor]canvas"))
          (export "name" (func $drawing "[method]canvas.name"))
          (export "largest" (func $drawing "[static]canvas.largest"))
          (export "try" (func $drawing "try"))
          (export "divide" (func $drawing "divide")))
        """;

    [Fact]
    public void Interfaces_have_the_types_that_wit_says()
    {
        var swap = typeof(Shapes.IDrawing).GetMethod("Swap")!;
        Assert.Equal(typeof(Shapes.Types.Label[]), swap.ReturnType);
        Assert.Equal(typeof(ComponentOption<uint?>), typeof(Shapes.IDrawing).GetMethod("Nested")!.ReturnType);
        Assert.Equal(typeof(ComponentResult<ValueTuple, string>), typeof(Shapes.IDrawing).GetMethod("Try")!.ReturnType);
        Assert.Equal(typeof(void), typeof(IDrawing).GetMethod("Try")!.ReturnType);
        Assert.Equal(typeof(Rune), typeof(Shapes.IDrawing).GetMethod("Many")!.GetParameters()[10].ParameterType);
        Assert.Equal((Rights)7, Rights.Read | Rights.Write | Rights.ExecuteAsRoot);
    }

    [Fact]
    public void A_guest_uses_and_drops_resources_of_the_host()
    {
        using var guests = new Guests();
        var host = new Studio();
        var linker = Drawing.AddTo(Types.AddTo(new ComponentLinker(guests.Engine)), host);
        var instance = linker.Instantiate(guests.Store, guests.Load(Guest));
        Assert.Equal((uint)"5x6".Length, instance.GetFunction<Func<uint>>("run")());
        Assert.Equal(["new 3x4", "new 5x6", "3x4 joins 5x6", "drop 3x4", "take 5x6"], host.Log);
        Assert.Contains("unknown handle index 1", Assert.Throws<TrapException>(() => instance.GetFunction<Func<uint>>("misuse")()).Message);
    }

    [Fact]
    public void Hosts_are_found_by_the_store_that_calls()
    {
        using var engine = new Engine();
        using var component = Component.LoadText(engine, Guest);
        var hosts = new Dictionary<Store, Studio>();
        var linker = Types.AddTo(Drawing.AddTo(new ComponentLinker(engine), store => hosts[store]));
        for (var i = 0; i < 2; i++)
        {
            using var store = new Store(engine);
            hosts[store] = new Studio();
            linker.Instantiate(store, component).GetFunction<Func<uint>>("run")();
            Assert.Equal(5, hosts[store].Log.Count);
        }
    }

    [Fact]
    public void The_host_may_hold_handles_of_its_own_resources()
    {
        using var guests = new Guests();
        var host = new Studio();
        var instance = Drawing.AddTo(Types.AddTo(new ComponentLinker(guests.Engine)), host).Instantiate(guests.Store, guests.Load(Guest));
        var make = instance.GetFunction("make");
        var (small, large) = (make.Call(ComponentValue.Record(1, 2))!.Value, make.Call(ComponentValue.Record(7, 8))!.Value);
        Assert.Equal("1x2", instance.GetFunction("name").Call(small)!.Value.AsString());
        Assert.Equal(ComponentValue.None, instance.GetFunction("largest").Call(ComponentValue.List()));
        var largest = instance.GetFunction("largest").Call(ComponentValue.List(small, large))!.Value.Payload!.Value.AsResource();
        Assert.Equal("7x8", ((ICanvas)largest.Value!).Name());
    }

    [Fact]
    public void Exceptions_for_errors_become_results_and_others_pass()
    {
        using var guests = new Guests();
        var instance = Drawing.AddTo(Types.AddTo(new ComponentLinker(guests.Engine)), new Studio()).Instantiate(guests.Store, guests.Load(Guest));
        Assert.Equal(ComponentValue.Ok(), instance.GetFunction("try").Call(false));
        Assert.Equal(ComponentValue.Error("as you said"), instance.GetFunction("try").Call(true));
        Assert.Equal(ComponentValue.Ok(3u), instance.GetFunction("divide").Call(7u, 2u));
        Assert.Equal(ComponentValue.Error(), instance.GetFunction("divide").Call(7u, 0u));
        Assert.Throws<NotSupportedException>(() => instance.GetFunction("divide").Call(7u, 99u));
    }

    [Fact]
    public void A_function_of_other_types_is_named()
    {
        using var guests = new Guests();
        var linker = Drawing.AddTo(Types.AddTo(new ComponentLinker(guests.Engine)), new Studio());
        var component = guests.Load("""
            (component (import "tests:shapes/drawing@1.0.0" (instance (export "divide" (func (param "a" u32) (param "b" u64) (result (result u32)))))))
            """);
        Assert.Contains("`tests:shapes/drawing@1.0.0 divide`", Assert.Throws<LinkException>(() => linker.Instantiate(guests.Store, component)).Message);
    }

    private sealed class Studio : IDrawing
    {
        public List<string> Log { get; } = [];

        public ICanvas CreateCanvas(Point size)
        {
            var canvas = new Canvas(this, size);
            Log.Add($"new {canvas.Name()}");
            return canvas;
        }

        public ICanvas? CanvasLargest(ICanvas[] of) => of.Length == 0 ? null : new Canvas(this, of.Cast<Canvas>().MaxBy(canvas => canvas.Size.X)!.Size);

        public string Take(ICanvas canvas)
        {
            Log.Add($"take {canvas.Name()}");
            return canvas.Name();
        }

        public void Try(bool when)
        {
            if (when)
            {
                throw new ComponentErrorException<string>("as you said");
            }
        }

        public uint Divide(uint a, uint b) => b switch
        {
            0 => throw new ComponentErrorException<ValueTuple>(default),
            99 => throw new NotSupportedException(),
            _ => a / b,
        };

        public double[] Areas(Shape[] shapes) => throw new NotSupportedException();

        public Label[] Swap(Label[] labels) => throw new NotSupportedException();

        public (Rights, bool) Combine(Rights a, Rights b) => throw new NotSupportedException();

        public ComponentOption<uint?> Nested(ComponentOption<uint?> value) => throw new NotSupportedException();

        public string Many(
            byte a, sbyte b, ushort c, short d, uint e, int f, ulong g, long h, float i, double j, Rune k, bool l, string m, byte[] n, Color o, Point p) =>
            throw new NotSupportedException();
    }

    private sealed class Canvas(Studio studio, Point size) : ICanvas, IDisposable
    {
        public Point Size => size;

        public string Name() => $"{size.X}x{size.Y}";

        public void Join(ICanvas other) => studio.Log.Add($"{Name()} joins {other.Name()}");

        public uint Draw(Shape what) => throw new NotSupportedException();

        public void Clear() => throw new NotSupportedException();

        public void Dispose() => studio.Log.Add($"drop {Name()}");
    }
}
