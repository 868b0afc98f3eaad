using Xunit;

namespace Weft.Components.Tests.Linking;

public sealed class ResourceTests
{
    // A resource of a guest: what the host drops is counted.
    private const string Counter = """
        (component
          (core module $d
            (global $dropped (mut i32) (i32.const 0))
            (func (export "drop") (param i32) (global.set $dropped (i32.add (global.get $dropped) (local.get 0))))
            (func (export "dropped") (result i32) (global.get $dropped)))
          (core instance $d (instantiate $d))
          (type $r' (resource (rep i32) (dtor (func $d "drop"))))
          (export $r "counter" (type $r'))
          (core func $new (canon resource.new $r'))
          (core func $rep (canon resource.rep $r'))
          (core func $drop (canon resource.drop $r'))
          (core module $m
            (import "r" "new" (func $new (param i32) (result i32)))
            (import "r" "rep" (func $rep (param i32) (result i32)))
            (import "r" "drop" (func $drop (param i32)))
            (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
            (func (export "get") (param i32) (result i32) (local.get 0))
            (func (export "take") (param i32) (result i32) (call $rep (local.get 0)) (call $drop (local.get 0))))
          (core instance $i (instantiate $m (with "r" (instance (export "new" (func $new)) (export "rep" (func $rep)) (export "drop" (func $drop))))))
          (func (export "[constructor]counter") (param "a" u32) (result (own $r)) (canon lift (core func $i "make")))
          (func (export "[method]counter.get") (param "self" (borrow $r)) (result u32) (canon lift (core func $i "get")))
          (func (export "take") (param "a" (own $r)) (result u32) (canon lift (core func $i "take")))
          (func (export "dropped") (result u32) (canon lift (core func $d "dropped"))))
        """;

    [Fact]
    public void Resources_of_a_guest_are_made_lent_and_dropped()
    {
        using var guests = new Guests();
        var instance = guests.Instantiate(Counter);
        var make = instance.GetFunction<Func<uint, ComponentResource>>("[constructor]counter");
        var get = instance.GetFunction<Func<ComponentResource, uint>>("[method]counter.get");
        var dropped = instance.GetFunction<Func<uint>>("dropped");
        var one = make(1);
        var ten = make(10);
        Assert.Same(instance.GetResourceType("counter"), one.Type);
        Assert.True(one.IsOwned);
        Assert.Equal(10u, get(ten));
        Assert.Equal(0u, dropped());
        one.Dispose();
        one.Dispose();
        Assert.Equal(1u, dropped());
        Assert.Throws<ArgumentException>(() => get(one));
        Assert.Equal(10u, instance.GetFunction("take").Call(ten)!.Value.AsU32());
        Assert.Equal(11u, dropped());
        Assert.Throws<ArgumentException>(() => instance.GetFunction("take").Call(ten));
        ten.Dispose();
        Assert.Equal(11u, dropped());
    }

    [Fact]
    public void Resources_of_another_instance_are_refused()
    {
        using var guests = new Guests();
        var first = guests.Instantiate(Counter);
        var second = guests.Instantiate(Counter);
        using var one = first.GetFunction<Func<uint, ComponentResource>>("[constructor]counter")(1);
        Assert.Contains("no resource of the type", Assert.Throws<ArgumentException>(() => second.GetFunction("take").Call(one)).Message);
        Assert.Equal(1u, first.GetFunction("[method]counter.get").Call(one)!.Value.AsU32());
    }

    private const string User = """
        (component
          (import "test:files/api" (instance $api
            (export "file" (type $file (sub resource)))
            (export "open" (func (param "n" u32) (result (own $file))))
            (export "size" (func (param "f" (borrow $file)) (result u32)))
            (export "close" (func (param "f" (own $file))))))
          (alias export $api "file" (type $file))
          (core func $open (canon lower (func $api "open")))
          (core func $size (canon lower (func $api "size")))
          (core func $close (canon lower (func $api "close")))
          (core func $drop (canon resource.drop $file))
          (core module $m
            (import "api" "open" (func $open (param i32) (result i32)))
            (import "api" "size" (func $size (param i32) (result i32)))
            (import "api" "close" (func $close (param i32)))
            (import "api" "drop" (func $drop (param i32)))
            (func (export "size") (param i32) (result i32) (local $h i32)
              (local.set $h (call $open (local.get 0)))
              (call $size (local.get $h))
              (call $drop (local.get $h)))
            (func (export "give-back") (param i32) (call $close (call $open (local.get 0))))
            (func (export "hold") (param i32) (result i32) (call $open (local.get 0)))
            (func (export "use") (param i32) (result i32) (call $size (local.get 0)))
            (func (export "size-of") (param i32) (result i32) (call $size (local.get 0)) (call $drop (local.get 0)))
            (func (export "keep") (param i32)))
          (core instance $i (instantiate $m (with "api" (instance
            (export "open" (func $open)) (export "size" (func $size)) (export "close" (func $close)) (export "drop" (func $drop))))))
          (func (export "size") (param "n" u32) (result u32) (canon lift (core func $i "size")))
          (func (export "give-back") (param "n" u32) (canon lift (core func $i "give-back")))
          (func (export "hold") (param "n" u32) (result u32) (canon lift (core func $i "hold")))
          (func (export "use") (param "handle" u32) (result u32) (canon lift (core func $i "use")))
          (func (export "open") (param "n" u32) (result (own $file)) (canon lift (core func $i "hold")))
          (func (export "size-of") (param "f" (borrow $file)) (result u32) (canon lift (core func $i "size-of")))
          (func (export "keep") (param "f" (borrow $file)) (canon lift (core func $i "keep"))))
        """;

