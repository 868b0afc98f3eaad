// Instances that are made once and rented many times.
namespace Weft.Samples.Embedding;

/// <summary>Instances that are made once and rented many times.</summary>
public static class Pooling
{
    /// <summary>Runs the samples.</summary>
    public static void Run(TextWriter output)
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module
              (memory 1)
              (func (export "count") (param i32) (result i32)
                (i32.store (local.get 0) (i32.add (i32.load (local.get 0)) (i32.const 1)))
                (i32.load (local.get 0))))
            """);
        var linker = new Linker(engine);
        Rent(output, module, linker);
    }

    private static void Rent(TextWriter output, Module module, Linker linker)
    {
        #region pool
        var options = new InstancePoolOptions { Capacity = 100, Store = new StoreOptions { MaxMemory = 16 << 20 } };
        using var pool = new InstancePool(linker, module, options);
        for (var request = 0; request < 3; request++)
        {
            using var lease = pool.Rent();
            var count = lease.Instance.GetFunction<Func<int, int>>("count");
            output.WriteLine(count(64));
        }

        output.WriteLine($"{pool.Statistics.Rents} rents of {pool.Statistics.Created} instance");
        #endregion
    }
}
