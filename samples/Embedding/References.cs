// References: objects of the host in the guest, objects of the guest in the host, exceptions.
namespace Weft.Samples.Embedding;

/// <summary>References: objects of the host in the guest, objects of the guest in the host, exceptions.</summary>
public static class References
{
    /// <summary>Runs the samples.</summary>
    public static void Run(TextWriter output)
    {
        HostObjects(output);
        GuestObjects(output);
        Exceptions(output);
    }

    private static void HostObjects(TextWriter output)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module
              (import "list" "add" (func $add (param externref i32)))
              (func (export "fill") (param externref)
                (call $add (local.get 0) (i32.const 1))
                (call $add (local.get 0) (i32.const 2))))
            """);
        #region host-objects
        // An externref is any .NET object; nothing is wrapped, and the collector sees it while the guest holds it.
        var linker = new Linker(engine).AddFunction("list", "add", (object? list, int item) => ((List<int>)list!).Add(item));
        var items = new List<int>();
        linker.Instantiate(store, module).GetFunction<Action<object?>>("fill")(items);
        output.WriteLine(string.Join(' ', items));
        #endregion
    }

    private static void GuestObjects(TextWriter output)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module
              (type $point (struct (field $x (mut f64)) (field $y (mut f64))))
              (func (export "make") (param f64 f64) (result (ref $point)) (struct.new $point (local.get 0) (local.get 1)))
              (func (export "norm") (param (ref $point)) (result f64)
                (f64.sqrt (f64.add
                  (f64.mul (struct.get $point $x (local.get 0)) (struct.get $point $x (local.get 0)))
                  (f64.mul (struct.get $point $y (local.get 0)) (struct.get $point $y (local.get 0)))))))
            """);
        var instance = new Linker(engine).Instantiate(store, module);
        #region guest-objects
        var make = instance.GetFunction<Func<double, double, StructObject>>("make");
        var norm = instance.GetFunction<Func<StructObject, double>>("norm");
        StructObject point = make(3, 0);
        point.SetField(1, 4.0);
        output.WriteLine(norm(point));
        #endregion
    }

    private static void Exceptions(TextWriter output)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module
              (tag $failure (export "failure") (param i32))
              (func (export "fail") (throw $failure (i32.const 404))))
            """);
        var instance = new Linker(engine).Instantiate(store, module);
        #region exceptions
        try
        {
            instance.GetFunction<Action>("fail")();
        }
        catch (GuestException thrown) when (thrown.Tag == instance.GetTag("failure"))
        {
            output.WriteLine(thrown.Exception.Payload[0]);
        }
        #endregion
    }
}
