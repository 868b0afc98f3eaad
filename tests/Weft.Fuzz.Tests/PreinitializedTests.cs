// A random module that is written down after instantiation, with nothing initialised besides, behaves as the module does: here and in Wasmtime.
using Weft.Fuzz.Differential;
using Weft.Fuzz.Generation;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Xunit;

namespace Weft.Fuzz.Tests;

public sealed class PreinitializedTests
{
    private const int ModulesOfProfile = 40;

    public static TheoryData<string> Profiles => [.. Profile.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Behaves_as_the_module_does(string name)
    {
        var profile = DifferentialRunner.ProfileOf(name, 0);
        using var before = new WeftEngine("module", new EngineOptions { Tier = ExecutionTier.Interpreter }, metersFuel: false);
        using var after = new Rewriting(new WeftEngine("rewritten", new EngineOptions { Tier = ExecutionTier.Jit }, metersFuel: false));
        using var elsewhere = new Rewriting(new WasmtimeEngine("rewritten, Wasmtime"));
        var comparison = new Comparison(profile.WasmtimeTakesPart ? [before, after, elsewhere] : [before, after]);
        for (ulong seed = 0; seed < ModulesOfProfile; seed++)
        {
            var module = ModuleGenerator.Generate(seed, profile).Bytes;
            var mismatch = comparison.Run(module, new Scenario(seed, 4, IsGenerated: true)).Mismatch;
            Assert.True(mismatch is null, $"seed {seed}: {mismatch?.Kind}\n{mismatch?.Description}");
        }

        Assert.True(after.Rewritten > 0, "no module could be written down");
    }

    /// <summary>Gives an engine each module as it is after instantiation, where that can be said in a module.</summary>
    private sealed class Rewriting(IEngineUnderTest engine) : IEngineUnderTest
    {
        public int Rewritten { get; private set; }

        public string Name => engine.Name;

        // Places in the module are others.
        public bool IsWeft => false;

        public bool MetersFuel => false;

        public Execution Run(byte[] module, ModuleFacts facts, Scenario scenario) => engine.Run(Rewrite(module), facts, scenario);

        public void Interrupt() => engine.Interrupt();

        public void Dispose() => engine.Dispose();

        // Functions of the host trap, so that a start function that calls one is left to the run.
        private byte[] Rewrite(byte[] bytes)
        {
            using var loader = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
            using var module = loader.LoadModule(bytes);
            if (module.ImportTypes.Any(type => type is not ExternalFunctionType))
            {
                return bytes;
            }

            try
            {
                using var store = new Store(loader, new StoreOptions { Fuel = 1 << 24 });
                var made = new Linker(loader).DefineUnknownImportsAsTraps(module).Preinitialize(store, module, new PreinitializeOptions { Initialize = _ => { } });
                Rewritten++;
                return ModuleWriter.Write(made);
            }
            catch (Exception error) when (error is SnapshotException or TrapException or GuestException or LinkException)
            {
                return bytes;
            }
        }
    }
}