    private sealed class HostFile(uint size) : IDisposable
    {
        public uint Size { get; } = size;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private static (ComponentInstance Instance, List<HostFile> Files, ComponentResourceType Type) InstantiateUser(Guests guests, List<HostFile>? closed = null)
    {
        var files = new List<HostFile>();
        var api = guests.Linker.Instance("test:files/api");
        var type = api.AddResource<HostFile>("file");
        api.AddFunction("open", (uint size) =>
        {
            files.Add(new HostFile(size));
            return files[^1];
        });
        api.AddFunction("size", (HostFile file) => file.IsDisposed ? throw new ObjectDisposedException("file") : file.Size);
        api.AddFunction("close", (HostFile file) => closed?.Add(file));
        return (guests.Instantiate(User), files, type);
    }

    [Fact]
    public void Objects_of_the_host_are_resources_and_disposed_when_a_guest_drops_them()
    {
        using var guests = new Guests();
        var closed = new List<HostFile>();
        var (instance, files, _) = InstantiateUser(guests, closed);
        Assert.Equal(5u, instance.GetFunction<Func<uint, uint>>("size")(5));
        Assert.True(Assert.Single(files).IsDisposed);
        instance.GetFunction<Action<uint>>("give-back")(6);
        Assert.Same(files[1], Assert.Single(closed));
        Assert.False(files[1].IsDisposed);
    }

    [Fact]
    public void Objects_of_the_host_come_back_and_are_lent()
    {
        using var guests = new Guests();
        var (instance, files, type) = InstantiateUser(guests);
        var file = instance.GetFunction<Func<uint, HostFile>>("open")(7);
        Assert.Same(files[0], file);
        Assert.Equal(7u, instance.GetFunction<Func<HostFile, uint>>("size-of")(file));
        Assert.False(file.IsDisposed);
        using var owned = type.Own(new HostFile(8));
        Assert.Equal(8u, instance.GetFunction("size-of").Call(owned)!.Value.AsU32());
        Assert.Throws<ArgumentException>(() => type.Own("no file"));
    }

    [Fact]
    public void A_borrowed_handle_must_be_dropped_before_the_call_ends()
    {
        using var guests = new Guests();
        var (instance, _, type) = InstantiateUser(guests);
        var owned = type.Own(new HostFile(1));
        var error = Assert.Throws<TrapException>(() => instance.GetFunction("keep").Call(owned));
        Assert.Contains("borrow handles still remain at the end of the call", error.Message);
        owned.Dispose();
        Assert.True(((HostFile)owned.Value!).IsDisposed);
    }

    [Theory]
    [InlineData(0u, "unknown handle index 0")]
    [InlineData(1u, "unknown handle index 1")]
    [InlineData(uint.MaxValue, "unknown handle index 4294967295")]
    public void Handles_that_are_none_trap(uint handle, string message)
    {
        using var guests = new Guests();
        var (instance, _, _) = InstantiateUser(guests);
        var error = Assert.Throws<TrapException>(() => instance.GetFunction("use").Call(handle));
        Assert.Equal(TrapKind.CanonicalAbi, error.Kind);
        Assert.Contains(message, error.Message);
        Assert.Contains("in `size`, parameter `f`", error.Message);
    }

    [Fact]
    public void A_handle_is_used_as_often_as_the_guest_likes_and_freed_indices_come_again()
    {
        using var guests = new Guests();
        var (instance, _, _) = InstantiateUser(guests);
        Assert.Equal(1u, instance.GetFunction<Func<uint, uint>>("hold")(3));
        Assert.Equal(2u, instance.GetFunction<Func<uint, uint>>("hold")(4));
        Assert.Equal(4u, instance.GetFunction<Func<uint, uint>>("use")(2));
        Assert.Equal(4u, instance.GetFunction<Func<uint, uint>>("use")(2));
        Assert.Equal(9u, instance.GetFunction<Func<uint, uint>>("size")(9));
        Assert.Equal(3u, instance.GetFunction<Func<uint, uint>>("hold")(9));
    }

    [Fact]
    public void The_host_may_use_what_is_lent_to_it_only_during_the_call()
    {
        using var guests = new Guests();
        ComponentResource? kept = null;
        var api = guests.Linker.Instance("test:files/api");
        var type = api.AddResource<HostFile>("file");
        api.AddFunction("open", (uint size) => type.Own(new HostFile(size)));
        api.AddFunction("size", (ComponentResource file) =>
        {
            kept = file;
            Assert.False(file.IsOwned);
            return ((HostFile)file.Value!).Size;
        });
        api.AddFunction("close", (ComponentResource file) => file.Dispose());
        var instance = guests.Instantiate(User);
        Assert.Equal(2u, instance.GetFunction<Func<uint, uint>>("size")(2));
        Assert.Contains("lent for a call that is over", Assert.Throws<ArgumentException>(() => instance.GetFunction("size-of").Call(kept!)).Message);
        instance.GetFunction<Action<uint>>("give-back")(3);
    }

    [Fact]
    public void A_full_table_traps()
    {
        using var guests = new Guests();
        var text = """
            (component
              (type $r (resource (rep i32)))
              (core func $new (canon resource.new $r))
              (core module $m
                (import "r" "new" (func $new (param i32) (result i32)))
                (func (export "fill") (loop $again (drop (call $new (i32.const 0))) (br $again))))
              (core instance $i (instantiate $m (with "r" (instance (export "new" (func $new))))))
              (func (export "fill") (canon lift (core func $i "fill"))))
            """;
        var error = Assert.Throws<TrapException>(() => guests.Instantiate(text).GetFunction("fill").Call());
        Assert.Contains("the table of handles is full", error.Message);
    }
}
