// What an entry of the cache is for: a module, and everything that its code depends on.
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Weft.Hashing;
using Weft.Precompilation;

namespace Weft;

/// <summary>The name of compiled code in a <see cref="ModuleCache"/>: different for each module, build of the engine, runtime, system and option.</summary>
public sealed class ModuleCacheKey
{
    private readonly string _name;

    private ModuleCacheKey(ImmutableArray<byte> moduleHash, string name)
    {
        ModuleHash = moduleHash;
        _name = name;
    }

    /// <summary>The SHA-256 of the module.</summary>
    internal ImmutableArray<byte> ModuleHash { get; }

    /// <summary>Names the code of a module.</summary>
    /// <param name="engine">The engine that is to run it.</param>
    /// <param name="module">The module, binary.</param>
    /// <param name="metersFuel">Whether it is for stores that count fuel.</param>
    public static ModuleCacheKey Of(Engine engine, ReadOnlySpan<byte> module, bool metersFuel = false)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var hash = Sha256.Compute(module);
        Span<byte> options = stackalloc byte[8];
        options.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(options, (int)engine.Options.NumericProfile);
        options[4] = engine.UsesGuardPages ? (byte)1 : (byte)0;
        options[5] = metersFuel ? (byte)1 : (byte)0;
        byte[] all = [.. hash, .. EngineIdentity.Build.ToByteArray(), .. options, .. Encoding.UTF8.GetBytes($"{CodeTarget.Current} {Environment.Version}")];
        return new ModuleCacheKey([.. hash], Convert.ToHexStringLower(Sha256.Compute(all)));
    }

    /// <summary>The name: 64 hexadecimal digits.</summary>
    public override string ToString() => _name;
}
